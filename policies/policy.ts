/**
 * The contract of a policy. A policy has three lives:
 *
 * - a **factory**, once a process, says what the policy is, checks its parameters and makes policies;
 * - a **policy**, once a view of a pool, turns each snapshot into a picker and does all heavy work there;
 * - a **picker**, once a snapshot, picks: synchronous, no I/O, no throw.
 *
 * Eligibility, staleness, panic, in-flight counting, affinity, locality and telemetry are built in around the policy,
 * so a policy sees only backends that may be picked. Clock and randomness are injected: the same seed and the same
 * inputs give the same picks.
 */

/** Where a backend is. An empty part is unknown. */
export interface Locality {
  readonly region: string
  readonly zone: string
  readonly subZone: string
}

/**
 * The inputs that a policy may consume, by name. `weight` is the weight in force times the factors of slow start and of
 * automatic weights.
 */
export const SIGNAL_NAMES = [
  'in_flight',
  'latency',
  'success_rate',
  'utilization',
  'capacity',
  'load_report',
  'weight',
  'flow',
] as const

export type SignalName = (typeof SIGNAL_NAMES)[number]

/** A load report, with ORCA's fields and ranges (xds.data.orca.v3.OrcaLoadReport). 0 means unknown. */
export interface LoadReport {
  readonly cpuUtilization: number
  readonly memUtilization: number
  readonly applicationUtilization: number
  /** Requests per second. */
  readonly rps: number
  /** Errors per second. */
  readonly eps: number
  /** Application's own utilizations, each 0 to 1. */
  readonly utilization: ReadonlyMap<string, number>
  readonly namedMetrics: ReadonlyMap<string, number>
  readonly requestCost: ReadonlyMap<string, number>
  /** Requests in flight at the sample time; undefined: unknown. */
  readonly inFlight: number | undefined
  /** Requests completed since the backend started, errors included. */
  readonly completed: number
  /** Requests failed since the backend started. */
  readonly errors: number
  /** Requests that the backend serves well at one time, relative to its peers. 0: unknown. */
  readonly capacity: number
  /** Mean latency in milliseconds of the successes since the report before; undefined: none. */
  readonly latencyMs: number | undefined
}

/**
 * What flowed through a backend in the near past: a window that fades, some calls long. By Little's law
 * `exposureMs / completions` is the mean time that a call spends there, calls that still run included, and
 * `exposureMs / busyMs` the mean number in flight while there were any.
 */
export interface BackendFlow {
  /**
   * Expected requests in flight now: as `inFlight()`, with how much that has probably changed without anybody's word yet: what other
   * replicas picked since they last told, less what completed since where callers tell late. It may be a fraction.
   */
  readonly inFlight: number
  /** Requests in flight times milliseconds. */
  readonly exposureMs: number
  /** Successes. */
  readonly completions: number
  /** Milliseconds of the window in which something was in flight. */
  readonly busyMs: number
  /** Usual latency of the backend in milliseconds; without news it drifts to the pool's. 0: nobody knows. */
  readonly usualMs: number
  /** Callers tell late or nothing of how calls end, so that completions come from load reports, and those since from the rate. */
  readonly isEstimated: boolean
  /** Load reports have not contradicted themselves, so far as there were enough of them to tell; else `inFlight` goes by picks and outcomes. */
  readonly isProven: boolean
}

/**
 * What is known of a backend at the moment of the call. It is live: it is shared by all snapshots, and a pick changes
 * it at once. Every number is finite and not negative.
 */
export interface BackendSignals {
  /** Estimated requests in flight: last report + picks since its sample time - completions since. */
  inFlight(): number
  /**
   * Latency in milliseconds: a peak-sensitive moving average of successes, and of failures that took longer still. It
   * decays while idle. Undefined: no history.
   */
  latencyMs(): number | undefined
  /** Moving average of successes, 0 to 1. 1 without history. */
  successRate(): number
  /** Application utilization of the last report, else its CPU utilization. Undefined: unknown. */
  utilization(): number | undefined
  /** Capacity of the last report or registration. Undefined: unknown. */
  capacity(): number | undefined
  /** The last load report. Undefined: none, or too old to use. */
  loadReport(): LoadReport | undefined
  /** Milliseconds since the sample of the last load report was taken. Undefined: none. */
  loadReportAgeMs(): number | undefined
  /** Weight in force times the factors of slow start and of automatic weights, more than 0. */
  weight(): number
  /** The near past, in an object that the next call overwrites. */
  flow(): BackendFlow
}

/** A backend that may be picked. One object a backend and snapshot; `signals` stays the same over snapshots. */
export interface SnapshotBackend {
  readonly id: string
  /** "host:port". */
  readonly address: string
  readonly locality: Locality
  readonly labels: ReadonlyMap<string, string>
  /**
   * Weight in force, without slow start and automatic weights, at least 1. Whoever builds a table of it that must not move
   * with the load, as hashing does, reads this one.
   */
  readonly weight: number
  readonly signals: BackendSignals
  /**
   * Whether this replica is the one that looks after the backend. The others pick from it where that is clearly better, so what this one
   * knows of it is nearly exact. Undefined: no other replica picks from this pool.
   */
  readonly home?: boolean | undefined
}

