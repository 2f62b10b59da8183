import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadPackageDefinition } from '@grpc/grpc-js'
import { loadSync, type PackageDefinition } from '@grpc/proto-loader'
import protobuf from 'protobufjs'
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
  return { api, reflected: descriptors() }
}

/**
 * The descriptors of every file of the port, as `buf build` makes them. Those of proto-loader put a whole package into one
 * file and leave its imports out, so that strict clients cannot resolve it.
 */
function descriptors(): PackageDefinition {
  // A FileDescriptorSet is nothing but `repeated FileDescriptorProto file = 1`.
  const reader = protobuf.Reader.create(readFileSync(join(findProtoPath(), 'gen/descriptors.binpb')))
  const fileDescriptorProtos: Buffer[] = []
  while (reader.pos < reader.len) {
    reader.uint32()
    fileDescriptorProtos.push(Buffer.from(reader.bytes()))
  }
  // Reflection reads the descriptors alone; of the shapes that it takes, this is the one with nothing else in it.
  return { descriptors: { format: 'Protocol Buffer 3 EnumDescriptorProto', type: {}, fileDescriptorProtos } }
}
