import type { Attributes, Meter, Observable } from '@opentelemetry/api'
import type { PoolPicks } from '../pick/pool-picks.ts'
import type { Replica } from '../replica/replica.ts'
import type { Counts } from './counts.ts'
import type { MetricName } from './metrics.ts'
import { METRICS } from './metrics.ts'

export interface MetricSources {
  readonly replica: Replica
  /** By method and status code. */
  readonly calls: Counts
  /** By kind of report and result. */
  readonly reports: Counts
  readonly transport: {
    connections(): number
    refusedConnections(): number
    streams(): number
  }
  /** Seconds; reads and resets. */
  readonly eventLoopDelayP99: () => number
  /** Bytes. */
  readonly residentMemory: () => number
}

type Observe = (name: MetricName, value: number, labels?: Attributes) => void

const STATES = ['eligible', 'warming', 'saturated', 'ejected', 'unhealthy', 'expired', 'draining'] as const
const NO_SELECTOR: ReadonlyMap<string, string> = new Map()

/**
 * Exposes what the rooms count by themselves: nothing is recorded on the path of a pick, everything is read when somebody
 * collects.
 */
export function observeMetrics(meter: Meter, sources: MetricSources): void {
  const instruments = new Map<MetricName, Observable>()
  for (const [name, { kind, unit, description }] of Object.entries(METRICS)) {
    const options = { unit, description }
    const instrument =
      kind === 'counter' ? meter.createObservableCounter(name, options) : meter.createObservableGauge(name, options)
    if (isMetricName(name)) instruments.set(name, instrument)
  }
  meter.addBatchObservableCallback(
    (result) => {
      const observe: Observe = (name, value, labels) => {
        const instrument = instruments.get(name)
        if (instrument !== undefined) result.observe(instrument, value, labels)
      }
      for (const picks of sources.replica.picks.all()) observePool(observe, picks)
      observeReplica(observe, sources)
    },
    [...instruments.values()],
  )
}

function observePool(observe: Observe, picks: PoolPicks): void {
  const { pool } = picks
  const labels = { pool: pool.name }
  const policy = pool.config.policy.type
  for (const [reason, count] of Object.entries(picks.picksByReason)) {
    if (count > 0) observe('lookaside.picks', count, { ...labels, policy, reason })
  }
  for (const [reason, count] of picks.refusals) observe('lookaside.pick.refusals', count, { ...labels, reason })
  const leases = picks.ledger.stats()
  observe('lookaside.pick.leases_expired', leases.expired, labels)
  observe('lookaside.pick.in_flight', leases.outstanding, labels)
  const byState = new Map<string, number>()
  for (const entry of pool.byId()) byState.set(entry.state, (byState.get(entry.state) ?? 0) + 1)
  for (const state of STATES) observe('lookaside.pool.backends', byState.get(state) ?? 0, { ...labels, state })
  const panic = picks.plan(NO_SELECTOR, undefined).levels.some((level) => level.panic)
  observe('lookaside.pool.panic', panic ? 1 : 0, labels)
  observe('lookaside.pool.self_preservation', pool.selfPreservation === undefined ? 0 : 1, labels)
  observe('lookaside.pool.ejected', byState.get('ejected') ?? 0, labels)
  const status = picks.policyStatus()
  observe('lookaside.pool.policy_failures', status.failures, labels)
  observe('lookaside.pool.policy_fallback', status.activeType === policy ? 0 : 1, labels)
  observe('lookaside.pool.bindings', picks.bindings.size, labels)
}

function observeReplica(observe: Observe, sources: MetricSources): void {
  const { replica } = sources
  observe('lookaside.watches', replica.picks.watches.size)
  for (const [kind, result, count] of sources.reports.entries()) observe('lookaside.reports', count, { kind, result })
  for (const [method, code, count] of sources.calls.entries()) observe('lookaside.rpc.calls', count, { method, code })
  observe('lookaside.rpc.connections', sources.transport.connections())
  observe('lookaside.rpc.connections_refused', sources.transport.refusedConnections())
  observe('lookaside.rpc.streams', sources.transport.streams())
  const store = replica.store.status()
  observe('lookaside.store.up', store.up ? 1 : 0)
  observe('lookaside.store.silence', store.silentMs / 1_000)
  observe('lookaside.store.pending', store.pending)
  observe('lookaside.store.epoch_changes', store.epochChanges)
  observe('lookaside.store.repairs', store.repairs)
  observe('lookaside.event_loop.delay_p99', sources.eventLoopDelayP99())
  observe('lookaside.process.memory', sources.residentMemory())
}

function isMetricName(name: string): name is MetricName {
  return name in METRICS
}
