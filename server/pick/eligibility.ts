import type { BackendEntry } from '../pools/backend-entry.ts'
import type { PoolConfig } from '../pools/pool-config.ts'
import type { BackendStateName } from '../use-cases.ts'

export interface Eligibility {
  readonly state: BackendStateName
  /** For people. Empty when eligible. */
  readonly reason: string
}

const ELIGIBLE: Eligibility = { state: 'eligible', reason: '' }
const DRAINED: Eligibility = { state: 'draining', reason: 'drained by an operator' }
const LEAVING: Eligibility = { state: 'draining', reason: 'leaving by itself' }

/**
 * The state of a backend now: the first that applies, most severe first. Draining comes before all, since nothing may send
 * new picks to a backend that somebody wants empty.
 */
export function eligibilityOf(entry: BackendEntry, config: PoolConfig, now: number): Eligibility {
  if (entry.override.drained) return DRAINED
  if (entry.leaving) return LEAVING
  if (entry.expired) return { state: 'expired', reason: expiredReason(entry, config, now) }
  if (entry.health === 'unhealthy') {
    const detail = entry.healthDetail === '' ? '' : `: ${entry.healthDetail}`
    return { state: 'unhealthy', reason: `health check fails${detail}` }
  }
  if (entry.ejection.until !== undefined && entry.ejection.until > now) {
    return { state: 'ejected', reason: entry.ejection.reason }
  }
  if (isSaturated(entry, config)) {
    return { state: 'saturated', reason: `${config.maxInFlightPerBackend} requests in flight, the most allowed` }
  }
  if (entry.signals.isWarming()) {
    return { state: 'warming', reason: `slow start at ${Math.round(entry.signals.warmFactor() * 100)} %` }
  }
  return ELIGIBLE
}

/** Whether picks may go to a backend in this state while there is no panic. Saturation is judged pick by pick. */
export function isPickable(state: BackendStateName): boolean {
  return state === 'eligible' || state === 'warming' || state === 'saturated'
}

export function isSaturated(entry: BackendEntry, config: PoolConfig): boolean {
  return config.maxInFlightPerBackend > 0 && entry.signals.inFlight() >= config.maxInFlightPerBackend
}

function expiredReason(entry: BackendEntry, config: PoolConfig, now: number): string {
  if (entry.lastBeatAt === undefined) return 'no heartbeat since it registered'
  const silentMs = now - entry.lastBeatAt
  const missed = Math.floor(silentMs / config.heartbeat.intervalMs)
  return `missed ${missed} heartbeats, last one ${(silentMs / 1_000).toFixed(1)} s ago`
}
