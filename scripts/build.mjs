// Bundles the program to dist/. Type checking is `npm run types`; esbuild only strips types, so this takes a fraction of a second.
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const quiet = process.argv.includes('--quiet')
const entries = { lookaside: 'server/main.ts', bench: 'test/bench/main.ts' }
const entryPoints = Object.fromEntries(
  Object.entries(entries)
    .map(([name, path]) => [name, join(root, path)])
    .filter(([, path]) => existsSync(path)),
)

rmSync(join(root, 'dist'), { recursive: true, force: true })
await build({
  entryPoints,
  outdir: join(root, 'dist'),
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  sourcemap: 'linked',
  banner: { js: '#!/usr/bin/env node' },
  logLevel: quiet ? 'warning' : 'info',
})
