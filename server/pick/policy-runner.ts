import type { PickRequest, PickResult, PolicyOutcome, Snapshot } from '../../policies/policy.ts'
import type { PolicyChoice, PoolConfig } from '../pools/pool-config.ts'

/** A picker that never throws and picks only given backends, whatever the policy behind it does. */
export interface RunningPicker {
  pick(request: PickRequest): PickResult
  /** Whether the last pick was made by the fallback policy. */
  readonly lastWasFallback: boolean
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
  /** Makes a policy for a view. `choice` wins over the pool's own policy: affinity brings its own. */
  run(pool: PoolConfig, choice?: PolicyChoice): RunningPolicy
  /** Whether the policy follows `weight` by itself, so that slow start needs no help from outside. */
  followsWeight(type: string): boolean
}
