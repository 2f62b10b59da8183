import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The folder that holds `lookaside/v1/*.proto`: the nearest `proto` on the way up from this file, which lies at another
 * depth in a bundle than in the source.
 */
export function findProtoPath(from: string = fileURLToPath(import.meta.url)): string {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const candidate = join(folder, 'proto')
    if (existsSync(join(candidate, 'lookaside/v1/lookaside_service.proto'))) return candidate
    if (dirname(folder) === folder) throw new Error(`no folder above ${from} holds proto/lookaside/v1`)
  }
}
