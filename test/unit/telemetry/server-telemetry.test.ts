import { describe, expect, test } from '@jest/globals'
import { metrics as sdkMetrics, tracing } from '@opentelemetry/sdk-node'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { METRICS } from '../../../server/telemetry/metrics.ts'
import type { ConfigReloads } from '../../../server/telemetry/ports.ts'
import { createServerTelemetry } from '../../../server/telemetry/server-telemetry.ts'
import type { ServerTelemetry } from '../../../server/telemetry/server-telemetry.ts'
import type { RunningSdk } from '../../../server/telemetry/running-sdk.ts'
import { readTraceparent } from '../../../server/telemetry/trace-context.ts'
import { createTraceScope } from '../../../server/telemetry/trace-scope.ts'
import type { HeartbeatReport } from '../../../server/use-cases.ts'
import type { PoolConfig } from '../../../server/pools/pool-config.ts'
import { DEFAULT_CANARY, defaultPoolConfig } from '../../../server/pools/pool-config.ts'
import type { Harness, HarnessOptions } from '../../support/replica.ts'
import { REPORT } from '../../support/living-pool.ts'
import { startReplica } from '../../support/replica.ts'
import { NO_LOAD } from '../../support/records.ts'

const TRANSPORT = { connections: () => 3, refusedConnections: () => 1, streams: () => 2 }
const LOADED: ConfigReloads = { source: '', loadedAt: new Date(1_700_000_000_000), last: undefined }
const QUERY = {
  ...{ affinityKey: '', locality: undefined, labelSelector: new Map(), excludeBackendIds: [], alternates: 0 },
  ...{ previousPickToken: '', affinityToken: '' },
}

/** A pool with a shadow and a canary, which have something to say after half a minute. */
function onTrial(name: string): PoolConfig {
  const policy = { type: 'peak_ewma', config: {} }
  const canary = { ...DEFAULT_CANARY, policy, percent: 50, minimumOutcomes: 200 }
  return { ...defaultPoolConfig(name), shadow: { policy, percent: 100 }, canary }
}

interface Started {
  readonly harness: Harness
  readonly telemetry: ServerTelemetry
  readonly expose: (accept?: string) => Promise<string>
}

/** A dry run of automatic weights takes its first step, in a pool with one backend that is twice as full as the mean. */
function balanceOnce(harness: Harness): void {
  const config = defaultPoolConfig('balanced')
  const autoWeights = { ...config.autoWeights, mode: 'dry_run', intervalMs: 1_000 } as const
  harness.replica.directory.put({ ...config, autoWeights }, 1)
  const loads = { a: 0.75, b: 0.125, c: 0.25 }
  for (const id of Object.keys(loads)) harness.register('balanced', id)
  harness.time.advance(500)
  for (const [id, cpuUtilization] of Object.entries(loads)) {
    harness.beat('balanced', id, { load: { ...REPORT, cpuUtilization, inFlight: undefined, capacity: 0 } })
  }
  harness.time.advance(1_000)
}

async function start(sdk?: RunningSdk, configReloads = LOADED, options: HarnessOptions = {}): Promise<Started> {
  const harness = await startReplica(options)
  const telemetry = createServerTelemetry({
    ...{ replica: harness.replica, clock: harness.time, scope: createTraceScope(), sdk, configReloads },
    timers: harness.time,
    residentMemory: () => 1_024,
  })
  const expose = telemetry.expose(TRANSPORT)
  return { harness, telemetry, expose: async (accept = '') => (await expose(accept)).body }
}

function fakeSdk(changes: Partial<RunningSdk> = {}): RunningSdk {
  const provider = new tracing.BasicTracerProvider({ sampler: new tracing.AlwaysOnSampler() })
  return {
    resource: resourceFromAttributes({ 'service.name': 'mine' }),
    tracer: provider.getTracer('test'),
    spans: { exported: 4, failed: 2, dropped: 1 },
    followsParent: true,
    drawTrace: () => true,
    readContext: readTraceparent,
    readers: () => [],
    stop: () => Promise.resolve(),
    ...changes,
  }
}

const linesOf = (text: string, name: string): string[] => text.split('\n').filter((line) => line.startsWith(name))

