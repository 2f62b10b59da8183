import type { DecisionLine } from '../../../clients/cli/output/decision-line.ts'

/** A decision as the command line knows it, made at one second past the beginning of time. */
export const LINE: DecisionLine = {
  id: 'r1.7f.cGF5bWVudHMvY2hlY2tvdXQKYi0y',
  time: '1970-01-01T00:00:01.000Z',
  pool: 'payments/checkout',
  policy: 'peak_ewma',
  policyReason: 'least_cost',
  backendId: 'b-2',
  runnerUpBackendId: 'b-5',
  alternateBackendIds: ['b-5', 'b-6'],
  reason: 'policy',
  errorReason: '',
  errorMessage: '',
  backends: 17,
  candidates: 12,
  excluded: [
    { backendId: 'b-7', reason: 'draining' },
    { backendId: 'b-1', reason: 'previous_pick' },
    { backendId: 'b-9', reason: 'draining' },
    { backendId: 'b-3', reason: 'expired' },
  ],
  excludedOmitted: 0,
  scores: [
    {
      backendId: 'b-2',
      score: 4.1,
      inputs: [
        { signal: 'latency', value: 4.1, ageMs: 12 },
        { signal: 'in_flight', value: 0, ageMs: null },
      ],
    },
    {
      backendId: 'b-5',
      score: 18.62,
      inputs: [
        { signal: 'latency', value: 9.31, ageMs: 2_300 },
        { signal: 'in_flight', value: 1, ageMs: 250 },
      ],
    },
  ],
  randomDraws: [0.4121532, 0.918],
  discardedChoices: 0,
  degraded: null,
  callerLocality: { region: 'eu-west-1', zone: 'eu-west-1a', subZone: '' },
  localityLevel: 'zone',
  affinity: 'none',
  revision: 12,
  configVersion: 3,
  dryRun: false,
  traceId: '0af7651916cd43dd8448eb211c80319c',
  replica: 'r1',
  replayable: true,
}

export const REFUSED: DecisionLine = {
  ...LINE,
  ...{ id: 'd.r1.0', backendId: '', runnerUpBackendId: '', alternateBackendIds: [], reason: '', scores: [] },
  ...{ errorReason: 'NO_BACKENDS', errorMessage: 'pool payments/checkout has no backends', policyReason: '' },
  ...{ candidates: 0, randomDraws: [], replayable: false, traceId: '', callerLocality: null, localityLevel: '' },
}
