import { defaultPoolConfig } from '../../../server/pools/pool-config.ts'
import type {
  AdminUseCases,
  BackendCard,
  BackendView,
  CanaryReport,
  Decision,
  DecisionUseCases,
  HeartbeatUseCases,
  PickQuery,
  Picked,
  PickUseCases,
  PolicyAdvice,
  PoolView,
  ReplicaStatus,
  UseCases,
  WatchUpdate,
} from '../../../server/use-cases.ts'
import type { Refusal } from '../../../server/errors.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

export interface FakeUseCases extends UseCases {
  readonly picks: Mutable<PickUseCases>
  readonly heartbeats: Mutable<HeartbeatUseCases>
  readonly admin: Mutable<AdminUseCases>
  readonly decisions: Mutable<DecisionUseCases>
  /** The arguments of every call but watch, in order, as [name, ...arguments]. */
  readonly calls: unknown[][]
  /** Watches that are open. */
  readonly watchers: Set<() => void>
  /** Puts out a new state. */
  publish(state: WatchUpdate | Refusal): void
  /** Watches of decisions that are open. */
  readonly taps: Set<(decision: Decision, dropped: number) => void>
}

export const CARD: BackendCard = {
  id: 'backend-1',
  address: '10.0.0.1:8080',
  locality: { region: 'eu-west-1', zone: 'eu-west-1a', subZone: 'rack-7' },
  labels: new Map([['version', 'v2']]),
  weight: 3,
}
export const OTHER_CARD: BackendCard = {
  id: 'backend-2',
  address: '[::1]:8080',
  locality: { region: '', zone: '', subZone: '' },
  labels: new Map(),
  weight: 1,
}

export function picked(query: PickQuery, token = 'token-1'): Picked {
  return {
    kind: 'picked',
    backend: CARD,
    alternates: query.alternates > 0 ? [OTHER_CARD] : [],
    token,
    leaseMs: 30_000,
    reason: 'locality_failover',
    revision: 7,
    maxAgeMs: 1_500,
    staleAgeMs: 60_000,
    degraded: { reasons: ['store_unavailable', 'panic'], ageMs: 2_500 },
    affinityToken: 'sticky',
  }
}

/** A canary with everything set. */
const CANARY_REPORT: CanaryReport = {
  policy: 'peak_ewma',
  percent: 12.5,
  rolledBack: 'at noon: it was worse',
  windows: 3,
  canary: { outcomes: 600, failures: 30, p99Ms: 250 },
  pool: { outcomes: 9_400, failures: 90, p99Ms: undefined },
  errorRateIncrease: { estimate: 0.04, low: 0.02, high: 0.06 },
  latencyIncrease: undefined,
}

/** Advice with everything set. */
export const ADVICE: PolicyAdvice = {
  kind: 'advice',
  pool: 'checkout',
  policy: 'ring_hash',
  verdict: 'switch',
  summary: 'It is better.',
  configToAdd: 'policy: peak_ewma\n',
  shadow: {
    policy: 'least_request',
    percent: 10,
    ageMs: 90_000,
    compared: 4_000,
    agreement: 0.25,
    nobody: 2,
    failures: 1,
    costRatio: { estimate: 0.75, low: 0.7, high: 0.8 },
    latencyMs: 20,
    shadowLatencyMs: undefined,
    shares: [{ backendId: 'backend-1', share: 0.5, shadowShare: 0.25 }],
    sharesOmitted: 4,
  },
  canary: CANARY_REPORT,
}

