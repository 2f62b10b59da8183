import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import process from 'node:process'
import { runCli } from '../clients/cli/program.ts'
import type { Surroundings } from './commands/surroundings.ts'
import { didYouMean } from './config/did-you-mean.ts'
import { packageFacts } from './package-version.ts'

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
  realPath: (path) => {
    try {
      return realpathSync(path)
    } catch {
      return path
    }
  },
  residentMemory: () => process.memoryUsage.rss(),
  onStopSignal: (run) => {
    process.on('SIGTERM', run)
    process.on('SIGINT', run)
    return () => {
      process.off('SIGTERM', run)
      process.off('SIGINT', run)
    }
  },
  onHangUp: (run) => {
    process.on('SIGHUP', run)
    return () => process.off('SIGHUP', run)
  },
}

/** Keys one by one, as they are pressed. */
function readKeys(run: (key: string) => void): () => void {
  const { stdin } = process
  const onData = (data: Buffer): void => {
    const text = data.toString('utf8')
    // An arrow or a function key is one sequence; letters that were typed fast come together and are keys each.
    for (const key of text.startsWith('\u001b') ? [text] : text) run(key)
  }
  stdin.setRawMode(true)
  stdin.resume()
  stdin.on('data', onData)
  return () => {
    stdin.off('data', onData)
    stdin.setRawMode(false)
    stdin.pause()
  }
}

/** The limit of this process. Undefined: none, or the system does not say. */
function openFiles(): number | undefined {
  const report: unknown = process.report.getReport()
  const limits = typeof report === 'object' && report !== null && 'userLimits' in report ? report.userLimits : undefined
  const files: unknown =
    typeof limits === 'object' && limits !== null && 'open_files' in limits ? limits.open_files : undefined
  const soft: unknown = typeof files === 'object' && files !== null && 'soft' in files ? files.soft : undefined
  return typeof soft === 'number' ? soft : undefined
}

// A reader that goes away, such as `head`, is no fault: end quietly.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const { version, nodeRange } = packageFacts()

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  isTty: around.isTty,
  width: process.stdout.columns,
  version,
  now: Date.now,
  onStopSignal: around.onStopSignal,
  didYouMean,
  terminal: {
    size: () => ({ columns: process.stdout.columns, rows: process.stdout.rows }),
    showsProgress: process.stderr.isTTY === true,
    onKey: process.stdin.isTTY === true ? readKeys : undefined,
  },
  system: () => ({ nodeVersion: process.versions.node, nodeRange, openFiles: openFiles() }),
  config: async () => (await import('./commands/config-tools.ts')).createConfigTools(around),
  simulations: async () =>
    (await import('./commands/simulation/simulations.ts')).createSimulations({
      ...around,
      writeFile: (path, text) => writeFileSync(path, text),
      version,
      worker: new URL('./simulate-worker.js', import.meta.url),
      parallelism: availableParallelism(),
    }),
  // Loaded when they are run: a short command need not wait for a server's libraries.
  commands: {
    serve: async (request) => (await import('./commands/serve.ts')).serve(request, around),
    dev: async (request) => (await import('./commands/dev.ts')).dev(request, around),
    agent: async (request) => (await import('./commands/agent.ts')).agent(request, around),
  },
})
// Whatever a library still holds open must not keep a finished command alive.
setTimeout(() => process.exit(), FLUSH_MS).unref()