/** Immutable list of the backends that may be picked, at a revision of the pool. */
export interface Snapshot {
  readonly pool: string
  readonly revision: number
  /** Sorted by id. It may be empty. */
  readonly backends: readonly SnapshotBackend[]
}

/** A 64-bit hash in two unsigned halves. */
export interface Hash64 {
  readonly hi: number
  readonly lo: number
}

export interface PickRequest {
  /** What hashing policies hash. Undefined: the caller gave none, so a hashing policy draws a hash. */
  readonly affinityKey?: string | undefined
  /** Hash of the request, when it is known already; it wins over `affinityKey`. */
  readonly hash?: Hash64 | undefined
  /** 0 at first; grows by 1 each time the pick before could not be used, so that a hashing policy moves on. */
  readonly attempt: number
  /** How many alternates are wanted. A policy may ignore it: the caller then adds its own. */
  readonly alternates: number
  /** True for backends that must not be picked this time. A policy should honour it; the caller checks. */
  readonly avoid?: ((backend: SnapshotBackend) => boolean) | undefined
  /** The decision is being recorded: add `scores`. */
  readonly explain?: boolean | undefined
}

/** What a candidate was worth. Whether less or more is better is the policy's. */
export interface Score {
  readonly backend: SnapshotBackend
  readonly score: number
  readonly inputs?: Readonly<Record<string, number>> | undefined
}

export type PickResult =
  | {
      readonly kind: 'picked'
      readonly backend: SnapshotBackend
      /** Fall-backs, best first, without `backend`. */
      readonly alternates?: readonly SnapshotBackend[] | undefined
      /** A short fixed word for explanation, for example "least_cost". */
      readonly reason?: string | undefined
      /** Best first by the policy's own order, so `backend` is the first and the runner-up the second. */
      readonly scores?: readonly Score[] | undefined
    }
  /** Nothing fits. */
  | { readonly kind: 'none'; readonly reason: string }
  /** The policy refuses the call on purpose. */
  | { readonly kind: 'drop'; readonly reason: string }

export interface Picker {
  /** Picks from the snapshot that the picker was made from. No I/O, no throw, no allocation in proportion to the pool. */
  pick(request: PickRequest): PickResult
  /**
   * What the next pick starts from besides snapshot, signals, clock and random draws, as plain JSON; for whoever keeps
   * a turn, a schedule or averages. Asked only before a pick that is recorded, and given to `onSnapshot` of a new policy
   * when the pick is replayed. A picker without it is taken to have no state.
   */
  state?(): unknown
}

/** How a call ended. `rejected`: the backend is busy. `cancelled`: the caller gave up; it judges nobody. */
export type OutcomeResult = 'success' | 'error' | 'timeout' | 'connect_failure' | 'cancelled' | 'rejected'

export interface PolicyOutcome {
  readonly backendId: string
  readonly result: OutcomeResult
  /** Milliseconds, 0 to 3,600,000. Undefined: unknown. */
  readonly latencyMs: number | undefined
}

export interface Policy {
  /**
   * Called for the first and each changed snapshot. State of a backend is carried over by its id. With `state`, as a picker
   * of the same snapshot told it, possibly by way of JSON: the new picker goes on from there. Throws when it does not fit.
   */
  onSnapshot(snapshot: Snapshot, state?: unknown): Picker
  /** Called for each outcome of a backend of the pool. */
  onOutcome?(outcome: PolicyOutcome): void
  /** State for explanation, as plain JSON. */
  dumpState?(): unknown
  close?(): void
}

/** Injected randomness. */
export interface Rng {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform integer in [0, bound); bound is an integer from 1 to 2^32. */
  below(bound: number): number
}

/** Injected time. */
export interface Clock {
  /** Milliseconds, monotonic, with fractions. The origin has no meaning. */
  now(): number
}

export interface PolicyLog {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
}

export interface PolicyContext {
  /** Name of the pool. */
  readonly name: string
  readonly rng: Rng
  readonly clock: Clock
  readonly log: PolicyLog
}

export type Stability = 'stable' | 'beta' | 'experimental'

export interface PolicyFactory<Config = unknown> {
  /** Wire name, snake_case. */
  readonly type: string
  readonly stability: Stability
  /** One sentence. */
  readonly description: string
  readonly consumes: {
    readonly required: readonly SignalName[]
    readonly optional: readonly SignalName[]
  }
  /** JSON Schema of the parameters. */
  readonly configSchema: Readonly<Record<string, unknown>>
  /** Checks the parameters and fills in defaults. Undefined: all defaults. Throws {@link PolicyConfigError}. */
  parseConfig(input: unknown): Config
  create(config: Config, context: PolicyContext): Policy
}

/** Bad parameters of a policy: names the policy, the path, what was expected and what was there. */
export class PolicyConfigError extends Error {
  override readonly name = 'PolicyConfigError'
  readonly policy: string
  readonly path: string
  readonly expected: string
  readonly got: string

  constructor(detail: { policy: string; path: string; expected: string; got: string }) {
    super(`policy ${detail.policy}: ${detail.path}: expected ${detail.expected}, got ${detail.got}`)
    this.policy = detail.policy
    this.path = detail.path
    this.expected = detail.expected
    this.got = detail.got
  }
}
