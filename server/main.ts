import { readFileSync } from 'node:fs'
import process from 'node:process'
import { runCli } from '../clients/cli/program.ts'
import type { Surroundings } from './commands/surroundings.ts'
import { packageVersion } from './package-version.ts'

/** How long what was written to a pipe may take to get out. */
const FLUSH_MS = 1_000

const around: Surroundings = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  isTty: process.stdout.isTTY === true,
  width: () => process.stdout.columns,
  cwd: process.cwd(),
  readFile: (path) => readFileSync(path),
  residentMemory: () => process.memoryUsage.rss(),
  onStopSignal: (run) => {
    process.on('SIGTERM', run)
    process.on('SIGINT', run)
    return () => {
      process.off('SIGTERM', run)
      process.off('SIGINT', run)
    }
  },
}

// A reader that goes away, such as `head`, is no fault: end quietly.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  isTty: around.isTty,
  width: process.stdout.columns,
  version: packageVersion(),
  // Loaded when they are run: a short command need not wait for a server's libraries.
  commands: {
    serve: async (request) => (await import('./commands/serve.ts')).serve(request, around),
    dev: async (request) => (await import('./commands/dev.ts')).dev(request, around),
    agent: async (request) => (await import('./commands/agent.ts')).agent(request, around),
  },
})
// Whatever a library still holds open must not keep a finished command alive.
setTimeout(() => process.exit(), FLUSH_MS).unref()
