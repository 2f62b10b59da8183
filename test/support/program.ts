import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Below node_modules, so that the bundle finds its packages, its protos and its package.json as it does from dist/. */
const BUILDS = join(ROOT, 'node_modules/.cache/lookaside-e2e')
/** What the bundle is made of. */
const SOURCES = ['server', 'clients', 'policies', 'proto', 'scripts', 'package.json']
const KEEP_MS = 24 * 3_600_000

/**
 * The program as users run it, bundled from the sources as they are now: a folder a content, so that several test files
 * share one build and none ever runs an old one.
 */
export function builtProgram(): string {
  const folder = join(BUILDS, hashOfSources())
  const program = join(folder, 'lookaside.js')
  if (existsSync(program)) return program
  forgetOldBuilds()
  const making = `${folder}.${process.pid}`
  const build = spawnSync(process.execPath, [join(ROOT, 'scripts/build.mjs'), '--quiet', '--out', making], {
    encoding: 'utf8',
  })
  if (build.status !== 0) throw new Error(`the program cannot be built: ${build.stderr}`)
  try {
    renameSync(making, folder)
  } catch (error) {
    // Another test file was faster; its build is the same.
    rmSync(making, { recursive: true, force: true })
    if (!existsSync(program)) throw error
  }
  return program
}

function hashOfSources(): string {
  const hash = createHash('sha256')
  const add = (path: string): void => {
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) add(join(path, name))
    } else {
      hash.update(path).update(readFileSync(path))
    }
  }
  for (const name of SOURCES) add(join(ROOT, name))
  return hash.digest('hex').slice(0, 16)
}

function forgetOldBuilds(): void {
  if (!existsSync(BUILDS)) return
  for (const name of readdirSync(BUILDS)) {
    const path = join(BUILDS, name)
    if (Date.now() - statSync(path).mtimeMs > KEEP_MS) rmSync(path, { recursive: true, force: true })
  }
}