export function poolView(name: string): PoolView {
  return {
    config: {
      ...defaultPoolConfig(name),
      policy: { type: 'ring_hash', config: { min: 1, deep: [true, null, 'x'] } },
      shadow: { policy: { type: 'random', config: {} }, percent: 1 },
      canary: {
        policy: { type: 'peak_ewma', config: { choices: 3 } },
        ...{ percent: 2, stepPercent: 3, stepIntervalMs: 60_000, maxErrorRateIncrease: 0.5 },
        ...{ maxLatencyIncrease: 1.5, minimumOutcomes: 100, rolledBack: 'at noon' },
      },
    },
    configVersion: 4,
    revision: 9,
    backends: 3,
    eligible: 2,
    activePolicy: 'ring_hash',
    degraded: undefined,
    policyFailures: 1,
    lastPolicyError: 'boom',
    picks: 12,
    canary: CANARY_REPORT,
  }
}

export const BACKEND_VIEW: BackendView = {
  backend: CARD,
  state: 'draining',
  stateReason: 'drained by an operator',
  stateAgeMs: 1_000,
  epoch: 5,
  heartbeatAgeMs: undefined,
  override: { drained: true, weight: 10 },
  effectiveWeight: 2.5,
  inFlight: 4,
  latencyMs: 12.5,
  successRate: 0.75,
  load: undefined,
  loadAgeMs: undefined,
  picks: 100,
  outcomes: 90,
  failures: 9,
  ejectedForMs: 250,
  autoWeight: {
    factor: 0.95,
    inForce: true,
    reason: 'utilization 0.82 over the mean 0.61: 1.00 -> 0.95',
    changes: [{ ageMs: 4_500, before: 1, after: 0.95, reason: 'utilization 0.82 over the mean 0.61: 1.00 -> 0.95' }],
  },
}

export const REPLICA_STATUS: ReplicaStatus = {
  replica: 'r1',
  uptimeMs: 94_123,
  store: { kind: 'redis', up: false, silentMs: 4_200, pending: 12, error: 'connect ECONNREFUSED' },
  degraded: [{ reason: 'panic', pool: 'checkout', forMs: 1_500, cause: 'few are eligible', ends: 'when more are' }],
  degradedOmitted: 0,
  pools: 3,
  backends: 12,
  eligible: 11,
  picks: 123_456,
}

export const WATCH_STATE: WatchUpdate = {
  revision: 1,
  backends: [
    { backend: CARD, share: 0.75 },
    { backend: OTHER_CARD, share: 0.25 },
  ],
  maxAgeMs: 1_000,
  staleAgeMs: 60_000,
  degraded: undefined,
}

/** A decision with everything set. */
export const DECISION: Decision = {
  kind: 'decision',
  id: 'token-1',
  time: 1_700_000_000_123.5,
  pool: 'payments/checkout',
  revision: 7,
  policy: 'peak_ewma',
  policyReason: 'least_cost',
  configVersion: 4,
  backends: 6,
  candidates: 3,
  excluded: [
    { backendId: 'backend-3', reason: 'draining' },
    { backendId: 'backend-4', reason: 'previous_pick' },
  ],
  excludedOmitted: 1,
  scores: [
    {
      backendId: 'backend-1',
      score: 4.25,
      inputs: [
        { signal: 'latency', value: 12.5, ageMs: 250 },
        { signal: 'weight', value: 3, ageMs: undefined },
      ],
    },
    { backendId: 'backend-2', score: 9, inputs: [] },
  ],
  backendId: 'backend-1',
  runnerUpBackendId: 'backend-2',
  alternateBackendIds: ['backend-2'],
  reason: 'locality_failover',
  degraded: { reasons: ['store_unavailable'], ageMs: 2_500 },
  randomDraws: [0.25, 0.75],
  errorReason: '',
  errorMessage: '',
  callerLocality: { region: 'eu', zone: 'a', subZone: '' },
  localityLevel: 'region',
  affinity: 'hash',
  discardedChoices: 1,
  dryRun: false,
  traceId: '0af7651916cd43dd8448eb211c80319c',
  replica: 'replica-1',
  replayable: true,
}

