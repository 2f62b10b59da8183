import type { OutcomeReport, PickQuery } from '../../../server/use-cases.ts'

/** A pick without wishes. */
export const PLAIN_QUERY: PickQuery = {
  pool: '',
  affinityKey: '',
  locality: undefined,
  labelSelector: new Map(),
  excludeBackendIds: [],
  alternates: 0,
  previousPickToken: '',
  affinityToken: '',
}

/** A call that went well. */
export const PLAIN_OUTCOME: OutcomeReport = {
  token: '',
  pool: '',
  backendId: '',
  result: 'success',
  latencyMs: 12,
  status: '',
  load: undefined,
  loadAgeMs: 0,
}
