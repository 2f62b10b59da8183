import { createAdminCalls } from '../../transport/calls/admin.ts'
import { createDecisionCalls } from '../../transport/calls/decisions.ts'
import type { UseCases } from '../../use-cases.ts'
import { openApiDocument } from '../openapi/document.ts'
import type { Route } from '../route.ts'
import { agentRoutes } from './agents.ts'
import { backendRoutes } from './backends.ts'
import { decisionRoutes } from './decisions.ts'
import { pickRoutes } from './picks.ts'
import { poolRoutes } from './pools.ts'
import { replicaRoutes, type ReplicaRoutesDeps } from './replica.ts'

export type RoutesDeps = Omit<ReplicaRoutesDeps, 'openapi' | 'admin'> & { readonly useCases: UseCases }

/** Every route of the API, in the order of the OpenAPI document. */
export function createRoutes({ useCases, process, metrics }: RoutesDeps): readonly Route[] {
  const admin = createAdminCalls(useCases.admin)
  const { decisions } = useCases
  const calls = createDecisionCalls(decisions)
  let document: string | undefined
  const openapi = (): string => (document ??= JSON.stringify(openApiDocument(routes, process.version)))
  const routes: readonly Route[] = [
    ...pickRoutes(useCases.picks),
    ...agentRoutes(useCases.heartbeats),
    ...poolRoutes(admin),
    ...backendRoutes(admin),
    ...decisionRoutes({ calls, decisions }),
    ...replicaRoutes({ admin: useCases.admin, process, metrics, openapi }),
  ]
  return routes
}
