import type { DecisionFilter, DecisionUseCases } from '../../use-cases.ts'
import { refuseField, type Refusal } from '../../errors.ts'
import type { DecisionCalls } from '../../transport/calls/decisions.ts'
import { toDecisionFilter, toDecisionRate } from '../../transport/messages/decision-requests.ts'
import { decisionMessage } from '../../transport/messages/decisions.ts'
import { checkPoolName } from '../../transport/messages/names.ts'
import { checkInteger } from '../../transport/messages/numbers.ts'
import { isRefusal } from '../../transport/messages/refusals.ts'
import { encodeMessage } from '../json/encode-message.ts'
import { toUint32 } from '../json/scalars.ts'
import type { QueryField, Route, RouteAnswer, RouteCall } from '../route.ts'
import { answerOf, queryOf, requestOf } from './bind.ts'
import { DECISION } from './examples.ts'
import { pickQueryOf } from './picks.ts'

const FILTER = queryOf('WatchDecisionsRequest', ['pool', 'policy', 'reason', 'backendId', 'errorReason'])
const RATE = queryOf('WatchDecisionsRequest', ['maxPerSecond'])
const LATEST = 'latest'
const DEFAULT_LIMIT = 50
const MAX_LIMIT = 1_000
const LIMIT: QueryField = {
  name: 'limit',
  json: 'limit',
  kind: 'uint32',
  about: `At most this many: 1 to 1,000. Default: ${DEFAULT_LIMIT}.`,
}
const POOL: QueryField = {
  name: 'pool',
  json: 'pool',
  kind: 'string',
  about: 'With the id `latest`: the newest decision of this pool. Empty: of any pool.',
}
const EXPLAINED = { decision: DECISION }

export interface DecisionRoutesDeps {
  readonly calls: DecisionCalls
  readonly decisions: DecisionUseCases
}

/** Why a backend was picked, or would be. */
export function decisionRoutes(deps: DecisionRoutesDeps): readonly Route[] {
  return [explainRoute(deps), ...lookUpRoutes(deps), ...listRoutes(deps)]
}

function explainRoute({ decisions }: DecisionRoutesDeps): Route {
  return {
    method: 'POST',
    path: '/v1/pools/{pool}:explain',
    operationId: 'explainPick',
    tag: 'decisions',
    summary: 'Explain a pick without making it',
    about: {
      text: 'Decides as if the pick were real, and changes nothing. A pick that would find no backend is a decision too.',
    },
    query: [],
    request: { schema: 'PickBackendRequest', example: { affinityKey: 'user-42' } },
    response: {
      schema: 'ExplainPickResponse',
      about: 'The decision.',
      example: { decision: { ...DECISION, dryRun: true } },
    },
    errors: ['INVALID_FIELD', 'POOL_NOT_FOUND'],
    handle: (call) => {
      const query = pickQueryOf(call)
      if ('kind' in query) return query
      const decision = decisions.dryRun(query)
      if (decision.kind === 'refused') return decision
      return answerOf('ExplainPickResponse', { decision: decisionMessage(decision) })
    },
  }
}

function lookUpRoutes({ calls }: DecisionRoutesDeps): readonly Route[] {
  const errors = ['INVALID_FIELD', 'DECISION_NOT_FOUND', 'POOL_NOT_FOUND'] as const
  return [
    {
      method: 'GET',
      path: '/v1/decisions/{id}',
      operationId: 'getDecision',
      tag: 'decisions',
      summary: 'One recorded decision',
      about: {
        text: 'Why a backend was picked. The id is the pick token, or `latest` for the newest recorded decision.',
      },
      query: [POOL],
      response: { schema: 'ExplainPickResponse', about: 'The decision.', example: EXPLAINED },
      errors,
      handle: (call) => lookUp(calls, call, false),
    },
    {
      method: 'POST',
      path: '/v1/decisions/{id}:replay',
      operationId: 'replayDecision',
      tag: 'decisions',
      summary: 'Make a recorded decision again',
      about: {
        text: 'Makes a recorded decision again from its recorded inputs, and says whether the same backend comes out. It changes nothing. The body is an empty object.',
      },
      query: [POOL],
      request: { schema: 'Empty', example: {} },
      response: {
        schema: 'ExplainPickResponse',
        about: 'The decision, and what came out this time.',
        example: { decision: DECISION, replay: { backendId: 'checkout-1', same: true, note: '' } },
      },
      errors,
      handle: (call) => lookUp(calls, call, true),
    },
  ]
}

