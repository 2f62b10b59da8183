// Generates proto/gen from proto/lookaside/v1. With --check it changes nothing and fails when something is out of date.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const check = process.argv.includes('--check')
const committed = join(root, 'proto/gen')
const outDir = check ? mkdtempSync(join(tmpdir(), 'lookaside-gen-')) : committed

const filesIn = (dir) =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(dir, name)).isFile())
    .sort()

if (!check) rmSync(outDir, { recursive: true, force: true })
const protos = readdirSync(join(root, 'proto/lookaside/v1')).filter((name) => name.endsWith('.proto'))
execFileSync(
  process.execPath,
  [
    join(root, 'node_modules/@grpc/proto-loader/build/bin/proto-loader-gen-types.js'),
    ...['--longs=Number', '--enums=String', '--defaults', '--oneofs', '--includeComments'],
    ...['--importFileExtension=.ts', `--includeDirs=${join(root, 'proto')}`, `--outDir=${outDir}`],
    '--grpcLib=@grpc/grpc-js',
    ...protos.map((name) => `lookaside/v1/${name}`),
  ],
  { stdio: 'inherit' },
)
for (const name of filesIn(outDir)) {
  const path = join(outDir, name)
  const text = readFileSync(path, 'utf8')
  const banner = '// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.\n'
  writeFileSync(path, banner + text.replaceAll(/^\/\/ Original file: .*\n/gm, ''))
}

// What reflection answers with: the files as they are, with their imports. proto-loader's own descriptors lack those.
const buf = join(root, 'node_modules/@bufbuild/buf/bin/buf')
const descriptors = join(outDir, 'descriptors.binpb')
execFileSync(process.execPath, [buf, 'build', '--as-file-descriptor-set', '--exclude-source-info', '-o', descriptors], {
  cwd: root,
  stdio: 'inherit',
})

if (check) {
  const names = [...new Set([...filesIn(outDir), ...filesIn(committed)])]
  const read = (dir, name) => {
    try {
      return readFileSync(join(dir, name), 'utf8')
    } catch {
      return undefined
    }
  }
  const stale = names.filter((name) => read(outDir, name) !== read(committed, name))
  rmSync(outDir, { recursive: true })
  if (stale.length > 0) {
    console.error(
      `generated code is out of date, run \`npm run generate\`:\n${stale.map((n) => `  ${relative(root, join(committed, n))}`).join('\n')}`,
    )
    process.exit(1)
  }
}
