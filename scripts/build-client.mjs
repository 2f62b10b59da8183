// Builds the package @lookaside/client: ES modules and CommonJS with types for each entry, the protos inside. One program serves
// both forms, so the CommonJS files are the ES modules converted one by one, shared chunks included.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { generateDtsBundle } from 'dts-bundle-generator'
import { build, transform } from 'esbuild'
import protobuf from 'protobufjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values: options } = parseArgs({
  options: { out: { type: 'string', default: join(root, 'dist/lookaside-client') } },
})
const { out } = options
const TARGET = 'node20.19'
const entries = {
  index: 'clients/typescript/index.ts',
  fetch: 'clients/typescript/integrations/fetch.ts',
  undici: 'clients/typescript/integrations/undici.ts',
  grpc: 'clients/typescript/integrations/grpc.ts',
  agent: 'clients/agent/index.ts',
  express: 'clients/agent/middleware/express.ts',
  fastify: 'clients/agent/middleware/fastify.ts',
  'grpc-server': 'clients/agent/middleware/grpc.ts',
}

/** The module that reads the protos from files, replaced by one that holds them. */
function embedProtos() {
  const protos = new protobuf.Root()
  protos.resolvePath = (_origin, path) => (isAbsolute(path) ? path : join(root, 'proto', path))
  for (const name of ['lookaside_service', 'agent_service', 'admin_service'])
    protos.loadSync(`lookaside/v1/${name}.proto`)
  const contents = `
    import { fromJSON } from '@grpc/proto-loader'
    const PROTOS = ${JSON.stringify(protos.toJSON())}
    export const readDefinition = () => fromJSON(PROTOS, { longs: Number, enums: String, defaults: true, oneofs: true })`
  return {
    name: 'embed-protos',
    setup: (build) => build.onLoad({ filter: /clients\/typescript\/proto-files\.ts$/ }, () => ({ contents })),
  }
}

async function writeModules() {
  const { outputFiles } = await build({
    entryPoints: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(root, path)])),
    ...{
      outdir: out,
      bundle: true,
      splitting: true,
      packages: 'external',
      platform: 'node',
      target: TARGET,
      format: 'esm',
    },
    ...{ plugins: [embedProtos()], write: false, logLevel: 'warning' },
  })
  for (const { path, text } of outputFiles) {
    writeFileSync(path, text)
    writeFileSync(path.replace(/\.js$/, '.cjs'), await toCommonJs(text))
  }
  return outputFiles.map(({ path }) => basename(path))
}

async function toCommonJs(text) {
  const url = 'lookasideModuleUrl'
  const { code } = await transform(text, {
    ...{ format: 'cjs', platform: 'node', target: TARGET, define: { 'import.meta.url': url } },
  })
  const banner = code.includes(url) ? `const ${url} = require('node:url').pathToFileURL(__filename).href;\n` : ''
  return banner + code.replaceAll(/require\("\.\/([\w-]+)\.js"\)/g, 'require("./$1.cjs")')
}

function writeTypes() {
  const bundles = generateDtsBundle(
    Object.values(entries).map((path) => ({
      filePath: join(root, path),
      output: { noBanner: true, exportReferencedTypes: false },
    })),
    { preferredConfigPath: join(root, 'clients/typescript/tsconfig.json') },
  )
  Object.keys(entries).forEach((name, index) => {
    writeFileSync(join(out, `${name}.d.ts`), bundles[index])
    writeFileSync(join(out, `${name}.d.cts`), bundles[index])
  })
}

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
const manifest = JSON.parse(readFileSync(join(root, 'clients/typescript/package.json'), 'utf8'))
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
if (manifest.version !== version) {
  throw new Error(
    `clients/typescript/package.json: version is ${manifest.version}, expected ${version} as in package.json`,
  )
}
const modules = await writeModules()
writeTypes()
copyFileSync(join(root, 'clients/typescript/package.json'), join(out, 'package.json'))
copyFileSync(join(root, 'clients/typescript/package-readme.md'), join(out, 'README.md'))
copyFileSync(join(root, 'LICENSE'), join(out, 'LICENSE'))
console.log(`${manifest.name} ${version}: ${modules.length} modules in ${out}`)
