import { numbersIn, roleCommand, type Bench } from '../bench.ts'
import { drive, hasH2load, NO_H2LOAD } from '../drive/h2load.ts'
import { createObserver } from '../drive/observer.ts'
import { registerAll } from '../drive/register.ts'
import { backendsIn, framed, pickRequest } from '../messages.ts'
import { processorSeconds } from '../processes/cpus.ts'
import { NO_REDIS, redisProgram, startRedis } from '../processes/redis-process.ts'
import { gauge, startReplica, total, type ReplicaProcess } from '../processes/replica-process.ts'
import { met, quantile, type PartResult, type Row } from '../report/result.ts'
import { pause } from '../until.ts'
import { PICK_PATH } from './rpc.ts'

const POOLS = 100
const PER_POOL = 100
/** Callers ask for these pools, each with a connection of its own. */
const ASKED_POOLS = 10
const PICKS_A_SECOND = 5_000
/** Often for a scrape, and long enough for a 99th percentile of 500 samples. */
const SCRAPE_MS = 5_000
const DELAY_LIMIT_MS = 50
/** Leases of picks end before the run does, as if callers never told how their calls went. */
const POOL = '{ slowStart: { window: 0s }, pickLease: 2s }'

const ABOUT = {
  part: 'load',
  standsFor: `A whole day's work in one process: ${POOLS * PER_POOL} backends in ${POOLS} pools, each beating every second with a load report, written to Redis, while callers make ${PICKS_A_SECOND} unary picks a second.`,
  command: 'npm run bench -- load',
}

export async function load(bench: Bench): Promise<PartResult> {
  const program = redisProgram()
  if (program === undefined) return { ...ABOUT, rows: [], notes: [NO_REDIS] }
  if (!hasH2load()) return { ...ABOUT, rows: [], notes: [NO_H2LOAD] }
  const seconds = bench.quick ? 10 : 30
  const redis = await startRedis(bench, program)
  const replica = await startReplica(bench, 'load', { store: redis.url, poolDefaults: POOL })
  const backends = backendsIn(POOLS, PER_POOL)
  const beater = await bench.processes.launch(
    roleCommand('beater', String(replica.port), String(POOLS), String(PER_POOL)),
    { place: 'load' },
    (line) => (line === 'beating' ? true : undefined),
  )
  bench.say(`registering ${backends.length} backends, which beat already`)
  await registerAll(replica.port, backends)
  await pause(3_000)
  bench.say(`${seconds} s of load`)
  const startedAt = performance.now()
  const before = await snapshot(replica)
  const watching = watch(replica, seconds)
  const driven = await Promise.all(
    Array.from({ length: ASKED_POOLS }, (_, index) =>
      drive(bench, {
        ...{ port: replica.port, path: PICK_PATH, body: framed(pickRequest(backends[index]?.pool ?? '')) },
        ...{ connections: 1, streams: 32, seconds, rate: PICKS_A_SECOND / ASKED_POOLS },
      }),
    ),
  )
  const windows = await watching
  const after = await snapshot(replica)
  const changed = await changedBackends(replica, (performance.now() - startedAt) / 1_000)
  const told = numbersIn(await beater.ask('stop'))
  await replica.stop()
  await redis.stop()
  const picks = driven.reduce((sum, { done, seconds: each }) => sum + done / each, 0)
  const failed = driven.reduce((sum, each) => sum + each.failed, 0)
  return {
    ...ABOUT,
    rows: rowsOf({ picks, failed, changed, windows, before, after }),
    notes: [
      `${seconds} s; the metrics are scraped every 5 s, so the delay is a 99th percentile of 5 s each time, as the replica itself says it`,
      `the agents sent ${told('sent')} messages of ${PER_POOL} heartbeats, at worst ${told('latestMs').toFixed(0)} ms late; ${told('failures')} of their streams failed`,
    ],
  }
}

/** What the replica's own metrics say at one time. */
interface Moment {
  readonly at: number
  readonly metrics: ReadonlyMap<string, number>
  readonly processorSeconds: number
}

async function snapshot(replica: ReplicaProcess): Promise<Moment> {
  return { at: performance.now(), metrics: await replica.metrics(), processorSeconds: processorSeconds(replica.pid) }
}

interface Window {
  /** 99th percentile of the event loop's delay since the scrape before. */
  readonly delayMs: number
  /** Backends that missed their lease at this moment. */
  readonly expired: number
}

async function watch(replica: ReplicaProcess, seconds: number): Promise<Window[]> {
  const windows: Window[] = []
  for (let at = 0; at < seconds; at += SCRAPE_MS / 1_000) {
    await pause(SCRAPE_MS)
    const metrics = await replica.metrics()
    windows.push({
      delayMs: gauge(metrics, 'lookaside_event_loop_delay_p99_seconds') * 1_000,
      expired: total(metrics, 'lookaside_pool_backends', 'state="expired"'),
    })
  }
  return windows
}

/** Backends whose state is younger than the run: they were something else in between, if only for a moment. */
async function changedBackends(replica: ReplicaProcess, seconds: number): Promise<number> {
  const observer = createObserver(replica.port)
  let changed = 0
  for (const pool of new Set(backendsIn(POOLS, 1).map((backend) => backend.pool))) {
    for (const { stateAge } of await observer.backends(pool))
      if (Number(stateAge?.seconds ?? 0) < seconds - 1) changed += 1
  }
  observer.close()
  return changed
}

interface Measured {
  readonly picks: number
  readonly failed: number
  readonly changed: number
  readonly windows: readonly Window[]
  readonly before: Moment
  readonly after: Moment
}

function rowsOf({ picks, failed, changed, windows, before, after }: Measured): Row[] {
  const elapsed = (after.at - before.at) / 1_000
  const grown = (name: string, ...labels: string[]): number =>
    total(after.metrics, name, ...labels) - total(before.metrics, name, ...labels)
  const beats = grown('lookaside_reports_total', 'kind="heartbeat"', 'result="accepted"')
  const refusedBeats = grown('lookaside_reports_total', 'kind="heartbeat"') - beats
  const missed = Math.max(changed, ...windows.map(({ expired }) => expired))
  const delays = windows.map(({ delayMs }) => delayMs)
  const calls = grown('lookaside_rpc_calls_total', 'PickBackend')
  const errors = failed + calls - grown('lookaside_rpc_calls_total', 'PickBackend', 'code="OK"')
  const busy = (after.processorSeconds - before.processorSeconds) / elapsed
  const delay = Math.max(...delays)
  return [
    { what: 'picks served', value: picks, unit: '/s', target: met('5,000/s', picks >= 0.98 * PICKS_A_SECOND) },
    { what: 'picks that failed', value: errors, unit: 'count', target: met('0', errors === 0) },
    { what: 'heartbeats taken in', value: beats / elapsed, unit: '/s' },
    { what: 'heartbeats refused', value: refusedBeats, unit: 'count', target: met('0', refusedBeats === 0) },
    { what: 'backends that missed a lease', value: missed, unit: 'count', target: met('0', missed === 0) },
    { what: 'event loop delay p99, median of 5 s each', value: quantile(delays, 0.5), unit: 'ms' },
    {
      what: 'event loop delay p99, worst 5 s',
      value: delay,
      unit: 'ms',
      target: met('< 50 ms', delay < DELAY_LIMIT_MS),
    },
    { what: 'share of its core that the replica used', value: busy * 100, unit: '%' },
    {
      what: 'resident memory of the replica',
      value: gauge(after.metrics, 'lookaside_process_memory_bytes') / 2 ** 20,
      unit: 'MiB',
    },
  ]
}
