import process from 'node:process'
import { runBench } from './run.ts'
import { playRole } from './roles/play.ts'

const [word, ...rest] = process.argv.slice(2)
if (word === 'role') await playRole(rest)
else process.exitCode = await runBench(process.argv.slice(2))
