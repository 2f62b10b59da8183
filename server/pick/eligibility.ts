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
    return { state: 'saturated', reason: fullReason(entry, config) }
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
  return isLimited(config) && entry.signals.inFlight() >= inFlightLimit(entry, config)
}

/** Whether a backend can be full at all. */
export function isLimited({ maxInFlightPerBackend, concurrencyLimit }: PoolConfig): boolean {
  return maxInFlightPerBackend > 0 || concurrencyLimit.mode !== 'off'
}

/** The lower one of the limits that are in force. */
function inFlightLimit(entry: BackendEntry, { maxInFlightPerBackend, concurrencyLimit }: PoolConfig): number {
  const fixed = maxInFlightPerBackend > 0 ? maxInFlightPerBackend : Number.POSITIVE_INFINITY
  return concurrencyLimit.mode === 'off' ? fixed : Math.min(fixed, entry.learntLimit(concurrencyLimit))
}

function fullReason(entry: BackendEntry, config: PoolConfig): string {
  const limit = inFlightLimit(entry, config)
  if (limit === config.maxInFlightPerBackend) return `${limit} requests in flight, the most allowed`
  return `${limit} requests in flight, the most that ${config.concurrencyLimit.mode} has learnt it holds well`
}

function expiredReason(entry: BackendEntry, config: PoolConfig, now: number): string {
  if (entry.lastBeatAt === undefined) return 'no heartbeat since it registered'
  const silentMs = now - entry.lastBeatAt
  const missed = Math.floor(silentMs / config.heartbeat.intervalMs)
  return `missed ${missed} heartbeats, last one ${(silentMs / 1_000).toFixed(1)} s ago`
}
