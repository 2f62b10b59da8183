import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { loadPackageDefinition } from '@grpc/grpc-js'
import { loadSync, type PackageDefinition } from '@grpc/proto-loader'
import { protoPath as healthProtoPath } from 'grpc-health-check'
import type { ProtoGrpcType as AdminApi } from '../../../proto/gen/admin_service.ts'
import type { ProtoGrpcType as AgentApi } from '../../../proto/gen/agent_service.ts'
import { findProtoPath } from './proto-path.ts'

/** As the types in proto/gen were generated. */
const LOADER_OPTIONS = { longs: Number, enums: String, defaults: true, oneofs: true } as const
const FILES = ['lookaside_service', 'agent_service', 'admin_service'].map((name) => `lookaside/v1/${name}.proto`)

export interface Definitions {
  readonly api: AdminApi & AgentApi
  /** Every service on the port, for reflection. */
  readonly reflected: PackageDefinition
}

export function loadDefinitions(): Definitions {
  const own = loadSync(FILES, { ...LOADER_OPTIONS, includeDirs: [findProtoPath()] })
  // The library types what it loads as unknown services; proto/gen was generated from the same files.
  const api = loadPackageDefinition(own) as unknown as AdminApi & AgentApi
  return { api, reflected: { ...loadSync([healthProtoPath, ...reflectionProtos()]), ...own } }
}

/** The reflection package does not export the place of its own definitions. */
function reflectionProtos(): string[] {
  const main = createRequire(import.meta.url).resolve('@grpc/reflection')
  const folder = join(dirname(main), '../proto/grpc/reflection')
  return [join(folder, 'v1/reflection.proto'), join(folder, 'v1alpha/reflection.proto')]
}
