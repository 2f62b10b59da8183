import type { BreakerState } from './breaker.ts'
import type { ClientParts } from './client-parts.ts'
import type { Wire } from './mode-switch.ts'
import type { ClientMode } from './options.ts'
import type { Pick, PickSource } from './pick.ts'
import type { StreamCounts } from './pick-stream.ts'
import type { ReporterCounts } from './reporter.ts'

/** What a client has done since it was made. */
export interface ClientStats {
  readonly mode: ClientMode
  /** How the service is asked now, and how often that changed. */
  readonly wire: Wire
  readonly wireSwitches: number
  /** Picks by where they came from. `cache` and `static` are those that the service did not answer. */
  readonly picks: Readonly<Record<PickSource, number>>
  /** Picks that ended with an error. */
  readonly failedPicks: number
  /** Picks for which the service was not asked, because it failed too many before them. */
  readonly throttled: number
  readonly stream: StreamCounts
  readonly replicas: readonly ReplicaStats[]
  /** Pools and selections whose list is watched. */
  readonly watches: number
  readonly outcomes: ReporterCounts
  /** Further attempts that `withBackend` made. */
  readonly retries: number
  /** Further attempts that the retry budget forbade. */
  readonly retriesOverBudget: number
}

export interface ReplicaStats {
  readonly address: string
  readonly breaker: BreakerState
  /** How often its breaker opened. */
  readonly opened: number
}

export interface PickCounts {
  readonly sources: Record<PickSource, number>
  failed: number
  readonly retries: Record<'allowed' | 'over_budget', number>
  /** Counts what becomes of a pick. */
  count(pick: Promise<Pick>): Promise<Pick>
}

export function createPickCounts(): PickCounts {
  const counts: PickCounts = {
    sources: { service: 0, stream: 0, watch: 0, cache: 0, static: 0 },
    failed: 0,
    retries: { allowed: 0, over_budget: 0 },
    async count(pick) {
      try {
        const made = await pick
        counts.sources[made.source]++
        return made
      } catch (error) {
        counts.failed++
        throw error
      }
    },
  }
  return counts
}

export function readStats(mode: ClientMode, parts: ClientParts, counts: PickCounts): ClientStats {
  return {
    mode,
    wire: parts.modeSwitch.wire,
    wireSwitches: parts.modeSwitch.switches,
    picks: { ...counts.sources },
    failedPicks: counts.failed,
    throttled: parts.throttle.turnedAway,
    stream: parts.stream.counts,
    replicas: parts.endpoints.all.map(({ address, breaker: { state, opened } }) => {
      return { address, breaker: state, opened }
    }),
    watches: parts.watches.streams,
    outcomes: parts.reporter.counts(),
    retries: counts.retries.allowed,
    retriesOverBudget: counts.retries.over_budget,
  }
}
