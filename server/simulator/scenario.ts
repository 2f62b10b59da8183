import type { PolicyChoice, PoolConfig } from '../pools/pool-config.ts'

/** How much work a request is, in milliseconds of an undisturbed backend of speed 1. */
export type Work =
  | { readonly kind: 'fixed'; readonly meanMs: number }
  | { readonly kind: 'exponential'; readonly meanMs: number }
  /** Normal with sigma = mean, cut off at 0, scaled so that its mean is `meanMs` (Prequal's query cost). */
  | { readonly kind: 'truncated_normal'; readonly meanMs: number }
  /** Linear between percentiles: pairs of percent and milliseconds, rising. */
  | { readonly kind: 'empirical'; readonly percentiles: readonly (readonly [number, number])[] }

/** A backend's conditions for a while. What is left out stays as it is. */
export interface Phase {
  readonly fromMs: number
  readonly untilMs: number
  /** Factor on the speed of each request. */
  readonly speed?: number
  /** Factor on the capacity. */
  readonly capacity?: number
  /** Each request takes this long, whatever its work. */
  readonly fixedMs?: number
  /** Share of the requests that fail, 0 to 1. */
  readonly errorRate?: number
  /** A failing request takes this long and no capacity. Default: its work. */
  readonly errorMs?: number
  /** Says that it is leaving, and finishes what it has. */
  readonly draining?: boolean
  /** Gone without a word: no heartbeats, and every call to it fails to connect. */
  readonly down?: boolean
  /** A newcomer: registers at the end of this phase, and does not exist before. */
  readonly absent?: boolean
}

/** Neighbours on the same machines that take capacity away and give it back. */
export interface Antagonist {
  /** Capacity or speed is multiplied by one of these, drawn anew each time. */
  readonly factors: readonly number[]
  /** What they take: how many requests run at full speed, or that speed. Default: capacity. */
  readonly affects?: 'capacity' | 'speed'
  /** Chance of each factor. Default: all the same. */
  readonly chances?: readonly number[]
  /** Mean time between two draws; exponential, or each time exactly. */
  readonly everyMs: number
  readonly spread?: 'exponential' | 'even' | 'exact'
}

export interface BackendGroup {
  readonly count: number
  /**
   * `processor_sharing`: up to `capacity` requests run at full speed, more share it. `fifo`: `capacity` requests run, the
   * others wait in line.
   */
  readonly discipline: 'processor_sharing' | 'fifo'
  readonly capacity: number
  /** Milliseconds of work done in a millisecond. Default: 1. */
  readonly speed?: number
  readonly weight?: number
  readonly zone?: string
  readonly antagonist?: Antagonist
  readonly phases?: readonly Phase[]
}

export interface Arrivals {
  /** Share of the fleet's capacity that the calls need on average, antagonists included; or calls per second. */
  readonly load?: number
  readonly perSecond?: number
  /** Poisson, or evenly spaced. Default: poisson. */
  readonly spacing?: 'poisson' | 'even'
  /** From each time on, the rate is multiplied by the factor. Default: 1 throughout. */
  readonly steps?: readonly { readonly fromMs: number; readonly factor: number }[]
  /** When each call comes, rising, in place of spacing and steps; `perSecond` then only says how many there are about. */
  readonly times?: readonly number[]
  /** Different affinity keys, all equally likely. Default: no key. */
  readonly keys?: number
  /**
   * Copies of what a call asks for: it may go to this many neighbouring backends only, the first of them drawn anew. Default:
   * to all.
   */
  readonly copies?: number
}

/** What the replicas hear, how late, and what gets lost. */
export interface Feed {
  /** Period of heartbeats with load reports. */
  readonly heartbeatMs: number
  /** Age of a report when it arrives, and of a change that another replica made. Default: 1. */
  readonly delayMs?: number
  /** Outcomes are gathered this long before callers send them. 0: at once. Infinity: callers tell nothing. */
  readonly outcomesMs: number
  /** Share of the outcomes that never arrive. Default: 0. */
  readonly lostOutcomes?: number
  /** Share of the heartbeats that never arrive. Default: 0. */
  readonly lostHeartbeats?: number
  /**
   * Each outcome carries a load report as well: requests in flight, and the metric `service_time_ms`, how long the call was
   * worked on. Default: false.
   */
  readonly perCall?: boolean
  /** Load reports carry the backend's capacity. Default: false. */
  readonly capacity?: boolean
  /** All backends sample and report at the same time, as a bulletin board does. Default: each at its own. */
  readonly together?: boolean
  /** No load reports at all: heartbeats only. Default: false. */
  readonly silent?: boolean
  /** Every number of a load report is drawn at random. Default: false. */
  readonly garbage?: boolean
}

/** One situation, whole: the same seed gives the same arrivals, work and antagonists to every policy. */
export interface Scenario {
  readonly name: string
  readonly description: string
  readonly durationMs: number
  /** What arrives before this is not counted. */
  readonly warmUpMs: number
  readonly backends: readonly BackendGroup[]
  readonly work: Work
  readonly arrivals: Arrivals
  readonly replicas: number
  /** The replicas tell each other of their picks this often. */
  readonly sharingMs: number
  readonly feed: Feed
  /** Between caller and backend, one way. Default: 0. */
  readonly networkMs?: number
  /** The caller gives up after this long, and the backend stops working for it. Default: never. */
  readonly deadlineMs?: number
  /** Parts of the pool's configuration that differ from the defaults, besides the policy. */
  readonly pool?: Partial<PoolConfig>
}

/** A policy as it is compared: a label and its choice. */
export interface Contender {
  readonly label: string
  readonly policy: PolicyChoice
  /** Parts of the pool's configuration that belong to this contender. */
  readonly pool?: Partial<PoolConfig>
}
