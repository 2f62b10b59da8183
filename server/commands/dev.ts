import { performance } from 'node:perf_hooks'
import type { DevRequest } from '../../clients/cli/deps.ts'
import { EXIT } from '../../clients/cli/exit-codes.ts'
import { startDemo } from '../../clients/dev/demo.ts'
import { loadConfig } from '../config/index.ts'
import { startServer } from '../server.ts'
import type { RunningServer } from '../server.ts'
import { packageVersion } from '../package-version.ts'
import { createLog } from '../telemetry/log.ts'
import { sdkStarter } from '../telemetry/start-sdk.ts'
import { reasonOf } from './serve.ts'
import type { Surroundings } from './surroundings.ts'
import { stopSignal } from './surroundings.ts'

const POOL = 'demo'

/** Everything else has its default: what one sees here is what one gets. The short decay lets a quarter of a minute tell a story. */
const CONFIG = `
store: "memory:"
log: { level: warn }
pools:
  - name: ${POOL}
    signals: { latencyDecay: 3s }
`

/** `lookaside dev`: a replica on the embedded store, three real backends with their agents, a client under load, and a live table. */
export async function dev({ forMs, port, httpPort, colour }: DevRequest, around: Surroundings): Promise<number> {
  const startedAt = performance.now()
  const loaded = loadConfig({
    text: CONFIG,
    path: 'built-in',
    env: {},
    flags: [
      { flag: '--port', path: ['listen'], value: `127.0.0.1:${port}` },
      { flag: '--http-port', path: ['http', 'listen'], value: `127.0.0.1:${httpPort}` },
    ],
  })
  if (loaded.kind === 'invalid') throw new Error(JSON.stringify(loaded.problems))
  const log = createLog({ level: 'warn', destination: around.stderr })
  let server: RunningServer
  try {
    const { residentMemory, cwd: baseDir, env } = around
    const configReloads = { source: '', loadedAt: new Date(), last: undefined }
    const startSdk = sdkStarter(env, packageVersion(), log)
    server = await startServer({ config: loaded.config, baseDir, log, residentMemory, configReloads, startSdk })
  } catch (error) {
    around.stderr.write(
      `lookaside: cannot start: ${reasonOf(error).replace('--listen and --http-listen', '--port and --http-port')}\n`,
    )
    return EXIT.usage
  }
  const demo = await startDemo({
    lookaside: `127.0.0.1:${server.grpcPort}`,
    http: `127.0.0.1:${server.httpPort}`,
    pool: POOL,
    startedAt,
    stdout: around.stdout,
    isTty: around.isTty,
    width: around.width,
    colour,
  })
  let force = (): void => {}
  const forced = new Promise<void>((resolve) => {
    force = resolve
  })
  const { first, off } = stopSignal(around, () => force())
  const timeUp = new Promise<void>((resolve) => {
    if (forMs !== undefined) setTimeout(resolve, forMs).unref()
  })
  await Promise.race([first, timeUp])
  await Promise.race([demo.stop().then(() => server.drain()), forced.then(() => server.forceClose())])
  off()
  return demo.failedCalls() === 0 && demo.answeredCalls() > 0 ? EXIT.ok : EXIT.refused
}