function lookUp(calls: DecisionCalls, { path: { id = '' }, query, body }: RouteCall, replay: boolean): RouteAnswer {
  const { pool } = query
  if (id !== LATEST && pool !== undefined) {
    return refuseField('pool', `goes with the id "${LATEST}" only: a recorded decision names its pool itself`)
  }
  const bad = typeof pool === 'string' && pool !== '' ? checkPoolName('pool', pool) : undefined
  if (bad !== undefined) return bad
  const stray = replay ? requestOf('ListPoliciesRequest', body) : undefined
  if (isRefusal(stray)) return refuseField('body', 'must be an empty object')
  const pick = id === LATEST ? { latestInPool: pool ?? '' } : { pickToken: id }
  const message = requestOf('ExplainPickRequest', { ...pick, replay })
  return isRefusal(message) ? message : answerOf('ExplainPickResponse', calls.explainPick(message))
}

function listRoutes({ decisions }: DecisionRoutesDeps): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/v1/decisions',
      operationId: 'listDecisions',
      tag: 'decisions',
      summary: 'The recorded decisions, newest first',
      about: { text: 'Decisions of this replica that are recorded and match all of the filters, newest first.' },
      query: [...FILTER, LIMIT],
      response: { schema: 'ListDecisionsResponse', about: 'The decisions.', example: { decisions: [DECISION] } },
      errors: ['INVALID_FIELD'],
      handle: ({ query: { limit: given, ...rest } }) => {
        const filter = filterOf(rest)
        if ('kind' in filter) return filter
        const limit = limitOf(given)
        if (typeof limit !== 'number') return limit
        const listed = decisions.recent(filter, limit)
        return {
          kind: 'json',
          body: { decisions: listed.map((decision) => encodeMessage('Decision', decisionMessage(decision))) },
        }
      },
    },
    {
      method: 'GET',
      path: '/v1/decisions:watch',
      operationId: 'watchDecisions',
      tag: 'decisions',
      summary: 'A stream of decisions',
      about: {
        text: 'A sampled stream of decisions as server-sent events: the data of each is one message. A reader that is slow misses decisions and is told how many; comments show that the stream lives. The stream ends when the replica stops.',
      },
      query: [...FILTER, ...RATE],
      response: {
        schema: 'WatchDecisionsResponse',
        type: 'text/event-stream',
        about: 'Events; `data` holds one message as JSON.',
        example: `data: ${JSON.stringify({ decision: { id: DECISION.id, pool: 'checkout' }, dropped: 0 })}\n\n`,
      },
      errors: ['INVALID_FIELD', 'TOO_MANY_WATCHERS', 'SHUTTING_DOWN'],
      handle: ({ query }) => watch(decisions, query),
    },
  ]
}

function watch(decisions: DecisionUseCases, query: RouteCall['query']): RouteAnswer {
  const message = requestOf('WatchDecisionsRequest', query)
  if (isRefusal(message)) return message
  const filter = toDecisionFilter(message)
  if (isRefusal(filter)) return filter
  const rate = toDecisionRate(message.maxPerSecond)
  if (isRefusal(rate)) return rate
  return {
    kind: 'events',
    open: (sink) =>
      decisions.watch(filter, rate, (decision, before) => {
        const data = (dropped: number) =>
          encodeMessage('WatchDecisionsResponse', { decision: decisionMessage(decision), dropped })
        sink.offer({ data, dropped: before })
      }),
  }
}

function filterOf(query: RouteCall['query']): DecisionFilter | Refusal {
  const message = requestOf('WatchDecisionsRequest', query)
  return isRefusal(message) ? message : toDecisionFilter(message)
}

function limitOf(given: unknown): number | Refusal {
  if (given === undefined) return DEFAULT_LIMIT
  const limit = toUint32('limit', given)
  return typeof limit === 'number' ? (checkInteger('limit', limit, 1, MAX_LIMIT) ?? limit) : limit
}
