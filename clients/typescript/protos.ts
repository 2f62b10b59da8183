import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadPackageDefinition } from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import type { ProtoGrpcType as AdminProto } from '../../proto/gen/admin_service.ts'
import type { ProtoGrpcType as AgentProto } from '../../proto/gen/agent_service.ts'
import type { ProtoGrpcType as LookasideProto } from '../../proto/gen/lookaside_service.ts'
import { readProperty } from './property.ts'

const SERVICE_FILES = ['lookaside_service', 'agent_service', 'admin_service'].map(
  (name) => `lookaside/v1/${name}.proto`,
)

/** The constructors of the three services' clients, with `.service` for those who serve them. */
export interface LookasideServices {
  readonly LookasideService: LookasideProto['lookaside']['v1']['LookasideService']
  readonly AgentService: AgentProto['lookaside']['v1']['AgentService']
  readonly AdminService: AdminProto['lookaside']['v1']['AdminService']
}

/** The folder that holds `lookaside/v1`: the nearest `proto` at or above `start`, from the sources and from a bundle alike. */
export function findProtoRoot(start: string = dirname(fileURLToPath(import.meta.url))): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, 'proto')
    if (existsSync(join(candidate, 'lookaside/v1/lookaside_service.proto'))) return candidate
    if (dirname(folder) === folder) {
      throw new Error(
        `proto/lookaside/v1 is neither in ${start} nor above it: install the package whole, with its proto folder`,
      )
    }
  }
}

/** Reads the protos; the options are those that `proto/gen` was generated with. */
export function loadServices(): LookasideServices {
  const definition = loadSync(SERVICE_FILES, {
    includeDirs: [findProtoRoot()],
    longs: Number,
    enums: String,
    defaults: true,
    oneofs: true,
  })
  const loaded: unknown = loadPackageDefinition(definition)
  if (!isLookaside(loaded)) throw new Error(`the protos in ${findProtoRoot()} are not those of lookaside.v1`)
  return loaded.lookaside.v1
}

function isLookaside(loaded: unknown): loaded is { lookaside: { v1: LookasideServices } } {
  const v1 = readProperty(readProperty(loaded, 'lookaside'), 'v1')
  return ['LookasideService', 'AgentService', 'AdminService'].every(
    (name) => typeof readProperty(v1, name) === 'function',
  )
}
