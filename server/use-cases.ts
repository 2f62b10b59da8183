import type { LoadReport, Locality, OutcomeResult } from '../policies/policy.ts'
import type { Refusal } from './errors.ts'
import type { PoolConfig } from './pools/pool-config.ts'
import type { BackendHealth, BackendOverride, BackendRecord } from './store/store.ts'
import type { CanaryReport, PolicyAdvice } from './trial-reports.ts'

export type {
  AdviceVerdict,
  ArmReport,
  CanaryReport,
  Interval,
  PolicyAdvice,
  ShadowReport,
  ShareChange,
} from './trial-reports.ts'

/**
 * The use cases that every transport serves. They know nothing of any protocol: inputs are checked, domain-shaped
 * values; a refusal is a value. `test/contracts/transport.ts` is the suite that any transport must pass.
 */
export interface UseCases {
  readonly picks: PickUseCases
  readonly heartbeats: HeartbeatUseCases
  readonly admin: AdminUseCases
  readonly decisions: DecisionUseCases
}

export interface PickQuery {
  readonly pool: string
  /** Empty: none. */
  readonly affinityKey: string
  readonly locality: Locality | undefined
  readonly labelSelector: ReadonlyMap<string, string>
  readonly excludeBackendIds: readonly string[]
  readonly alternates: number
  /** Empty: not a retry. */
  readonly previousPickToken: string
  /** Empty: none. */
  readonly affinityToken: string
  /** W3C trace id of the call. Undefined: none. */
  readonly traceId?: string | undefined
}

export type PickReason = 'policy' | 'affinity' | 'locality_failover' | 'fallback_policy' | 'panic' | 'canary'

export type DegradedReason =
  | 'store_unavailable'
  | 'state_stale'
  | 'self_preservation'
  | 'panic'
  | 'policy_fallback'
  | 'subset_fallback'
  | 'canary_rolled_back'

export interface Degradation {
  readonly reasons: readonly DegradedReason[]
  readonly ageMs: number
}

/** The address card of a backend, the same object as long as nothing of it changes. */
export type BackendCard = Pick<BackendRecord, 'id' | 'address' | 'locality' | 'labels' | 'weight'>

export interface Picked {
  readonly kind: 'picked'
  readonly backend: BackendCard
  readonly alternates: readonly BackendCard[]
  readonly token: string
  readonly leaseMs: number
  readonly reason: PickReason
  readonly revision: number
  readonly maxAgeMs: number
  readonly staleAgeMs: number
  readonly degraded: Degradation | undefined
  /** Empty unless the pool's affinity is stateless. */
  readonly affinityToken: string
}

export interface OutcomeReport {
  /** Empty: `pool` and `backendId` name the backend. */
  readonly token: string
  readonly pool: string
  readonly backendId: string
  readonly result: OutcomeResult
  readonly latencyMs: number | undefined
  readonly status: string
  readonly load: LoadReport | undefined
  readonly loadAgeMs: number
}

export interface WatchQuery {
  readonly pool: string
  readonly locality: Locality | undefined
  readonly labelSelector: ReadonlyMap<string, string>
}

export interface WatchUpdate {
  readonly revision: number
  readonly backends: readonly { readonly backend: BackendCard; readonly share: number }[]
  readonly maxAgeMs: number
  readonly staleAgeMs: number
  readonly degraded: Degradation | undefined
}

export interface PickUseCases {
  /** Synchronous: waits for nothing. */
  pick(query: PickQuery): Picked | Refusal
  /** Undefined: taken in. */
  report(outcome: OutcomeReport): Refusal | undefined
  /**
   * Calls `onUpdate` at once and then on each change, at most once a tick, until `close` is called. Only the newest state is
   * ever delivered: `next` pulls it, so a slow reader holds no queue.
   */
  watch(query: WatchQuery, onChange: () => void): Watch | Refusal
}

export interface Watch {
  readonly kind: 'watch'
  /** The newest state. */
  current(): WatchUpdate | Refusal
  close(): void
}

export interface Registration {
  readonly pool: string
  readonly backend: BackendRecord
  readonly health: BackendHealth
}

export interface Registered {
  readonly kind: 'registered'
  readonly nextHeartbeatAfterMs: number
  readonly leaseMs: number
  readonly revision: number
}

export interface HeartbeatReport {
  readonly pool: string
  readonly backendId: string
  readonly epoch: number
  readonly sequence: number
  readonly health: BackendHealth
  readonly healthDetail: string
  readonly draining: boolean
  readonly load: LoadReport | undefined
  readonly loadAgeMs: number
}

