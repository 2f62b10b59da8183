// Generates proto/gen and docs/reference/api.md from proto/lookaside/v1. With --check it changes nothing and fails when something is out of date.
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { messageTable } from './message-table.mjs'
import { apiReference } from './api-reference.mjs'

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
writeFileSync(join(outDir, 'messages.ts'), messageTable(root))
for (const name of filesIn(outDir)) {
  const path = join(outDir, name)
  const text = readFileSync(path, 'utf8')
  const banner = '// @generated from proto/lookaside/v1 by scripts/generate.mjs. Do not edit.\n'
  writeFileSync(path, banner + text.replaceAll(/^\/\/ Original file: .*\n/gm, ''))
}

// What reflection answers with: every file of the port as it is, with its imports. proto-loader's own descriptors put a
// whole package into one file and leave its imports out, so that strict clients cannot resolve it.
const descriptors = join(outDir, 'descriptors.binpb')
const foreign = mkdtempSync(join(tmpdir(), 'lookaside-protos-'))
const foreignProtos = {
  'grpc/health/v1/health.proto': 'grpc-health-check/proto/health/v1/health.proto',
  'grpc/reflection/v1/reflection.proto': '@grpc/reflection/build/proto/grpc/reflection/v1/reflection.proto',
  'grpc/reflection/v1alpha/reflection.proto': '@grpc/reflection/build/proto/grpc/reflection/v1alpha/reflection.proto',
}
for (const [path, source] of Object.entries(foreignProtos)) {
  mkdirSync(join(foreign, dirname(path)), { recursive: true })
  copyFileSync(join(root, 'node_modules', source), join(foreign, path))
}
const describe = (folder, name) => {
  const path = join(foreign, name)
  const buf = join(root, 'node_modules/@bufbuild/buf/bin/buf')
  execFileSync(
    process.execPath,
    [buf, 'build', folder, '--as-file-descriptor-set', '--exclude-source-info', '-o', path],
    {
      stdio: 'inherit',
    },
  )
  return readFileSync(path)
}
// A FileDescriptorSet is one repeated field, so two of them joined are one.
writeFileSync(descriptors, Buffer.concat([describe(root, 'own.binpb'), describe(foreign, 'foreign.binpb')]))
rmSync(foreign, { recursive: true })

const referencePath = join(root, 'docs/reference/api.md')
const reference = apiReference(root)
if (!check) writeFileSync(referencePath, reference)

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
  const paths = stale.map((name) => relative(root, join(committed, name)))
  if (readFileSync(referencePath, 'utf8') !== reference) paths.push(relative(root, referencePath))
  if (paths.length > 0) {
    console.error(`generated files are out of date, run \`npm run generate\`:\n  ${paths.join('\n  ')}`)
    process.exit(1)
  }
}
