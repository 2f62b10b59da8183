import type { AdminCalls } from '../../transport/calls/admin.ts'
import { isRefusal } from '../../transport/messages/refusals.ts'
import type { PutPoolRequest__Output } from '../../../proto/gen/lookaside/v1/PutPoolRequest.ts'
import type { Refusal } from '../../errors.ts'
import type { Route, RouteAnswer } from '../route.ts'
import { answerOf, queryOf, requestOf, withPath } from './bind.ts'
import { ADVICE, POLICY, POOL_STATUS } from './examples.ts'

const POOL = '/v1/pools/{pool}'

/** For operators: the pools and their configurations. */
export function poolRoutes(admin: AdminCalls): readonly Route[] {
  return [...readPools(admin), ...changePools(admin)]
}

function readPools(admin: AdminCalls): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/v1/pools',
      operationId: 'listPools',
      tag: 'pools',
      summary: 'The pools, ordered by name',
      about: { rpc: 'AdminService.ListPools' },
      query: queryOf('ListPoolsRequest', ['pageSize', 'pageToken']),
      response: {
        schema: 'ListPoolsResponse',
        about: 'A page of pools.',
        example: { pools: [POOL_STATUS], nextPageToken: '' },
      },
      errors: ['INVALID_FIELD'],
      handle: ({ query }) => {
        const message = requestOf('ListPoolsRequest', query)
        return isRefusal(message) ? message : answerOf('ListPoolsResponse', admin.listPools(message))
      },
    },
    {
      method: 'GET',
      path: POOL,
      operationId: 'getPool',
      tag: 'pools',
      summary: 'One pool',
      about: { rpc: 'AdminService.GetPool' },
      query: [],
      response: { schema: 'GetPoolResponse', about: 'The pool.', example: { pool: POOL_STATUS } },
      errors: ['INVALID_FIELD', 'POOL_NOT_FOUND'],
      handle: ({ path: { pool = '' } }) => answerOf('GetPoolResponse', admin.getPool({ name: pool })),
    },
    {
      method: 'GET',
      path: `${POOL}:advise`,
      operationId: 'advisePolicy',
      tag: 'pools',
      summary: 'Whether a pool should have another policy',
      about: { rpc: 'AdminService.AdvisePolicy' },
      query: [],
      response: { schema: 'AdvisePolicyResponse', about: 'The advice, with its numbers.', example: ADVICE },
      errors: ['INVALID_FIELD', 'POOL_NOT_FOUND'],
      handle: ({ path: { pool = '' } }) => answerOf('AdvisePolicyResponse', admin.advisePolicy({ pool })),
    },
    {
      method: 'GET',
      path: '/v1/policies',
      operationId: 'listPolicies',
      tag: 'pools',
      summary: 'The policies that this replica can run',
      about: { rpc: 'AdminService.ListPolicies' },
      query: [],
      response: { schema: 'ListPoliciesResponse', about: 'The policies.', example: { policies: [POLICY] } },
      errors: [],
      handle: () => answerOf('ListPoliciesResponse', admin.listPolicies()),
    },
  ]
}

function changePools(admin: AdminCalls): readonly Route[] {
  return [
    {
      method: 'PUT',
      path: POOL,
      operationId: 'putPool',
      tag: 'pools',
      summary: 'Make a pool, or replace its configuration',
      about: { rpc: 'AdminService.PutPool' },
      query: [],
      request: {
        schema: 'PutPoolRequest',
        example: { config: { policy: { type: 'round_robin' } }, expectedVersion: 3, dryRun: true },
      },
      response: {
        schema: 'PutPoolResponse',
        about: 'The configuration is in force; by a dry run it would be.',
        example: { pool: POOL_STATUS },
      },
      errors: [
        'INVALID_FIELD',
        'INVALID_POOL_CONFIG',
        'UNKNOWN_POLICY',
        'CONFIG_VERSION_MISMATCH',
        'QUOTA_EXCEEDED',
        'STORE_UNAVAILABLE',
      ],
      handle: ({ path: { pool = '' }, body }) => putPool(admin, pool, body),
    },
    {
      method: 'DELETE',
      path: POOL,
      operationId: 'deletePool',
      tag: 'pools',
      summary: 'Take a pool and its backends away',
      about: { rpc: 'AdminService.DeletePool' },
      query: queryOf('DeletePoolRequest', ['expectedVersion', 'dryRun', 'force']),
      response: {
        schema: 'DeletePoolResponse',
        about: 'The pool is away; by a dry run it would be.',
        example: {},
      },
      errors: ['INVALID_FIELD', 'POOL_NOT_FOUND', 'CONFIG_VERSION_MISMATCH', 'POOL_NOT_EMPTY', 'STORE_UNAVAILABLE'],
      handle: async ({ path: { pool = '' }, query }) => {
        const message = requestOf('DeletePoolRequest', query, { name: pool })
        return isRefusal(message) ? message : answerOf('DeletePoolResponse', await admin.deletePool(message))
      },
    },
  ]
}

async function putPool(admin: AdminCalls, pool: string, body: unknown): Promise<RouteAnswer> {
  const message = putRequestOf(pool, body)
  return isRefusal(message) ? message : answerOf('PutPoolResponse', await admin.putPool(message))
}

/** The name of the pool is in the path, so the configuration may leave it out. */
function putRequestOf(pool: string, body: unknown): PutPoolRequest__Output | Refusal {
  const whole = withPath(body, {})
  if (isRefusal(whole)) return whole
  const config: unknown = Reflect.get(whole, 'config') ?? null
  if (config === null) return requestOf('PutPoolRequest', whole)
  const named = withPath(config, { name: pool }, 'config')
  return isRefusal(named) ? named : requestOf('PutPoolRequest', { ...whole, config: named })
}