export interface HeartbeatUseCases {
  register(registration: Registration): Registered | Refusal
  /** Undefined: taken in. */
  heartbeat(report: HeartbeatReport): Refusal | undefined
  deregister(pool: string, backendId: string, epoch: number): Refusal | undefined
  /** When the next heartbeat of these pools' backends is due, jitter included. */
  nextHeartbeatAfterMs(pools: Iterable<string>): number
}

export type BackendStateName = 'eligible' | 'warming' | 'saturated' | 'ejected' | 'unhealthy' | 'expired' | 'draining'

export interface PoolView {
  readonly config: PoolConfig
  readonly configVersion: number
  readonly revision: number
  readonly backends: number
  readonly eligible: number
  readonly activePolicy: string
  readonly degraded: Degradation | undefined
  readonly policyFailures: number
  readonly lastPolicyError: string
  readonly picks: number
  /** Undefined: none. */
  readonly canary: CanaryReport | undefined
}

/** What automatic weights do about a backend. */
export interface AutoWeightView {
  readonly factor: number
  /** Whether the factor multiplies the weight; otherwise it is shown and changes nothing. */
  readonly inForce: boolean
  /** For people: what the last step made of it. */
  readonly reason: string
  /** The last few, newest first. */
  readonly changes: readonly AutoWeightChange[]
}

export interface AutoWeightChange {
  readonly ageMs: number
  readonly before: number
  readonly after: number
  /** For people. */
  readonly reason: string
}

export interface BackendView {
  readonly backend: BackendCard
  readonly state: BackendStateName
  readonly stateReason: string
  readonly stateAgeMs: number
  readonly epoch: number
  readonly heartbeatAgeMs: number | undefined
  readonly override: BackendOverride
  readonly effectiveWeight: number
  readonly inFlight: number
  readonly latencyMs: number | undefined
  readonly successRate: number
  readonly load: LoadReport | undefined
  readonly loadAgeMs: number | undefined
  readonly picks: number
  readonly outcomes: number
  readonly failures: number
  readonly ejectedForMs: number | undefined
  /** Undefined: automatic weights are off. */
  readonly autoWeight: AutoWeightView | undefined
}

export interface PolicyView {
  readonly type: string
  readonly stability: string
  readonly description: string
  readonly requiredSignals: readonly string[]
  readonly optionalSignals: readonly string[]
  readonly configSchema: Readonly<Record<string, unknown>>
  readonly source: string
  readonly version: string
  readonly loadError: string
}

export interface Page<Item> {
  readonly kind: 'page'
  readonly items: readonly Item[]
  /** Empty: this was the last. */
  readonly nextPageToken: string
}

export interface WriteOptions {
  readonly dryRun: boolean
  readonly force: boolean
}

/** One thing that makes picks worse than usual. */
export interface DegradedStatus {
  readonly reason: DegradedReason
  /** Empty: every pool. */
  readonly pool: string
  /** Since how long. */
  readonly forMs: number
  /** For people: what caused it. */
  readonly cause: string
  /** For people: how it ends, and what can be done. */
  readonly ends: string
}

/** A replica as a whole. */
export interface ReplicaStatus {
  readonly replica: string
  readonly uptimeMs: number
  readonly store: {
    readonly kind: 'memory' | 'redis'
    readonly up: boolean
    readonly silentMs: number
    readonly pending: number
    /** Why it is down. Empty: it is up. */
    readonly error: string
  }
  /** At most 100, those of the whole replica first. */
  readonly degraded: readonly DegradedStatus[]
  readonly degradedOmitted: number
  readonly pools: number
  readonly backends: number
  readonly eligible: number
  /** Picks made since the start. */
  readonly picks: number
}

export interface AdminUseCases {
  status(): ReplicaStatus
  listPools(pageSize: number, pageToken: string): Page<PoolView>
  getPool(name: string): PoolView | Refusal
  /** `document` is unchecked: the pool schema of `config/` is applied here, for every transport alike. */
  putPool(document: unknown, expectedVersion: number | undefined, dryRun: boolean): Promise<PoolView | Refusal>
  /** Undefined: deleted. */
  deletePool(name: string, expectedVersion: number | undefined, options: WriteOptions): Promise<Refusal | undefined>
  listBackends(pool: string, pageSize: number, pageToken: string): Page<BackendView> | Refusal
  drain(pool: string, backendId: string, options: WriteOptions): Promise<BackendView | Refusal>
  undrain(pool: string, backendId: string, dryRun: boolean): Promise<BackendView | Refusal>
  setWeight(
    pool: string,
    backendId: string,
    weight: number | undefined,
    dryRun: boolean,
  ): Promise<BackendView | Refusal>
  listPolicies(): readonly PolicyView[]
  advisePolicy(pool: string): PolicyAdvice | Refusal
}

