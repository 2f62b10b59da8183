import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { FakeLookaside } from '../support/fake-lookaside.ts'
import { refusal, startFakeLookaside } from '../support/fake-lookaside.ts'
import type { GrpcBackend } from '../support/grpc-backends.ts'
import { startGrpcBackend } from '../support/grpc-backends.ts'
import type { HttpBackend } from '../support/http-backends.ts'
import { pickFirstOf, startHttpBackend } from '../support/http-backends.ts'

const root = join(__dirname, '../..')
const run = promisify(execFile)
/** Building types reads all sources with the compiler, on a machine that may do other things, too. */
const BUILD_MS = 240_000
const STEP_MS = 120_000

/** Outside of the repository, so that nothing is found by accident. */
const folder = mkdtempSync(join(tmpdir(), 'lookaside-package-'))
const built = join(folder, 'built')
let tarball = ''

beforeAll(async () => {
  await run(process.execPath, [join(root, 'scripts/build-client.mjs'), '--out', built], { timeout: BUILD_MS })
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: built,
    timeout: STEP_MS,
  })
  const [packed] = JSON.parse(stdout) as { filename: string }[]
  tarball = join(folder, packed?.filename ?? '')
}, BUILD_MS + STEP_MS)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A project that has the package from its tarball and, as links, those of this repository that it names. */
async function createProject(name: string, packages: readonly string[]): Promise<string> {
  const project = join(folder, name)
  const target = join(project, 'node_modules/@lookaside/client')
  mkdirSync(target, { recursive: true })
  await run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1'])
  for (const each of packages) link(project, each)
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name, private: true }))
  return project
}

function link(project: string, name: string): void {
  const path = join(project, 'node_modules', name)
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(join(root, 'node_modules', name), path)
}

const bin = (name: string): string => join(root, 'node_modules/.bin', name)
const manifest = JSON.parse(readFileSync(join(root, 'clients/typescript/package.json'), 'utf8')) as {
  readonly version: string
  readonly exports: Readonly<Record<string, unknown>>
  readonly dependencies: Readonly<Record<string, string>>
}
const entries = Object.keys(manifest.exports)
  .filter((name) => name !== './package.json')
  .map((name) => name.replace('.', '@lookaside/client'))

describe('the package', () => {
  test('has what its manifest promises, and neither sources nor tests', async () => {
    const { stdout } = await run('tar', ['-tzf', tarball])
    const files = stdout
      .trim()
      .split('\n')
      .map((name) => name.replace('package/', ''))
    for (const entry of entries) {
      const name = entry.split('/')[2] ?? 'index'
      expect(files).toEqual(expect.arrayContaining([`${name}.js`, `${name}.cjs`, `${name}.d.ts`, `${name}.d.cts`]))
    }
    expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'package.json']))
    expect(files.filter((name) => /\.tgz$|[^d]\.ts$|\.proto$|test/.test(name))).toEqual([])
  })

  test('says no path of the machine that built it', () => {
    const wrong = readdirSync(built).filter((name) => readFileSync(join(built, name), 'utf8').includes(root))
    expect(wrong).toEqual([])
  })

  test('imports nothing but its dependencies and Node', () => {
    const names = readdirSync(built)
      .filter((name) => name.endsWith('.js'))
      .flatMap((name) => [...readFileSync(join(built, name), 'utf8').matchAll(/(?:from|import) "([^".][^"]*)"/g)])
      .map((match) => match[1] ?? '')
    const packages = new Set(names.filter((name) => !name.startsWith('node:')))
    expect([...packages].sort()).toEqual(Object.keys(manifest.dependencies).sort())
  })

  test(
    'attw finds nothing wrong with the types of any entry',
    async () => {
      const { stdout } = await run(bin('attw'), [tarball, '--format', 'json'], { timeout: STEP_MS, maxBuffer: 1e8 })
      const { analysis, problems } = JSON.parse(stdout) as { analysis: { entrypoints: object }; problems?: object }
      expect(Object.keys(analysis.entrypoints)).toHaveLength(entries.length + 1)
      expect(problems ?? {}).toEqual({})
    },
    STEP_MS,
  )

  test(
    'publint finds nothing wrong with the manifest',
    async () => {
      const { stdout } = await run(bin('publint'), [built, '--strict'], { timeout: STEP_MS })
      expect(stdout).toContain('All good!')
    },
    STEP_MS,
  )
})

