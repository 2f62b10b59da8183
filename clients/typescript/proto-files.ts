import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PackageDefinition } from '@grpc/proto-loader'
import { loadSync } from '@grpc/proto-loader'

const SERVICE_FILES = ['lookaside_service', 'agent_service', 'admin_service'].map(
  (name) => `lookaside/v1/${name}.proto`,
)

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

/**
 * Reads the protos; the options are those that `proto/gen` was generated with. The published package has this module replaced
 * by one that holds the protos, so that it needs no files beside it (scripts/build-client.mjs).
 */
export function readDefinition(): PackageDefinition {
  return loadSync(SERVICE_FILES, {
    includeDirs: [findProtoRoot()],
    longs: Number,
    enums: String,
    defaults: true,
    oneofs: true,
  })
}
