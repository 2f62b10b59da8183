/**
 * Every name of a trace, in one place. Those of RPCs are OpenTelemetry's semantic conventions (release candidate); ours are
 * below `lookaside.`. `docs/reference/telemetry.md` lists the same.
 */
export const SCOPE = 'lookaside'

export const SPAN = {
  outcome: 'lookaside.outcome',
} as const

export const EVENT = {
  /** Who could be picked, and who was left out. */
  plan: 'lookaside.plan',
  /** What the policy made of them. */
  policy: 'lookaside.policy',
  /** Choices that were thrown away since their backend had changed meanwhile, or is starting slowly. */
  lastCheck: 'lookaside.last_check',
  /** The pick counts as in flight from here on. */
  lease: 'lookaside.lease',
  /** One pick of a message that holds many. */
  pick: 'lookaside.pick',
} as const

export const ATTR = {
  rpcSystem: 'rpc.system.name',
  rpcMethod: 'rpc.method',
  rpcStatus: 'rpc.response.status_code',
  httpMethod: 'http.request.method',
  httpRoute: 'http.route',
  httpStatus: 'http.response.status_code',
  errorType: 'error.type',
  pool: 'lookaside.pool',
  policy: 'lookaside.policy',
  policyReason: 'lookaside.policy.reason',
  reason: 'lookaside.reason',
  backend: 'lookaside.backend.id',
  runnerUp: 'lookaside.runner_up.id',
  decision: 'lookaside.decision.id',
  revision: 'lookaside.revision',
  degraded: 'lookaside.degraded.reasons',
  error: 'lookaside.error.reason',
  alternates: 'lookaside.alternates',
  backends: 'lookaside.backends',
  candidates: 'lookaside.candidates',
  excluded: 'lookaside.excluded',
  localityLevel: 'lookaside.locality.level',
  affinity: 'lookaside.affinity',
  scores: 'lookaside.scores',
  draws: 'lookaside.random_draws',
  discarded: 'lookaside.discarded_choices',
  leaseSeconds: 'lookaside.lease.duration',
  picks: 'lookaside.picks',
  picksRefused: 'lookaside.picks.refused',
  outcomeResult: 'lookaside.outcome.result',
  outcomeLatency: 'lookaside.outcome.latency',
  outcomeStatus: 'lookaside.outcome.status',
} as const
