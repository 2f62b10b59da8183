import type { Meter, Observable } from '@opentelemetry/api'
import type { MetricSources, Observe } from './metric-sources.ts'
import type { MetricName } from './metrics.ts'
import { METRICS } from './metrics.ts'
import { observePools } from './observe-pools.ts'

/**
 * Exposes what the rooms count by themselves: nothing is recorded on the path of a pick, everything is read when somebody
 * collects. Histograms come by another door, see `histogram-producer.ts`.
 */
export function observeMetrics(meter: Meter, sources: MetricSources): void {
  const instruments = new Map<MetricName, Observable>()
  for (const [name, { kind, unit, description }] of Object.entries(METRICS)) {
    if (kind === 'histogram' || !isMetricName(name)) continue
    const options = { unit, description }
    instruments.set(
      name,
      kind === 'counter' ? meter.createObservableCounter(name, options) : meter.createObservableGauge(name, options),
    )
  }
  meter.addBatchObservableCallback(
    (result) => {
      const observe: Observe = (name, value, labels) => {
        const instrument = instruments.get(name)
        if (instrument !== undefined) result.observe(instrument, value, labels)
      }
      observePools(observe, sources.replica.picks.all(), sources.clock.now())
      observeReplica(observe, sources)
      observeOurselves(observe, sources)
    },
    [...instruments.values()],
  )
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
}

function observeOurselves(observe: Observe, sources: MetricSources): void {
  const { configReloads, spans } = sources
  const { recorded, dropped } = sources.decisions()
  observe('lookaside.decisions', recorded, { result: 'recorded' })
  observe('lookaside.decisions', dropped, { result: 'dropped' })
  if (spans !== undefined) {
    for (const result of ['exported', 'failed', 'dropped'] as const)
      observe('lookaside.spans', spans[result], { result })
  }
  const at = configReloads.last?.at ?? configReloads.loadedAt
  observe('lookaside.config.last_reload_successful', configReloads.last?.ok === false ? 0 : 1)
  observe('lookaside.config.last_reload_timestamp', at.getTime() / 1_000)
  observe('lookaside.event_loop.delay_p99', sources.eventLoopDelayP99())
  observe('lookaside.process.memory', sources.residentMemory())
}

function isMetricName(name: string): name is MetricName {
  return name in METRICS
}