/** Use cases that say yes to everything and write down what they were asked; a test replaces the ones it is about. */
export function createFakeUseCases(): FakeUseCases {
  const calls: unknown[][] = []
  const watchers = new Set<() => void>()
  const taps: FakeUseCases['taps'] = new Set()
  let state: WatchUpdate | Refusal = WATCH_STATE
  return {
    calls,
    watchers,
    taps,
    publish(next) {
      state = next
      for (const onChange of [...watchers]) onChange()
    },
    picks: {
      pick: (query) => {
        calls.push(['pick', query])
        return picked(query)
      },
      report: (outcome) => {
        calls.push(['report', outcome])
        return undefined
      },
      watch: (query, onChange) => {
        calls.push(['watch', query])
        const watcher = (): void => onChange()
        watchers.add(watcher)
        // The contract allows a call before the watch is there.
        onChange()
        return { kind: 'watch', current: () => state, close: () => watchers.delete(watcher) }
      },
    },
    heartbeats: fakeHeartbeats(calls),
    admin: fakeAdmin(calls),
    decisions: fakeDecisions(calls, taps),
  }
}

function fakeHeartbeats(calls: unknown[][]): HeartbeatUseCases {
  return {
    register: (registration) => {
      calls.push(['register', registration])
      return { kind: 'registered', nextHeartbeatAfterMs: 950, leaseMs: 3_000, revision: 11 }
    },
    heartbeat: (report) => {
      calls.push(['heartbeat', report])
      return undefined
    },
    deregister: (...target) => {
      calls.push(['deregister', ...target])
      return undefined
    },
    nextHeartbeatAfterMs: (pools) => 900 + [...pools].length,
  }
}

/** A function that writes down what it is called with. */
function noted(calls: unknown[][]) {
  return <Args extends unknown[], Answer>(name: string, answer: (...args: Args) => Answer) =>
    (...args: Args): Answer => {
      calls.push([name, ...args])
      return answer(...args)
    }
}

function fakeDecisions(calls: unknown[][], taps: FakeUseCases['taps']): DecisionUseCases {
  const note = noted(calls)
  return {
    find: note('find', (id: string) => ({ ...DECISION, id })),
    latest: note('latest', (pool: string) => ({ ...DECISION, pool: pool || DECISION.pool })),
    recent: note('recent', () => [DECISION]),
    dryRun: note('dryRun', ({ pool }: PickQuery) => ({ ...DECISION, pool, dryRun: true, replayable: false })),
    replay: note('replay', () => ({
      kind: 'replayed',
      backendId: 'backend-2',
      same: false,
      note: 'its state is gone',
    })),
    watch: (filter, maxPerSecond, onDecision) => {
      calls.push(['watchDecisions', filter, maxPerSecond])
      const tap: typeof onDecision = (...args) => onDecision(...args)
      taps.add(tap)
      return () => taps.delete(tap)
    },
  }
}

function fakeAdmin(calls: unknown[][]): AdminUseCases {
  const note = noted(calls)
  return {
    status: note('status', () => REPLICA_STATUS),
    listPools: note('listPools', () => ({ kind: 'page', items: [poolView('checkout')], nextPageToken: 'more' })),
    getPool: note('getPool', (name: string) => poolView(name)),
    putPool: note('putPool', async () => poolView('checkout')),
    deletePool: note('deletePool', async () => undefined),
    listBackends: note('listBackends', () => ({ kind: 'page', items: [BACKEND_VIEW], nextPageToken: '' })),
    drain: note('drain', async () => BACKEND_VIEW),
    undrain: note('undrain', async () => BACKEND_VIEW),
    setWeight: note('setWeight', async () => BACKEND_VIEW),
    advisePolicy: note('advisePolicy', (pool: string) => ({ ...ADVICE, pool })),
    listPolicies: note('listPolicies', () => [
      {
        type: 'random',
        stability: 'stable',
        description: 'Any.',
        requiredSignals: [],
        optionalSignals: ['weight'],
        configSchema: { type: 'object' },
        source: 'built-in',
        version: '',
        loadError: '',
      },
    ]),
  }
}
