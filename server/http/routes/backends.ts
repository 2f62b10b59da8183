import type { AdminCalls } from '../../transport/calls/admin.ts'
import { isRefusal } from '../../transport/messages/refusals.ts'
import type { Route } from '../route.ts'
import { answerOf, queryOf, requestOf } from './bind.ts'
import { BACKEND_STATUS } from './examples.ts'

const BACKENDS = '/v1/pools/{pool}/backends'
const BACKEND = `${BACKENDS}/{backendId}`

/** For operators: the backends of a pool, and what is decided about them. */
export function backendRoutes(admin: AdminCalls): readonly Route[] {
  return [
    {
      method: 'GET',
      path: BACKENDS,
      operationId: 'listBackends',
      tag: 'backends',
      summary: 'The backends of a pool, ordered by id',
      about: { rpc: 'AdminService.ListBackends' },
      query: queryOf('ListBackendsRequest', ['pageSize', 'pageToken']),
      response: {
        schema: 'ListBackendsResponse',
        about: 'A page of backends.',
        example: { backends: [BACKEND_STATUS], nextPageToken: '' },
      },
      errors: ['INVALID_FIELD', 'POOL_NOT_FOUND'],
      handle: ({ path, query }) => {
        const message = requestOf('ListBackendsRequest', query, { pool: path['pool'] })
        return isRefusal(message) ? message : answerOf('ListBackendsResponse', admin.listBackends(message))
      },
    },
    ...steer(admin),
  ]
}

function steer(admin: AdminCalls): readonly Route[] {
  const shared = { method: 'POST', tag: 'backends', query: [] } as const
  const errors = ['INVALID_FIELD', 'POOL_NOT_FOUND', 'BACKEND_NOT_FOUND', 'STORE_UNAVAILABLE'] as const
  const changed = (status: object) => ({
    about: 'The change is in force; by a dry run it would be.',
    example: { backend: { ...BACKEND_STATUS, ...status } },
  })
  return [
    {
      ...shared,
      path: `${BACKEND}:drain`,
      operationId: 'drainBackend',
      summary: 'No new picks for a backend',
      about: { rpc: 'AdminService.DrainBackend' },
      request: { schema: 'DrainBackendRequest', example: { dryRun: true } },
      response: { schema: 'DrainBackendResponse', ...changed({ drainedByOperator: true }) },
      errors: [...errors, 'DRAIN_REFUSED'],
      handle: async ({ path, body }) => {
        const message = requestOf('DrainBackendRequest', body, path)
        return isRefusal(message) ? message : answerOf('DrainBackendResponse', await admin.drainBackend(message))
      },
    },
    {
      ...shared,
      path: `${BACKEND}:undrain`,
      operationId: 'undrainBackend',
      summary: 'End a drain',
      about: { rpc: 'AdminService.UndrainBackend' },
      request: { schema: 'UndrainBackendRequest', example: {} },
      response: { schema: 'UndrainBackendResponse', ...changed({}) },
      errors,
      handle: async ({ path, body }) => {
        const message = requestOf('UndrainBackendRequest', body, path)
        return isRefusal(message) ? message : answerOf('UndrainBackendResponse', await admin.undrainBackend(message))
      },
    },
    {
      ...shared,
      path: `${BACKEND}:weight`,
      operationId: 'setBackendWeight',
      summary: "Set or clear an operator's weight",
      about: { rpc: 'AdminService.SetBackendWeight' },
      request: { schema: 'SetBackendWeightRequest', example: { weight: 50, dryRun: false } },
      response: { schema: 'SetBackendWeightResponse', ...changed({ operatorWeight: 50, effectiveWeight: 50 }) },
      errors,
      handle: async ({ path, body }) => {
        const message = requestOf('SetBackendWeightRequest', body, path)
        return isRefusal(message)
          ? message
          : answerOf('SetBackendWeightResponse', await admin.setBackendWeight(message))
      },
    },
  ]
}