describe('a project that uses it', () => {
  let project = ''
  let service: FakeLookaside
  let http: HttpBackend
  let grpc: GrpcBackend
  beforeAll(async () => {
    project = await createProject('app', ['@grpc', '@types', 'express', 'fastify', 'undici'])
    http = await startHttpBackend((request, response) => response.end(`hello ${request.url}`))
    grpc = await startGrpcBackend()
    service = await startFakeLookaside(0, {
      pick: (request) =>
        request.pool === 'checkout'
          ? pickFirstOf(() => [http.address])(request)
          : refusal('INVALID_ARGUMENT', 'INVALID_FIELD', 'pool: is wrong', { field: 'pool' }),
      watch: () => ({ backends: [{ backend: { id: 'a', address: grpc.address }, share: 1 }], revision: 1 }),
    })
  }, STEP_MS)
  afterAll(async () => {
    service.stop()
    grpc.stop()
    await http.stop()
  })

  /** Uses every entry, and says what came of it. */
  const program = `
    const main = async () => {
      const client = createClient({ address: process.argv[2], timeoutMs: 5000 })
      const said = {}
      said.fetch = await (await lookasideFetch(client, 'checkout')('/a')).text()
      const agent = new Agent()
      const answer = await agent.compose(lookasideInterceptor(client)).request({ origin: 'http://checkout.lookaside', path: '/b', method: 'GET' })
      said.undici = await answer.body.text()
      await agent.close()
      registerLookaside(client)
      const channel = new Client('lookaside:///checkout', credentials.createInsecure())
      const same = (bytes) => bytes
      said.grpc = await new Promise((resolve) => channel.makeUnaryRequest('/test.Echo/Unary', same, same, Buffer.from('c'), (error, value) => resolve(error ? error.message : value.toString())))
      channel.close()
      const options = { lookaside: process.argv[2], pool: 'checkout' }
      const member = await joinPool(createServer().listen(0, '127.0.0.1'), options)
      const express = await listenInPool((request, response) => response.end(), { ...options, port: 0, host: '127.0.0.1' })
      await Promise.all([member.close(), express.close()])
      said.agent = typeof startAgent
      said.fastify = typeof lookasideFastify
      said.grpcServer = typeof grpcBackend(options).interceptor
      said.error = await client.pick('nowhere').catch((error) => error instanceof LookasideError)
      await client.close()
      console.log(JSON.stringify(said))
    }
    main()`
  const imports: readonly (readonly [names: string, from: string])[] = [
    ['createClient, LookasideError', '@lookaside/client'],
    ['lookasideFetch', '@lookaside/client/fetch'],
    ['lookasideInterceptor', '@lookaside/client/undici'],
    ['registerLookaside', '@lookaside/client/grpc'],
    ['joinPool, startAgent', '@lookaside/client/agent'],
    ['listenInPool', '@lookaside/client/express'],
    ['lookasideFastify', '@lookaside/client/fastify'],
    ['grpcBackend', '@lookaside/client/grpc-server'],
    ['Client, credentials', '@grpc/grpc-js'],
    ['Agent', 'undici'],
    ['createServer', 'node:http'],
  ]

  test.each([
    ['ES module', 'app.mjs', (names: string, from: string) => `import { ${names} } from '${from}'`],
    ['CommonJS script', 'app.cjs', (names: string, from: string) => `const { ${names} } = require('${from}')`],
  ])(
    'as an %s, every entry works and the process ends',
    async (_what, name, write) => {
      const file = join(project, name)
      writeFileSync(file, [...imports.map(([names, from]) => write(names, from)), program].join('\n'))
      const { stdout, stderr } = await run(process.execPath, [file, service.address], { timeout: STEP_MS })
      expect(stderr).toBe('')
      expect(JSON.parse(stdout)).toEqual({
        ...{ fetch: 'hello /a', undici: 'hello /b', grpc: 'c', agent: 'function', fastify: 'function' },
        ...{ grpcServer: 'function', error: true },
      })
    },
    STEP_MS,
  )

  test(
    'its types fit those of undici, Express, Fastify and grpc-js, in every snippet of the README',
    async () => {
      const readme = readFileSync(join(built, 'README.md'), 'utf8')
      const snippets = [...readme.matchAll(/```ts\n([^]*?)```/g)].map((match) => match[1] ?? '')
      expect(snippets.length).toBeGreaterThanOrEqual(6)
      snippets.forEach((text, index) => writeFileSync(join(project, `snippet-${index}.mts`), text))
      const required = imports.map(([names, from], index) => {
        const values = names.split(', ').map((name) => `typeof entry${index}.${name}`)
        return `import entry${index} = require('${from}')\nexport type Types${index} = [${values.join(', ')}]`
      })
      writeFileSync(join(project, 'required.cts'), required.join('\n'))
      const compilerOptions = {
        ...{ target: 'ES2022', module: 'NodeNext', moduleResolution: 'NodeNext', strict: true, noEmit: true },
        ...{ exactOptionalPropertyTypes: true, skipLibCheck: false, types: ['node'] },
      }
      writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.mts', '*.cts'] }))
      const result = await run(bin('tsc'), ['-p', project, '--pretty', 'false'], { timeout: STEP_MS }).catch(
        (error: { stdout?: string; message?: string }) => ({ stdout: error.stdout || error.message }),
      )
      expect(result.stdout).toBe('')
    },
    STEP_MS,
  )

  test(
    'with a second copy of grpc-js, it warns, and takes the copy that it is given',
    async () => {
      const twice = await createProject('twice', ['@grpc/proto-loader', '@js-sdsl'])
      cpSync(join(root, 'node_modules/@grpc/grpc-js'), join(twice, 'node_modules/@grpc/grpc-js'), { recursive: true })
      link(join(twice, 'node_modules/@lookaside/client'), '@grpc')
      const file = join(twice, 'app.cjs')
      writeFileSync(
        file,
        `const grpc = require('@grpc/grpc-js')
      const { createClient } = require('@lookaside/client')
      const { registerLookaside } = require('@lookaside/client/grpc')
      const client = createClient({ address: process.argv[2] })
      registerLookaside(client)
      registerLookaside(client, { grpc })
      const channel = new grpc.Client('lookaside:///checkout', grpc.credentials.createInsecure())
      const same = (bytes) => bytes
      channel.makeUnaryRequest('/test.Echo/Unary', same, same, Buffer.from('text'), (error, value) => {
        console.log(error ? error.message : value.toString())
        channel.close()
        client.close()
      })`,
      )
      const { stdout, stderr } = await run(process.execPath, [file, service.address], { cwd: twice, timeout: STEP_MS })
      expect(stdout.trim()).toBe('text')
      expect(stderr.match(/LOOKASIDE_GRPC_COPIES/g)).toHaveLength(1)
      expect(stderr).toContain(join('twice', 'node_modules', '@grpc', 'grpc-js'))
    },
    STEP_MS,
  )
})
