// Bundles the program to dist/. Type checking is `npm run types`; esbuild only strips types, so this takes a fraction of a second.
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { buildDashboard } from './dashboard.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values: options } = parseArgs({
  options: {
    quiet: { type: 'boolean', default: false },
    // Another folder, below this one so that packages are found: tests build beside whatever runs from dist/.
    out: { type: 'string', default: join(root, 'dist') },
  },
})
const entries = {
  lookaside: 'server/main.ts',
  'simulate-worker': 'server/simulator/jobs/worker.ts',
  client: 'clients/typescript/index.ts',
  agent: 'clients/agent/index.ts',
  bench: 'test/bench/main.ts',
  'bench-policies': 'test/bench/policies/main.ts',
}
const entryPoints = Object.fromEntries(
  Object.entries(entries)
    .map(([name, path]) => [name, join(root, path)])
    .filter(([, path]) => existsSync(path)),
)

const { metafile } = await build({
  entryPoints,
  outdir: options.out,
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  sourcemap: 'linked',
  metafile: true,
  banner: { js: '#!/usr/bin/env node' },
  logLevel: options.quiet ? 'warning' : 'info',
})

await buildDashboard(root, options.out)

// What an older build left behind goes last, so that a program which is starting meanwhile finds its files.
const written = new Set(Object.keys(metafile.outputs).map((path) => basename(path)))
for (const name of readdirSync(options.out)) {
  if (/\.js(\.map)?$/.test(name) && !written.has(name)) rmSync(join(options.out, name))
}
