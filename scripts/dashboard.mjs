// Bundles the dashboard to <out>/dashboard: one page, and assets whose names change with their content, so that browsers may keep
// them. Nothing is inline and nothing comes from elsewhere: the strictest content security policy holds.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const LICENCES = [
  '/* Preact 11: MIT, Copyright (c) 2015-present Jason Miller. */',
  '/* uPlot 1.6: MIT, Copyright (c) Leon Sorokin. */',
].join('\n')

/** `root`: the project; `out`: where the program goes. */
export async function buildDashboard(root, out) {
  const source = join(root, 'clients/dashboard')
  const target = join(out, 'dashboard')
  const { metafile } = await build({
    entryPoints: { main: join(source, 'main.tsx') },
    outdir: join(target, 'assets'),
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022', 'chrome111', 'firefox113', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    metafile: true,
    banner: { js: LICENCES },
    legalComments: 'none',
    logLevel: 'warning',
  })
  const assets = Object.keys(metafile.outputs).map((path) => basename(path))
  const page = ['.js', '.css'].reduce(
    (text, ending) => {
      const name = assets.find((asset) => asset.endsWith(ending))
      if (name === undefined) throw new Error(`the dashboard has no ${ending}`)
      return text.replace(`assets/main${ending}`, `assets/${name}`)
    },
    readFileSync(join(source, 'index.html'), 'utf8'),
  )
  mkdirSync(target, { recursive: true })
  writeFileSync(join(target, 'index.html'), page)
  for (const name of readdirSync(join(target, 'assets'))) {
    if (!assets.includes(name)) rmSync(join(target, 'assets', name))
  }
  // Once here, so that no start of the program spends its time on it.
  for (const name of ['index.html', ...assets.map((asset) => `assets/${asset}`)]) {
    const bytes = readFileSync(join(target, name))
    writeFileSync(join(target, `${name}.br`), brotliCompressSync(bytes))
    writeFileSync(join(target, `${name}.gz`), gzipSync(bytes, { level: 9 }))
  }
}
