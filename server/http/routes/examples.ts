/** Examples of the OpenAPI document, in the form of the wire. */
export const BACKEND = {
  id: 'checkout-1',
  address: '10.0.0.1:8080',
  locality: { region: 'eu-west-1', zone: 'eu-west-1a', subZone: '' },
  labels: { version: 'v2' },
  weight: 1,
}

export const PICK_TOKEN = '3f9a1c2b.2s.Y2hlY2tvdXQKY2hlY2tvdXQtMQ'

export const PICKED = {
  backend: BACKEND,
  alternates: [],
  pickToken: PICK_TOKEN,
  lease: '30s',
  reason: 'PICK_REASON_POLICY',
  revision: 12,
  cache: { maxAge: '1s', staleAge: '60s' },
  affinityToken: '',
}

export const BACKEND_STATUS = {
  backend: BACKEND,
  state: 'BACKEND_STATE_ELIGIBLE',
  stateReason: '',
  stateAge: '93.5s',
  epoch: 1_763_800_000_000,
  heartbeatAge: '0.412s',
  drainedByOperator: false,
  effectiveWeight: 1,
  inFlight: 3,
  latency: '0.0125s',
  successRate: 0.998,
  picks: 4_031,
  outcomes: 4_028,
  failures: 7,
}

export const POOL_STATUS = {
  config: { name: 'checkout', policy: { type: 'peak_ewma', config: {} } },
  configVersion: 3,
  revision: 12,
  backends: 3,
  eligible: 3,
  activePolicy: 'peak_ewma',
  policyFailures: 0,
  lastPolicyError: '',
  picks: 12_093,
}

export const POLICY = {
  type: 'round_robin',
  stability: 'stable',
  description: 'Each backend in turn.',
  requiredSignals: [],
  optionalSignals: [],
  configSchema: '{"type":"object"}',
  source: 'built-in',
  version: '',
  loadError: '',
}

export const ADVICE = {
  pool: 'checkout',
  policy: 'round_robin',
  verdict: 'ADVICE_VERDICT_SWITCH',
  summary: 'peak_ewma would have picked backends at 71.4 % (69.0 % to 73.8 %) of the predicted cost of round_robin.',
  configToAdd: 'canary:\n  policy: peak_ewma\n  percent: 5\n  stepPercent: 5\n',
  shadow: {
    policy: 'peak_ewma',
    percent: 10,
    age: '3600s',
    compared: 36_104,
    agreement: 0.41,
    nobody: 0,
    failures: 0,
    costRatio: { estimate: 0.714, low: 0.69, high: 0.738 },
    latency: '0.0214s',
    shadowLatency: '0.0162s',
    shares: [{ backendId: 'checkout-3', share: 0.333, shadowShare: 0.194 }],
    sharesOmitted: 0,
  },
}

export const DECISION = {
  id: PICK_TOKEN,
  time: '2025-11-22T09:26:53.123Z',
  pool: 'checkout',
  revision: 12,
  policy: 'peak_ewma',
  configVersion: 3,
  candidates: 2,
  excluded: [{ backendId: 'checkout-3', reason: 'draining' }],
  scores: [
    {
      backendId: 'checkout-1',
      score: 25,
      inputs: [
        { signal: 'latency', value: 12.5, age: '0.08s' },
        { signal: 'in_flight', value: 1, age: '0.02s' },
      ],
    },
    { backendId: 'checkout-2', score: 48, inputs: [{ signal: 'latency', value: 16, age: '0.11s' }] },
  ],
  backendId: 'checkout-1',
  runnerUpBackendId: 'checkout-2',
  reason: 'PICK_REASON_POLICY',
  randomDraws: [0.13, 0.71],
  errorReason: '',
  policyReason: 'least_cost',
  alternateBackendIds: [],
  dryRun: false,
  traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  replica: '3f9a1c2b',
  affinity: 'AFFINITY_MODE_UNSPECIFIED',
  localityLevel: 'anywhere',
  discardedChoices: 0,
  backends: 3,
  excludedOmitted: 0,
  replayable: true,
  errorMessage: '',
}

export const STATUS = {
  replica: '3f9a1c2b',
  version: '0.1.0',
  startedAt: '2025-11-22T09:25:19.000Z',
  uptime: '94.123s',
  ready: true,
  notReadyReason: '',
  store: { kind: 'redis', up: false, silentFor: '4.2s', pending: 12, error: 'connect ECONNREFUSED' },
  degraded: [
    {
      reason: 'DEGRADED_REASON_STORE_UNAVAILABLE',
      pool: '',
      since: '2025-11-22T09:26:49.000Z',
      cause: 'the store has not answered for 4.2 s: connect ECONNREFUSED',
      ends: 'by itself, when the store answers again; picks go on from memory until then',
    },
  ],
  degradedOmitted: 0,
  pools: 3,
  backends: 12,
  eligible: 11,
  picks: 123_456,
  config: { source: 'lookaside.yaml', loadedAt: '2025-11-22T09:25:19.000Z', lastReload: null },
  eventLoopDelayP99: '0.012s',
}
