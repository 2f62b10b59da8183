import type { AdminUseCases } from '../../use-cases.ts'
import type { Route } from '../route.ts'
import type { ProcessStatus } from '../status.ts'
import { statusJson } from '../status.ts'
import { STATUS } from './examples.ts'

export interface ReplicaRoutesDeps {
  readonly admin: AdminUseCases
  readonly process: ProcessStatus
  /** The metrics, in the text format that the Accept header prefers. */
  readonly metrics: (accept: string) => Promise<{ readonly contentType: string; readonly body: string }>
  readonly openapi: () => string
}

const TEXT = 'text/plain; charset=utf-8'

/** The replica itself: its state, its health and its metrics, and what it offers. */
export function replicaRoutes({ admin, process, metrics, openapi }: ReplicaRoutesDeps): readonly Route[] {
  const shared = { method: 'GET', tag: 'replica', query: [], errors: [] } as const
  return [
    {
      ...shared,
      path: '/v1/status',
      operationId: 'getStatus',
      summary: 'The replica as a whole',
      about: {
        text: 'What this replica is, knows and does, and whatever is degraded: its cause, since when, and how it ends.',
      },
      response: { schema: 'Status', about: 'The state of the replica.', example: STATUS },
      handle: () => ({ kind: 'json', body: statusJson(admin.status(), process) }),
    },
    {
      ...shared,
      path: '/healthz',
      operationId: 'getHealth',
      summary: 'Whether the replica should get traffic',
      about: {
        text: 'For probes and load balancers: 200 while it should, 503 with the reason as text while it should not.',
      },
      response: { schema: 'Text', type: 'text/plain', about: 'It should.', example: 'ok\n' },
      handle: () => {
        const reason = process.notReady()
        return reason === undefined
          ? { kind: 'text', status: 200, type: TEXT, text: 'ok\n' }
          : { kind: 'text', status: 503, type: TEXT, text: `${reason}\n` }
      },
    },
    {
      ...shared,
      path: '/metrics',
      operationId: 'getMetrics',
      summary: 'The metrics',
      about: {
        text: 'The metrics in the text format of Prometheus, or of OpenMetrics with exemplars if the Accept header prefers it.',
      },
      response: {
        schema: 'Text',
        type: 'text/plain',
        about: 'The metrics.',
        example: 'lookaside_picks_total{pool="checkout",policy="peak_ewma",result="picked",reason="policy"} 12093\n',
      },
      handle: async ({ accept }) => {
        const { contentType, body } = await metrics(accept)
        return { kind: 'text', status: 200, type: contentType, text: body }
      },
    },
    {
      ...shared,
      path: '/openapi.json',
      operationId: 'getOpenApi',
      summary: 'This document',
      about: { text: 'The description of the HTTP API in OpenAPI 3.1.' },
      response: { schema: 'OpenApi', about: 'The document.', example: { openapi: '3.1.0' } },
      handle: () => ({ kind: 'text', status: 200, type: 'application/json; charset=utf-8', text: openapi() }),
    },
  ]
}
