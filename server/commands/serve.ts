import { dirname, resolve } from 'node:path'
import type { ServeRequest } from '../../clients/cli/deps.ts'
import { EXIT } from '../../clients/cli/exit-codes.ts'
import { formatProblem, loadConfig, readConfigFile } from '../config/index.ts'
import type { ConfigProblem, ServerConfig } from '../config/index.ts'
import { PolicyLoadError } from '../policy-host/policy-source.ts'
import type { RunningServer } from '../server.ts'
import { startServer } from '../server.ts'
import { createLog } from '../telemetry/log.ts'
import type { Log } from '../telemetry/ports.ts'
import type { Surroundings } from './surroundings.ts'
import { stopSignal } from './surroundings.ts'

/** `lookaside serve`: runs one replica until it is told to stop. Answers the exit code. */
export async function serve(request: ServeRequest, around: Surroundings): Promise<number> {
  const loaded = readServerConfig(request, around)
  if ('problems' in loaded) return refuseConfig(loaded.problems, around)
  const { config, baseDir } = loaded
  const log = createLog({ level: config.log.level, destination: around.stderr })
  for (const warning of loaded.warnings) log.warn(warning)
  let server: RunningServer
  try {
    server = await startServer({ config, baseDir, log, residentMemory: around.residentMemory })
  } catch (error) {
    around.stderr.write(`lookaside: cannot start: ${reasonOf(error)}\n`)
    return EXIT.usage
  }
  return untilStopped(server, around, log)
}

/** Waits for a signal, drains, and forces at the second signal. */
async function untilStopped(server: RunningServer, around: Surroundings, log: Log): Promise<number> {
  let force = (): void => {}
  const forced = new Promise<void>((resolveForce) => {
    force = resolveForce
  })
  const { first, off } = stopSignal(around, () => force())
  await first
  log.info('stopping; a second signal forces')
  const ended = await Promise.race([
    server.drain().then(() => 'drained' as const),
    forced.then(() => 'forced' as const),
  ])
  if (ended === 'forced') await server.forceClose()
  off()
  log.info('stopped', { how: ended })
  return EXIT.ok
}

interface LoadedConfig {
  readonly config: ServerConfig
  readonly warnings: readonly string[]
  readonly baseDir: string
}

function readServerConfig(
  { config: flag, settings }: ServeRequest,
  { env, readFile, cwd }: Surroundings,
): LoadedConfig | { readonly problems: readonly ConfigProblem[] } {
  const variable = 'LOOKASIDE_CONFIG'
  const file = readConfigFile({ flag, variable, fromEnvironment: env[variable], readFile })
  if (file.kind === 'invalid') return { problems: file.problems }
  const text = file.kind === 'read' ? file.text : undefined
  const path = file.kind === 'read' ? file.path : ''
  const loaded = loadConfig({ text, path, env, flags: settings })
  if (loaded.kind === 'invalid') return { problems: loaded.problems }
  const baseDir = path === '' ? cwd : dirname(resolve(cwd, path))
  return { config: loaded.config, warnings: loaded.warnings, baseDir }
}

/** Says everything that is wrong at once; the exit code of a bad configuration. */
export function refuseConfig(problems: readonly ConfigProblem[], { stderr }: Surroundings): number {
  for (const problem of problems) stderr.write(`${formatProblem(problem)}\n`)
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  stderr.write(`lookaside: the configuration has ${count}; nothing was started\n`)
  return EXIT.usage
}

/** What an operator needs to know of a start that failed. */
export function reasonOf(error: unknown): string {
  if (error instanceof PolicyLoadError) return error.message
  if (!(error instanceof Error)) return String(error)
  if (error.message.includes('EADDRINUSE')) {
    return `${error.message}: something listens there already; --listen and --http-listen choose other ports`
  }
  return error.message
}
