// Bundles the program to dist/. Type checking is `npm run types`; esbuild only strips types, so this takes a fraction of a second.
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values: options } = parseArgs({
  options: {
    quiet: { type: 'boolean', default: false },
    // Another folder, below this one so that packages are found: tests build beside whatever runs from dist/.
    out: { type: 'string', default: join(root, 'dist') },
  },
})
const entries = { lookaside: 'server/main.ts', bench: 'test/bench/main.ts' }
const entryPoints = Object.fromEntries(
  Object.entries(entries)
    .map(([name, path]) => [name, join(root, path)])
    .filter(([, path]) => existsSync(path)),
)

rmSync(options.out, { recursive: true, force: true })
await build({
  entryPoints,
  outdir: options.out,
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  sourcemap: 'linked',
  banner: { js: '#!/usr/bin/env node' },
  logLevel: options.quiet ? 'warning' : 'info',
})
