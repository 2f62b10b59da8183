import type { Clock } from '../../policies/policy.ts'
import type { DecisionStats } from '../pick/decisions/index.ts'
import type { Replica, Timers } from '../replica/replica.ts'
import type { UseCases } from '../use-cases.ts'
import { CallDurations } from './call-durations.ts'
import { createCallTracing } from './call-tracing.ts'
import type { Exposition } from './collect.ts'
import { createMetrics } from './collect.ts'
import { countReports } from './count-reports.ts'
import { Counts } from './counts.ts'
import { watchEventLoop } from './event-loop.ts'
import { observeMetrics } from './observe-metrics.ts'
import type { MetricSources } from './metric-sources.ts'
import { PickDurations } from './pick-durations.ts'
import type { CallTracing } from './ports.ts'
import type { RunningSdk } from './running-sdk.ts'
import { timePicks } from './time-picks.ts'
import type { TraceScope } from './trace-scope.ts'
import { traceUseCases } from './trace-use-cases.ts'

export interface ServerTelemetryDeps extends Pick<MetricSources, 'residentMemory' | 'configReloads'> {
  readonly replica: Replica
  readonly clock: Clock
  readonly scope: TraceScope
  /** Undefined: nobody asked for it. */
  readonly sdk: RunningSdk | undefined
  readonly timers: Pick<Timers, 'every'>
}

export interface ServerTelemetry {
  /** What transports serve: counted, timed and, where traces are exported, traced. */
  readonly useCases: UseCases
  /** For the transports. Undefined: nobody traces. */
  readonly tracing: CallTracing | undefined
  /** One finished gRPC call. */
  readonly observeCall: (call: { readonly method: string; readonly code: string; readonly durationMs: number }) => void
  /** Seconds. */
  readonly eventLoopDelayP99: () => number
  /** From now on metrics can be read. */
  readonly expose: (transport: MetricSources['transport']) => (accept: string) => Promise<Exposition>
  /** Exports what waits, for at most `withinMs`. */
  stop(withinMs: number): Promise<void>
}

/** Telemetry of one replica, put together. */
export function createServerTelemetry(deps: ServerTelemetryDeps): ServerTelemetry {
  const { replica, clock, scope, sdk, timers } = deps
  const { directory } = replica
  const reports = new Counts()
  const calls = new Counts()
  const callDurations = new CallDurations(Date.now)
  const pickDurations = new PickDurations(Date.now)
  const loop = watchEventLoop(timers)
  const counted = countReports(replica.useCases, reports)
  const timed = timePicks(counted, { durations: pickDurations, directory, clock, scope })
  const tracer = sdk?.tracer
  const policyOf = (pool: string): string => directory.get(pool)?.config.policy.type ?? ''
  const stops: (() => Promise<void>)[] = [async () => sdk?.stop()]
  return {
    useCases: tracer === undefined ? timed : traceUseCases(timed, { tracer, scope, policyOf }),
    tracing: sdk === undefined || tracer === undefined ? undefined : createCallTracing({ ...sdk, tracer, scope }),
    observeCall({ method, code, durationMs }) {
      calls.add(method, code)
      callDurations.record(method, code, durationMs / 1_000)
    },
    eventLoopDelayP99: loop.p99,
    expose(transport) {
      const metrics = createMetrics({
        resource: sdk?.resource,
        readers: sdk?.readers ?? (() => []),
        histograms: () => {
          pickDurations.keepOnly((pool) => directory.get(pool.name) === pool)
          return [
            { name: 'lookaside.pick.duration', histogram: pickDurations.histogram },
            { name: 'rpc.server.call.duration', histogram: callDurations.histogram },
          ]
        },
        now: Date.now,
      })
      const ours = { calls, reports, eventLoopDelayP99: loop.p99, spans: sdk?.spans }
      const decisions = (): DecisionStats => replica.picks.decisions.stats()
      observeMetrics(metrics.meter, { ...deps, ...ours, decisions, transport })
      stops.push(() => metrics.stop())
      return (accept) => metrics.expose(accept)
    },
    async stop(withinMs) {
      loop.stop()
      const stopped = Promise.allSettled(stops.map((stop) => stop()))
      await Promise.race([stopped, after(withinMs)])
    },
  }
}

/** A collector that hangs must not hold the end of the process up. */
function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })
}
