import type { Clock, PickRequest, PickResult, PolicyOutcome, Rng, Snapshot } from '../../policies/policy.ts'
import type { PolicyChoice, PoolConfig } from '../pools/pool-config.ts'

/** A picker that never throws and picks only given backends, whatever the policy behind it does. */
export interface RunningPicker {
  pick(request: PickRequest): PickResult
  /** Whether the last pick was made by the fallback policy. */
  readonly lastWasFallback: boolean
  /** Wire name of the policy that made the last pick; "random" when policy and fallback have both failed. */
  servedBy(): string
  /** What the next pick starts from. `withState` false: the state is not asked for, since it may be as large as the pool. */
  start(withState: boolean): PickerStart
}

/** What a pick starts from besides snapshot, signals, clock and draws. */
export interface PickerStart {
  /** The policy that serves, with its parameters as the operator wrote them. */
  readonly choice: PolicyChoice
  /** Stands for the policy's code: another object once a newer version is loaded. */
  readonly code: object
  /** Whether it is the fallback. */
  readonly fallback: boolean
  /** JSON of the picker's state. Undefined: it tells none. */
  readonly state: string | undefined
  /** Why a pick from here cannot be made again. Empty: it can. */
  readonly obstacle: string
}

/** From what a policy is made once more, apart from the one that runs. */
export interface RemakeOptions {
  readonly pool: string
  readonly choice: PolicyChoice
  readonly snapshot: Snapshot
  /** Undefined: the policy starts as new. */
  readonly state: unknown
  readonly rng: Rng
  readonly clock: Clock
}

export interface Remade {
  readonly kind: 'remade'
  readonly code: object
  /** A checked answer, or what was wrong with it. Never throws. */
  pick(request: PickRequest): PickResult | RemakeFailure
  close(): void
}

export interface RemakeFailure {
  readonly kind: 'failed'
  /** For people. */
  readonly message: string
}

export interface RunningPolicyStatus {
  /** Wire name of the policy that picks at the moment. */
  readonly activeType: string
  readonly failures: number
  /** What the last failure said. Empty: none. */
  readonly lastError: string
}

/** A policy made for one view of a pool, contained. */
export interface RunningPolicy {
  onSnapshot(snapshot: Snapshot): RunningPicker
  onOutcome(outcome: PolicyOutcome): void
  status(): RunningPolicyStatus
  close(): void
}

/** What the pick room needs of the policy host. */
export interface PolicyRunner {
  /**
   * Makes a policy for a view. `choice` wins over the pool's own policy: affinity brings its own. `rng`: for a policy that
   * must not move the randomness of the picks.
   */
  run(pool: PoolConfig, choice?: PolicyChoice, rng?: Rng): RunningPolicy
  /** Whether the policy follows `weight` by itself, so that slow start needs no help from outside. */
  followsWeight(type: string): boolean
  /** Whether the policy says that it reads whole load reports. */
  readsReports(type: string): boolean
  /** Makes a policy once more, for replays and dry runs. Nothing that serves takes notice. Never throws. */
  remake(options: RemakeOptions): Remade | RemakeFailure
}
