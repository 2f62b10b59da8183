import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What the package says of itself. */
export interface PackageFacts {
  readonly version: string
  /** The Node that it asks for, for example ">=20.19". Empty: it does not say. */
  readonly nodeRange: string
}

/** The version in the package's own package.json, found upwards from here: sources and bundles lie at different depths. */
export function packageVersion(): string {
  return packageFacts().version
}

export function packageFacts(): PackageFacts {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    try {
      const found: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
      if (typeof found === 'object' && found !== null && 'version' in found && typeof found.version === 'string') {
        return { version: found.version, nodeRange: rangeOf(found) }
      }
    } catch {
      // Not in this folder.
    }
    if (dirname(folder) === folder) return { version: 'unknown', nodeRange: '' }
  }
}

function rangeOf(manifest: object): string {
  const engines: unknown = 'engines' in manifest ? manifest.engines : undefined
  const isSaid = typeof engines === 'object' && engines !== null && 'node' in engines
  return isSaid && typeof engines.node === 'string' ? engines.node : ''
}
