import { loadPackageDefinition } from '@grpc/grpc-js'
import type { ProtoGrpcType as AdminProto } from '../../proto/gen/admin_service.ts'
import type { ProtoGrpcType as AgentProto } from '../../proto/gen/agent_service.ts'
import type { ProtoGrpcType as LookasideProto } from '../../proto/gen/lookaside_service.ts'
import { readProperty } from './property.ts'
import { readDefinition } from './proto-files.ts'

/** The constructors of the three services' clients, with `.service` for those who serve them. */
export interface LookasideServices {
  readonly LookasideService: LookasideProto['lookaside']['v1']['LookasideService']
  readonly AgentService: AgentProto['lookaside']['v1']['AgentService']
  readonly AdminService: AdminProto['lookaside']['v1']['AdminService']
}

/** Makes the services of the protos. */
export function loadServices(): LookasideServices {
  const loaded: unknown = loadPackageDefinition(readDefinition())
  if (!isLookaside(loaded)) throw new Error('the protos that were found are not those of lookaside.v1')
  return loaded.lookaside.v1
}

function isLookaside(loaded: unknown): loaded is { lookaside: { v1: LookasideServices } } {
  const v1 = readProperty(readProperty(loaded, 'lookaside'), 'v1')
  return ['LookasideService', 'AgentService', 'AdminService'].every(
    (name) => typeof readProperty(v1, name) === 'function',
  )
}