/** A backend that could have been picked but was left out. */
export interface ExcludedBackend {
  readonly backendId: string
  /** Name of a state ("draining") or of a rule of the request: "excluded", "previous_pick", "selector", "subsetting". */
  readonly reason: BackendStateName | 'excluded' | 'previous_pick' | 'selector' | 'subsetting'
}

export interface ScoreInput {
  /** Name of the signal. */
  readonly signal: string
  readonly value: number
  /** Milliseconds. Undefined: it has no age, as a weight has none. */
  readonly ageMs: number | undefined
}

export interface ScoredBackend {
  readonly backendId: string
  /** Whether less or more is better is the policy's. */
  readonly score: number
  readonly inputs: readonly ScoreInput[]
}

export type LocalityLevel = 'sub_zone' | 'zone' | 'region' | 'anywhere'

/** The explained record of one pick. It never holds an affinity key. */
export interface Decision {
  readonly kind: 'decision'
  /** The pick token; for a refused pick or a dry run a name of its own. */
  readonly id: string
  /** Milliseconds since 1970, by the replica's clock. */
  readonly time: number
  readonly pool: string
  readonly revision: number
  /** Wire name of the policy that picked. */
  readonly policy: string
  /** The policy's own word for its choice. Empty: none. */
  readonly policyReason: string
  readonly configVersion: number
  /** Backends in the pool, those left out included. */
  readonly backends: number
  /** How many backends the policy chose from. */
  readonly candidates: number
  /** At most 100. */
  readonly excluded: readonly ExcludedBackend[]
  readonly excludedOmitted: number
  readonly scores: readonly ScoredBackend[]
  /** Empty: none. */
  readonly backendId: string
  /** Empty: none. */
  readonly runnerUpBackendId: string
  readonly alternateBackendIds: readonly string[]
  /** Undefined: nothing was picked. */
  readonly reason: PickReason | undefined
  readonly degraded: Degradation | undefined
  /** Each 0 or more and less than 1, in order. */
  readonly randomDraws: readonly number[]
  /** Reason in the error catalogue when nothing was picked. Empty: a backend was. */
  readonly errorReason: string
  readonly errorMessage: string
  readonly callerLocality: Locality | undefined
  readonly localityLevel: LocalityLevel | undefined
  /** How affinity took part. */
  readonly affinity: 'none' | 'hash' | 'binding' | 'token'
  readonly discardedChoices: number
  readonly dryRun: boolean
  /** Empty: the call carried none. */
  readonly traceId: string
  readonly replica: string
  readonly replayable: boolean
}

/** Empty fields let everything through. */
export interface DecisionFilter {
  readonly pool: string
  readonly policy: string
  readonly reason: PickReason | undefined
  readonly backendId: string
  /** Only decisions that picked nobody for this reason of the error catalogue. */
  readonly errorReason: string
}

export interface Replayed {
  readonly kind: 'replayed'
  /** Empty: none. */
  readonly backendId: string
  readonly same: boolean
  /** For people: why it could differ. Empty: it does not. */
  readonly note: string
}

export interface DecisionUseCases {
  find(id: string): Decision | Refusal
  /** The newest one of a pool; empty: of any. */
  latest(pool: string): Decision | Refusal
  /** Newest first. */
  recent(filter: DecisionFilter, limit: number): readonly Decision[]
  /** Decides as if the pick were real, and changes nothing. A pick that finds nobody is a decision too. */
  dryRun(query: PickQuery): Decision | Refusal
  /** Makes a recorded decision again from its recorded inputs. */
  replay(id: string): Replayed | Refusal
  /**
   * Calls `onDecision` for the recorded decisions that match, at most `maxPerSecond` a second; `dropped` counts those
   * left out since the call before. While somebody watches, at least as many are recorded. Answers how to stop.
   */
  watch(
    filter: DecisionFilter,
    maxPerSecond: number,
    onDecision: (decision: Decision, dropped: number) => void,
  ): () => void
}
