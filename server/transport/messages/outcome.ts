import type { Outcome__Output } from '../../../proto/gen/lookaside/v1/Outcome.ts'
import { refuseField, type Refusal } from '../../errors.ts'
import type { OutcomeReport } from '../../use-cases.ts'
import { HOUR_MS, toBoundedMs } from './durations.ts'
import { OUTCOME_RESULTS, refuseEnum, wordsOf } from './enums.ts'
import { toReportedLoad } from './load-report.ts'
import { checkBackendId, checkPoolName } from './names.ts'
import { MAX_TOKEN_BYTES } from './pick-request.ts'
import type { Received } from './received.ts'
import { isRefusal, within } from './refusals.ts'
import { checkBytes, checkText } from './text.ts'

export const MAX_OUTCOMES = 1_000
const MAX_STATUS = 64
const RESULTS = wordsOf(OUTCOME_RESULTS)

export interface CheckedOutcome {
  readonly kind: 'outcome'
  readonly report: OutcomeReport
  /** The load report was refused; how the call ended counts all the same, since its pick must not stay in flight. */
  readonly refusedLoad: Refusal | undefined
}

export function toOutcome(message: Received<Outcome__Output>): CheckedOutcome | Refusal {
  const bad = checkTarget(message) ?? checkText('status', message.status, MAX_STATUS)
  if (bad !== undefined) return bad
  const result = RESULTS.get(message.result)
  if (result === undefined) return refuseEnum('result', message.result, OUTCOME_RESULTS)
  const latencyMs = toBoundedMs('latency', message.latency, HOUR_MS)
  if (isRefusal(latencyMs)) return latencyMs
  const reported = toReportedLoad(message.loadReport)
  const isRefused = reported.kind === 'refused'
  return {
    kind: 'outcome',
    report: {
      token: message.pickToken,
      pool: message.pool,
      backendId: message.backendId,
      result,
      latencyMs,
      status: message.status,
      load: isRefused ? undefined : reported.load,
      loadAgeMs: isRefused ? 0 : reported.ageMs,
    },
    refusedLoad: isRefused ? within('load_report', reported) : undefined,
  }
}

/** Either a token, or pool and backend, or both. */
function checkTarget(message: Received<Outcome__Output>): Refusal | undefined {
  const { pickToken, pool, backendId } = message
  const isNamed = pool !== '' || backendId !== ''
  if (pickToken === '' && !isNamed) return refuseField('pick_token', 'is required, unless pool and backend_id are set')
  const bad = checkBytes('pick_token', pickToken, MAX_TOKEN_BYTES)
  if (bad !== undefined || !isNamed) return bad
  return checkPoolName('pool', pool) ?? checkBackendId('backend_id', backendId)
}