describe('metrics', () => {
  test('show every pick by pool, policy, result and reason', async () => {
    const { harness, telemetry, expose } = await start()
    harness.register('p', 'a')
    harness.time.advance(20)
    for (let pick = 0; pick < 3; pick++) telemetry.useCases.picks.pick({ ...QUERY, pool: 'p' })
    telemetry.useCases.picks.pick({ ...QUERY, pool: 'p', excludeBackendIds: ['a'] })
    for (const pool of ['x', 'y', 'z']) telemetry.useCases.picks.pick({ ...QUERY, pool })
    const text = await expose()
    expect(linesOf(text, 'lookaside_pick_duration_seconds_count')).toEqual([
      'lookaside_pick_duration_seconds_count{pool="p",policy="adaptive",result="picked",reason="policy"} 3',
      'lookaside_pick_duration_seconds_count{pool="p",policy="adaptive",result="refused",reason="NO_BACKENDS"} 1',
      'lookaside_pick_duration_seconds_count{pool="",policy="",result="refused",reason="POOL_NOT_FOUND"} 3',
    ])
    await telemetry.stop(1_000)
  })

  test('all of the table are there once there is something to say, and nothing else is', async () => {
    const { harness, telemetry, expose } = await start(fakeSdk(), LOADED, { defaults: onTrial })
    harness.register('p', 'a')
    harness.time.advance(20)
    for (let second = 0; second < 45; second++) {
      harness.share('p', 40)
      harness.beat('p', 'a', { load: { ...NO_LOAD, inFlight: 1 } })
      harness.time.advance(1_000)
    }
    telemetry.useCases.picks.pick({ ...QUERY, pool: 'p' })
    telemetry.useCases.picks.pick({ ...QUERY, pool: 'p', excludeBackendIds: ['a'] })
    telemetry.useCases.heartbeats.deregister('p', 'b', 1)
    telemetry.useCases.heartbeats.heartbeat({ ...BEAT, pool: 'p', backendId: 'nobody' })
    telemetry.observeCall({ method: 'a.B/C', code: 'OK', durationMs: 2 })
    balanceOnce(harness)
    const text = await expose('application/openmetrics-text')
    const families = [...text.matchAll(/^# TYPE (\S+) /gm)].map((match) => match[1] ?? '')
    const expected = Object.entries(METRICS).map(([name, { unit }]) => {
      const suffix = unit === 's' ? '_seconds' : unit === 'By' ? '_bytes' : ''
      return `${name.replaceAll('.', '_')}${suffix}`
    })
    expect(families.sort()).toEqual(['target', ...expected].sort())
    await telemetry.stop(1_000)
  })

  test('show the share of each backend in small pools, and none of a large one', async () => {
    const { harness, telemetry, expose } = await start()
    for (let index = 0; index < 50; index++) harness.register('small', `s${index}`)
    for (let index = 0; index < 51; index++) harness.register('large', `l${index}`)
    harness.time.advance(20)
    for (let pick = 0; pick < 100; pick++) telemetry.useCases.picks.pick({ ...QUERY, pool: 'small' })
    telemetry.useCases.picks.pick({ ...QUERY, pool: 'large' })
    const shares = linesOf(await expose(), 'lookaside_backend_picks_total')
    expect(shares).toHaveLength(50)
    expect(shares.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)).toBe(100)
    expect(shares.every((line) => line.includes('pool="small"'))).toBe(true)
    await telemetry.stop(1_000)
  })

  test('show at most a thousand backends in all', async () => {
    const { harness, telemetry, expose } = await start()
    for (let pool = 0; pool < 30; pool++) {
      for (let index = 0; index < 40; index++) harness.register(`p${pool}`, `b${index}`)
    }
    harness.time.advance(20)
    for (let pool = 0; pool < 30; pool++) telemetry.useCases.picks.pick({ ...QUERY, pool: `p${pool}` })
    expect(linesOf(await expose(), 'lookaside_backend_picks_total')).toHaveLength(1_000)
    await telemetry.stop(1_000)
  })

  test('let go of a pool that is gone', async () => {
    const { harness, telemetry, expose } = await start()
    harness.register('p', 'a')
    harness.time.advance(20)
    telemetry.useCases.picks.pick({ ...QUERY, pool: 'p' })
    expect(linesOf(await expose(), 'lookaside_pick_duration_seconds_count')).toHaveLength(1)
    await harness.replica.useCases.admin.deletePool('p', undefined, { dryRun: false, force: true })
    expect(linesOf(await expose(), 'lookaside_pick_duration_seconds_count')).toHaveLength(0)
    await telemetry.stop(1_000)
  })

  test('tell how old signals are, of backends that may be picked', async () => {
    const { harness, telemetry, expose } = await start()
    harness.register('p', 'a')
    harness.register('p', 'b')
    harness.beat('p', 'a')
    harness.time.advance(2_000)
    harness.beat('p', 'b')
    const text = await expose()
    expect(linesOf(text, 'lookaside_pool_signal_age_seconds')).toEqual([
      'lookaside_pool_signal_age_seconds{pool="p",signal="heartbeat"} 2',
    ])
    await telemetry.stop(1_000)
  })

  test('tell what automatic weights see and do, and nothing where they are off', async () => {
    const { harness, telemetry, expose } = await start()
    balanceOnce(harness)
    harness.register('off', 'd')
    const text = await expose()
    expect(linesOf(text, 'lookaside_pool_utilization_imbalance')).toEqual([
      'lookaside_pool_utilization_imbalance{pool="balanced"} 2',
    ])
    expect(linesOf(text, 'lookaside_pool_auto_weight_changes_total')).toEqual([
      'lookaside_pool_auto_weight_changes_total{pool="balanced"} 3',
    ])
    expect(linesOf(text, 'lookaside_backend_auto_weight')).toHaveLength(3)
    await telemetry.stop(1_000)
  })

  test('tell what became of the last reload', async () => {
    const at = new Date(1_800_000_000_000)
    const good = await (await start()).expose()
    expect(good).toContain('lookaside_config_last_reload_successful 1\n')
    expect(good).toContain('lookaside_config_last_reload_timestamp_seconds 1700000000\n')
    const bad = await (await start(undefined, { ...LOADED, last: { at, ok: false, problems: ['x'] } })).expose()
    expect(bad).toContain('lookaside_config_last_reload_successful 0\n')
    expect(bad).toContain('lookaside_config_last_reload_timestamp_seconds 1800000000\n')
  })

  test('two readers see the same delay of the event loop: none of them resets it', async () => {
    const { telemetry } = await start()
    const before = telemetry.eventLoopDelayP99()
    expect(telemetry.eventLoopDelayP99()).toBeGreaterThanOrEqual(before)
    await telemetry.stop(1_000)
  })
})

describe('with traces', () => {
  test('slow picks can be followed: exemplars name their trace', async () => {
    const { harness, telemetry, expose } = await start(fakeSdk())
    harness.register('p', 'a')
    harness.time.advance(20)
    const traceId = 'c'.repeat(32)
    const call = telemetry.tracing?.begin(
      { kind: 'grpc', name: 'x' },
      { get: (name) => (name === 'traceparent' ? [`00-${traceId}-${'d'.repeat(16)}-01`] : []) },
    )
    telemetry.useCases.picks.pick({ ...QUERY, pool: 'p' })
    call?.end(undefined)
    telemetry.useCases.picks.pick({ ...QUERY, pool: 'p' })
    const text = await expose('application/openmetrics-text')
    expect(text.match(new RegExp(`# \\{trace_id="${traceId}",span_id="[0-9a-f]{16}"\\}`, 'g'))).toHaveLength(1)
    expect(await expose()).not.toContain(traceId)
    expect(text).toContain('target_info{service_name="mine"} 1')
    expect(linesOf(text, 'lookaside_spans_total')).toEqual([
      'lookaside_spans_total{result="exported"} 4',
      'lookaside_spans_total{result="failed"} 2',
      'lookaside_spans_total{result="dropped"} 1',
    ])
    await telemetry.stop(1_000)
  })

  test('without, transports are given nothing to call and spans are not counted', async () => {
    const { telemetry, expose } = await start()
    expect(telemetry.tracing).toBeUndefined()
    expect(await expose()).not.toContain('lookaside_spans')
    await telemetry.stop(1_000)
  })
})

describe('what is pushed', () => {
  test('holds the same histograms, as deltas where these are wanted', async () => {
    const exporter = new sdkMetrics.InMemoryMetricExporter(sdkMetrics.AggregationTemporality.DELTA)
    const readers: RunningSdk['readers'] = (produce) => [
      new sdkMetrics.PeriodicExportingMetricReader({
        exporter,
        exportIntervalMillis: 3_600_000,
        metricProducers: [produce(sdkMetrics.AggregationTemporality.DELTA)],
      }),
    ]
    const { harness, telemetry } = await start(fakeSdk({ readers }))
    harness.register('p', 'a')
    harness.time.advance(20)
    telemetry.useCases.picks.pick({ ...QUERY, pool: 'p' })
    await telemetry.stop(1_000)
    const pushed = exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap(({ metrics }) => metrics)
    const duration = pushed.find(({ descriptor }) => descriptor.name === 'lookaside.pick.duration')
    expect(duration?.dataPoints[0]?.value).toMatchObject({ count: 1 })
    expect(pushed.map(({ descriptor }) => descriptor.name)).toContain('lookaside.picks')
  })

  test('may hang for ever: the end waits only so long', async () => {
    const never = new Promise<void>(() => undefined)
    const { telemetry } = await start(fakeSdk({ stop: () => never }))
    await telemetry.stop(20)
  })

  test('may fail: the end is an end all the same', async () => {
    const { telemetry } = await start(fakeSdk({ stop: () => Promise.reject(new Error('no collector')) }))
    await telemetry.stop(1_000)
  })
})

const BEAT: HeartbeatReport = {
  ...{ pool: '', backendId: '', epoch: 1, sequence: 1, health: 'healthy', healthDetail: '' },
  ...{ draining: false, load: undefined, loadAgeMs: 0 },
}
