import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The version in the package's own package.json, found upwards from here: sources and bundles lie at different depths. */
export function packageVersion(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    try {
      const found: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
      if (typeof found === 'object' && found !== null && 'version' in found && typeof found.version === 'string') {
        return found.version
      }
    } catch {
      // Not in this folder.
    }
    if (dirname(folder) === folder) return 'unknown'
  }
}
