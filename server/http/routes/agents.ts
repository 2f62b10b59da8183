import type { ItemError } from '../../../proto/gen/lookaside/v1/ItemError.ts'
import type { Heartbeat__Output } from '../../../proto/gen/lookaside/v1/Heartbeat.ts'
import type { Refusal } from '../../errors.ts'
import { itemErrorMessage, registeredMessage } from '../../transport/messages/answers.ts'
import { toDuration } from '../../transport/messages/durations.ts'
import { MAX_HEARTBEATS, toDeregistration, toHeartbeat } from '../../transport/messages/heartbeat.ts'
import { checkCount, isRefusal, within } from '../../transport/messages/refusals.ts'
import { toRegistration } from '../../transport/messages/registration.ts'
import type { HeartbeatUseCases } from '../../use-cases.ts'
import type { Route, RouteAnswer, RouteCall } from '../route.ts'
import { answerOf, requestOf } from './bind.ts'
import { otherPool } from './picks.ts'

const EPOCH = 1_763_800_000_000

/** For agents: keep the state of the backends true. */
export function agentRoutes(heartbeats: HeartbeatUseCases): readonly Route[] {
  return [...membershipRoutes(heartbeats), heartbeatRoute(heartbeats)]
}

function membershipRoutes(heartbeats: HeartbeatUseCases): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/v1/pools/{pool}:register',
      operationId: 'registerBackend',
      tag: 'agents',
      summary: 'Make a backend known',
      about: { rpc: 'AgentService.RegisterBackend' },
      query: [],
      request: {
        schema: 'RegisterBackendRequest',
        example: { backend: { id: 'checkout-1', address: '10.0.0.1:8080' }, epoch: EPOCH },
      },
      response: {
        schema: 'RegisterBackendResponse',
        about: 'The backend is known.',
        example: { nextHeartbeatAfter: '0.95s', lease: '3s', revision: 12 },
      },
      errors: ['INVALID_FIELD', 'POOL_NOT_FOUND', 'EPOCH_SUPERSEDED', 'QUOTA_EXCEEDED'],
      handle: ({ path, body }) => {
        const message = requestOf('RegisterBackendRequest', body, { pool: path['pool'] })
        if (isRefusal(message)) return message
        const registration = toRegistration(message)
        if (isRefusal(registration)) return registration
        const registered = heartbeats.register(registration)
        return registered.kind === 'refused'
          ? registered
          : answerOf('RegisterBackendResponse', registeredMessage(registered))
      },
    },
    {
      method: 'POST',
      path: '/v1/pools/{pool}:deregister',
      operationId: 'deregisterBackend',
      tag: 'agents',
      summary: 'Take a backend away at once',
      about: { rpc: 'AgentService.DeregisterBackend' },
      query: [],
      request: { schema: 'DeregisterBackendRequest', example: { backendId: 'checkout-1', epoch: EPOCH } },
      response: { schema: 'DeregisterBackendResponse', about: 'The backend is away.', example: {} },
      errors: ['INVALID_FIELD', 'EPOCH_SUPERSEDED'],
      handle: ({ path, body }) => {
        const message = requestOf('DeregisterBackendRequest', body, { pool: path['pool'] })
        if (isRefusal(message)) return message
        const target = toDeregistration(message)
        if (target.kind === 'refused') return target
        const refusal = heartbeats.deregister(target.pool, target.backendId, target.epoch)
        return refusal ?? answerOf('DeregisterBackendResponse', {})
      },
    },
  ]
}

function heartbeatRoute(heartbeats: HeartbeatUseCases): Route {
  return {
    method: 'POST',
    path: '/v1/pools/{pool}:heartbeat',
    operationId: 'reportHeartbeat',
    tag: 'agents',
    summary: 'Signs of life of one or more backends',
    about: { rpc: 'AgentService.ReportHeartbeat' },
    query: [],
    request: {
      schema: 'ReportHeartbeatRequest',
      example: {
        heartbeats: [{ backendId: 'checkout-1', epoch: EPOCH, sequence: 1, health: 'BACKEND_HEALTH_HEALTHY' }],
      },
    },
    response: {
      schema: 'ReportHeartbeatResponse',
      about: 'What became of them, and when the next ones are due.',
      example: { rejected: [], nextHeartbeatAfter: '1.02s' },
    },
    errors: ['INVALID_FIELD', 'TOO_MANY_ITEMS'],
    handle: (call) => beat(heartbeats, call),
  }
}

function beat(heartbeats: HeartbeatUseCases, { path: { pool = '' }, body }: RouteCall): RouteAnswer {
  const message = requestOf('ReportHeartbeatRequest', body)
  if (isRefusal(message)) return message
  const bad = checkCount('heartbeats', message.heartbeats.length, MAX_HEARTBEATS)
  if (bad !== undefined) return bad
  const rejected: ItemError[] = []
  const pools = new Set<string>()
  for (const [index, heartbeat] of message.heartbeats.entries()) {
    const refusal = beatOne(heartbeats, pool, heartbeat, pools)
    if (refusal !== undefined) rejected.push(itemErrorMessage(index, within(`heartbeats[${index}]`, refusal)))
  }
  const nextHeartbeatAfter = toDuration(heartbeats.nextHeartbeatAfterMs(pools))
  return answerOf('ReportHeartbeatResponse', { rejected, nextHeartbeatAfter })
}

function beatOne(
  heartbeats: HeartbeatUseCases,
  pool: string,
  message: Heartbeat__Output,
  pools: Set<string>,
): Refusal | undefined {
  const foreign = otherPool(pool, message.pool)
  if (foreign !== undefined) return foreign
  const checked = toHeartbeat({ ...message, pool })
  if (checked.kind === 'refused') return checked
  pools.add(pool)
  return heartbeats.heartbeat(checked.report) ?? checked.refusedLoad
}
