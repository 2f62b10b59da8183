import process from 'node:process'
import { runPolicyBench } from './run.ts'

process.exitCode = await runPolicyBench(process.argv.slice(2))
