import type { ServeRequest } from '../../clients/cli/deps.ts'
import { EXIT } from '../../clients/cli/exit-codes.ts'
import { formatProblem } from '../config/index.ts'
import type { ConfigProblem, LoadedConfig } from '../config/index.ts'
import { PolicyLoadError } from '../policy-host/policy-source.ts'
import { systemTimers, watchFolder } from '../policy-host/watching.ts'
import { PolicyFaults } from '../policy-faults.ts'
import type { RunningServer } from '../server.ts'
import { startServer } from '../server.ts'
import { packageVersion } from '../package-version.ts'
import { createLog } from '../telemetry/log.ts'
import type { LevelControl } from '../telemetry/log.ts'
import type { Log } from '../telemetry/ports.ts'
import { sdkStarter } from '../telemetry/start-sdk.ts'
import { createTraceScope, traceFields } from '../telemetry/trace-scope.ts'
import { createReloadRecord, keepConfigFresh } from './config-keeper.ts'
import type { ReloadRecord } from './config-keeper.ts'
import { configSource } from './config-source.ts'
import type { ConfigSource } from './config-source.ts'
import type { Surroundings } from './surroundings.ts'
import { stopSignal } from './surroundings.ts'

/** `lookaside serve`: runs one replica until it is told to stop. Answers the exit code. */
export async function serve(request: ServeRequest, around: Surroundings): Promise<number> {
  const source = configSource(request, around)
  const reading = source.read()
  const loaded = reading.kind === 'read' ? reading.load() : reading
  if ('problems' in loaded) return refuseConfig(loaded.problems, around)
  const { config } = loaded
  const scope = createTraceScope()
  const context = (): Record<string, string> => traceFields(scope)
  const log = createLog({ level: config.log.level, destination: around.stderr, context })
  for (const warning of loaded.warnings) log.warn(warning)
  const record = createReloadRecord(source.path)
  let server: RunningServer
  try {
    const { baseDir } = source
    const { residentMemory, env } = around
    const shared = { residentMemory, configReloads: record, scope, startSdk: sdkStarter(env, packageVersion(), log) }
    server = await startServer({ config, baseDir, log, ...shared })
  } catch (error) {
    if (error instanceof PolicyFaults) return refuseConfig(error.faults.map(loaded.problemOf), around)
    around.stderr.write(`lookaside: cannot start: ${reasonOf(error)}\n`)
    return EXIT.usage
  }
  const text = reading.kind === 'read' ? reading.text : ''
  const stopKeeping = keepInStep({ source, text, loaded, record, server, around, log })
  const code = await untilStopped(server, around, log)
  stopKeeping()
  return code
}

interface Kept {
  readonly source: ConfigSource
  /** The file's, as it was started with. */
  readonly text: string
  readonly loaded: LoadedConfig
  readonly record: ReloadRecord
  readonly server: RunningServer
  readonly around: Surroundings
  readonly log: Log & LevelControl
}

/** Follows the configuration file, and reads it again at SIGHUP. Answers how to stop. */
function keepInStep({ source, text, loaded, record, server, around, log }: Kept): () => void {
  if (source.path === '') {
    return around.onHangUp(() => log.info('SIGHUP: there is no configuration file to read again'))
  }
  const keeper = keepConfigFresh({
    record,
    read: () => source.read(),
    started: { text, config: loaded.config },
    apply: (config) => server.reconfigure(config),
    setLogLevel: (level) => log.setLevel(level),
    folders: () => source.folders(),
    watchFolder,
    timers: systemTimers,
    log,
  })
  const off = around.onHangUp(() => void keeper.check(true))
  return () => {
    off()
    keeper.close()
  }
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
