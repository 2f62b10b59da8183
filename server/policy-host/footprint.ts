import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, relative } from 'node:path'

/**
 * The files that a load has read, with the hash of what it read, and the folders where it looked. Filled while
 * bundling, so that it is also there when bundling fails.
 */
export interface Footprint {
  /** Absolute path to SHA-256 in hex, or {@link ABSENT}. */
  readonly files: Map<string, string>
  readonly folders: Set<string>
}

const ABSENT = 'absent'

/** A short name of a version need only tell apart the few versions that a file has in its life. */
const VERSION_LENGTH = 12

export function emptyFootprint(): Footprint {
  return { files: new Map(), folders: new Set() }
}

export function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** A file that is wanted and has not been read yet. */
export function recordAbsent(path: string, footprint: Footprint): void {
  footprint.folders.add(dirname(path))
  footprint.files.set(path, ABSENT)
}

export async function readRecorded(path: string, footprint: Footprint): Promise<Uint8Array> {
  recordAbsent(path, footprint)
  const content = await readFile(path)
  footprint.files.set(path, hashOf(content))
  return content
}

/** Short hash of names, relative to the entry, and contents: the same files elsewhere are the same version. */
export function versionOf(footprint: Footprint, entry: string): string {
  const lines = [...footprint.files].map(([path, hash]) => `${relative(dirname(entry), path)} ${hash}`)
  return hashOf(lines.sort().join('\n')).slice(0, VERSION_LENGTH)
}

const hashNow = (path: string): Promise<string> => readFile(path).then(hashOf, () => ABSENT)

/** Whether a file of the footprint reads differently now. */
export async function hasChanged(footprint: Footprint): Promise<boolean> {
  for (const [path, before] of footprint.files) {
    if ((await hashNow(path)) !== before) return true
  }
  return false
}

/** What a failed load has read, and what the good one before it needed: a change in either may mend it. */
export async function mergeFootprints(before: Footprint, seen: Footprint): Promise<Footprint> {
  const files = new Map(seen.files)
  for (const path of before.files.keys()) {
    if (!files.has(path)) files.set(path, await hashNow(path))
  }
  return { files, folders: new Set([...before.folders, ...seen.folders]) }
}

/** The names in the folders: a missing import may be mended by a new file. */
export async function listingOf(footprint: Footprint): Promise<string> {
  const lines: string[] = []
  for (const folder of [...footprint.folders].sort()) {
    const names = await readdir(folder).catch(() => [])
    lines.push(folder, ...names.sort())
  }
  return hashOf(lines.join('\n'))
}
