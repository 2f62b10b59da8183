import type { Outcome as OutcomeMessage } from '../../proto/gen/lookaside/v1/Outcome.ts'
import { OutcomeResult as WireResult } from '../../proto/gen/lookaside/v1/OutcomeResult.ts'
import { toDuration } from './duration.ts'
import type { Load } from './load.ts'
import { loadSizeBound, toLoadMessage } from './load.ts'
import { readProperty } from './property.ts'

/**
 * How a picked call ended. `success`: an answer, also one that blames the caller (HTTP 4xx). `error`: the backend's own
 * fault (5xx). `timeout`: no answer in time. `connect_failure`: no connection, or it broke before an answer. `rejected`:
 * busy (429). `cancelled`: the caller gave up, which judges nobody.
 */
export type OutcomeResult = 'success' | 'error' | 'timeout' | 'connect_failure' | 'rejected' | 'cancelled'

export interface OutcomeFields {
  readonly result: OutcomeResult
  /** From the send of the request to the end of the answer. Undefined: unknown. */
  readonly latencyMs?: number
  /** As the protocol spells it, `503` or `UNAVAILABLE`; for explanation only. */
  readonly status?: string
  /** Load report that came back with the answer. */
  readonly load?: Load
}

/** The outcome of one pick, named by its token, or of a call to a backend that was chosen without one. */
export type Outcome = OutcomeFields &
  ({ readonly token: string } | { readonly pool: string; readonly backendId: string })

const WIRE: Readonly<Record<OutcomeResult, WireResult>> = {
  success: WireResult.OUTCOME_RESULT_SUCCESS,
  error: WireResult.OUTCOME_RESULT_ERROR,
  timeout: WireResult.OUTCOME_RESULT_TIMEOUT,
  connect_failure: WireResult.OUTCOME_RESULT_CONNECT_FAILURE,
  cancelled: WireResult.OUTCOME_RESULT_CANCELLED,
  rejected: WireResult.OUTCOME_RESULT_REJECTED,
}

/** The service refuses latencies above an hour and statuses above 64 characters. */
const MAX_LATENCY_MS = 3_600_000
const MAX_STATUS_LENGTH = 64

/** Outcomes are sent later, in batches: what is wrong with one is said where it was made. */
export function checkOutcome(outcome: unknown): asserts outcome is Outcome {
  const isName = (field: string): boolean => {
    const value = readProperty(outcome, field)
    return typeof value === 'string' && value !== ''
  }
  if (!isName('token') && (!isName('pool') || !isName('backendId'))) {
    throw new TypeError('outcome: give the token of a pick, or pool and backendId')
  }
  const result = readProperty(outcome, 'result')
  if (typeof result !== 'string' || !Object.hasOwn(WIRE, result)) {
    throw new TypeError(`outcome.result: is ${String(result)}, expected one of ${Object.keys(WIRE).join(', ')}`)
  }
  const load = readProperty(outcome, 'load')
  if (load !== undefined && (typeof load !== 'object' || load === null)) {
    throw new TypeError('outcome.load: expected an object, for example { cpuUtilization: 0.4 }')
  }
  if (!['undefined', 'string'].includes(typeof readProperty(outcome, 'status'))) {
    throw new TypeError('outcome.status: expected text, for example "503"')
  }
}

export function toOutcomeMessage(outcome: Outcome): OutcomeMessage {
  return {
    ...namesOf(outcome),
    result: WIRE[outcome.result],
    ...(isLatency(outcome.latencyMs) ? { latency: toDuration(Math.min(outcome.latencyMs, MAX_LATENCY_MS)) } : {}),
    status: (outcome.status ?? '').slice(0, MAX_STATUS_LENGTH),
    ...(outcome.load === undefined ? {} : { loadReport: toLoadMessage(outcome.load) }),
  }
}

function namesOf(outcome: Outcome): { pickToken: string } | { pool: string; backendId: string } {
  // A key that is there and undefined counts as absent.
  if ('token' in outcome && outcome.token !== undefined) return { pickToken: outcome.token }
  if ('pool' in outcome) return { pool: outcome.pool, backendId: outcome.backendId }
  throw new TypeError('outcome: give the token of a pick, or pool and backendId')
}

function isLatency(ms: number | undefined): ms is number {
  return ms !== undefined && Number.isFinite(ms) && ms >= 0
}

/** Bytes of an outcome's fixed fields, tags and lengths included, rounded up. */
const FIXED_BYTES = 48
/** An upper bound of the encoded size: cheaper than encoding twice. */
export function outcomeSizeBound(outcome: Outcome): number {
  const names = Object.values(namesOf(outcome))
  const text = [...names, outcome.status ?? ''].reduce((sum, name) => sum + Buffer.byteLength(name), FIXED_BYTES)
  return text + (outcome.load === undefined ? 0 : loadSizeBound(outcome.load))
}
