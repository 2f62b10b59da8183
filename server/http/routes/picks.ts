import type { ItemError } from '../../../proto/gen/lookaside/v1/ItemError.ts'
import type { Outcome__Output } from '../../../proto/gen/lookaside/v1/Outcome.ts'
import { refuseField, type Refusal } from '../../errors.ts'
import { itemErrorMessage, pickedMessage } from '../../transport/messages/answers.ts'
import { MAX_OUTCOMES, toOutcome } from '../../transport/messages/outcome.ts'
import { toPickQuery } from '../../transport/messages/pick-request.ts'
import { checkCount, isRefusal, within } from '../../transport/messages/refusals.ts'
import { quoted } from '../../transport/messages/text.ts'
import type { PickQuery, PickUseCases } from '../../use-cases.ts'
import type { Route, RouteAnswer, RouteCall } from '../route.ts'
import { answerOf, requestOf } from './bind.ts'
import { PICK_TOKEN, PICKED } from './examples.ts'

/** For applications: ask, and say how it went. */
export function pickRoutes(picks: PickUseCases): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/v1/pools/{pool}:pick',
      operationId: 'pickBackend',
      tag: 'picks',
      summary: 'Pick one backend',
      about: { rpc: 'LookasideService.PickBackend' },
      query: [],
      traced: true,
      request: { schema: 'PickBackendRequest', example: { affinityKey: 'user-42', alternates: 1 } },
      response: { schema: 'PickBackendResponse', about: 'The backend to call.', example: PICKED },
      errors: [
        'INVALID_FIELD',
        'POOL_NOT_FOUND',
        'NO_BACKENDS',
        'POOL_SATURATED',
        'RETRY_BUDGET_EXHAUSTED',
        'PICK_DROPPED',
      ],
      handle: (call) => {
        const query = pickQueryOf(call)
        if ('kind' in query) return query
        const picked = picks.pick(query)
        return picked.kind === 'refused' ? picked : answerOf('PickBackendResponse', pickedMessage(picked))
      },
    },
    {
      method: 'POST',
      path: '/v1/pools/{pool}:report',
      operationId: 'reportOutcomes',
      tag: 'picks',
      summary: 'Report how picked calls ended',
      about: { rpc: 'LookasideService.ReportOutcomes' },
      query: [],
      traced: true,
      request: {
        schema: 'ReportOutcomesRequest',
        example: { outcomes: [{ pickToken: PICK_TOKEN, result: 'OUTCOME_RESULT_SUCCESS', latency: '0.012s' }] },
      },
      response: {
        schema: 'ReportOutcomesResponse',
        about: 'What became of them.',
        example: { accepted: 1, rejected: [] },
      },
      errors: ['INVALID_FIELD', 'TOO_MANY_ITEMS'],
      handle: (call) => report(picks, call),
    },
  ]
}

/** What to pick: the body, the pool of the path, and whose trace it belongs to. */
export function pickQueryOf({ path, body, traceId }: RouteCall): PickQuery | Refusal {
  const message = requestOf('PickBackendRequest', body, { pool: path['pool'] })
  if (isRefusal(message)) return message
  const query = toPickQuery(message)
  return isRefusal(query) || traceId === undefined ? query : { ...query, traceId }
}

function report(picks: PickUseCases, { path: { pool = '' }, body }: RouteCall): RouteAnswer {
  const message = requestOf('ReportOutcomesRequest', body)
  if (isRefusal(message)) return message
  const { outcomes } = message
  const bad = checkCount('outcomes', outcomes.length, MAX_OUTCOMES)
  if (bad !== undefined) return bad
  const rejected: ItemError[] = []
  for (const [index, outcome] of outcomes.entries()) {
    const refusal = reportOne(picks, pool, outcome)
    if (refusal !== undefined) rejected.push(itemErrorMessage(index, within(`outcomes[${index}]`, refusal)))
  }
  return answerOf('ReportOutcomesResponse', { accepted: outcomes.length - rejected.length, rejected })
}

function reportOne(picks: PickUseCases, pool: string, message: Outcome__Output): Refusal | undefined {
  const foreign = otherPool(pool, message.pool)
  if (foreign !== undefined) return foreign
  // Pool and backend belong together: a token needs neither.
  const named = message.backendId === '' && message.pool === '' ? message : { ...message, pool }
  const outcome = toOutcome(named)
  return outcome.kind === 'refused' ? outcome : (picks.report(outcome.report) ?? outcome.refusedLoad)
}

/** An item may leave its pool to the path, and may not name another one. */
export function otherPool(pool: string, given: string): Refusal | undefined {
  if (given === '' || given === pool) return undefined
  return refuseField('pool', `is ${quoted(pool)} in the path and ${quoted(given)} here: leave it out`)
}
