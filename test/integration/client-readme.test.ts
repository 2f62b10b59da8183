import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, expect, test } from '@jest/globals'
import { startFakeLookaside } from '../support/fake-lookaside.ts'
import { startHttpBackend } from '../support/http-backends.ts'

const root = join(__dirname, '../..')
// Inside of the repository, so that the bundle finds its packages and the protos.
const folder = mkdtempSync(join(root, 'test/integration/readme-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof address !== 'object' || address === null) throw new Error('not listening')
  return address.port
}

const snippets = [
  ...readFileSync(join(root, 'clients/typescript/README.md'), 'utf8').matchAll(/```ts\n([^]*?)```/g),
].map(([, code = '']) => code)

/** Bundles a snippet, with the addresses of this test in place of its own, and runs it to its end. */
async function runSnippet(index: number, addresses: Readonly<Record<string, string>>): Promise<string[]> {
  const outfile = join(folder, `example-${index}.mjs`)
  const contents = Object.entries(addresses).reduce(
    (code, [written, actual]) => code.replaceAll(written, actual),
    snippets[index] ?? '',
  )
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', outfile },
  })
  const { stdout } = await promisify(execFile)(process.execPath, [outfile], { timeout: 20_000 })
  return stdout.trim().split('\n')
}

test('every snippet is tried below', () => {
  expect(snippets).toHaveLength(3)
})

test('the example runs, bundled, prints its greeting and ends by itself', async () => {
  const port = await freePort()
  const address = `127.0.0.1:${port}`
  const service = await startFakeLookaside(0, { pick: () => ({ backend: { id: address, address }, pickToken: 't' }) })
  const lines = await runSnippet(0, { '127.0.0.1:50051': service.address, '8080': String(port) })
  service.stop()
  expect(lines).toEqual([`hello from ${address}`])
  expect(service.log.registrations).toMatchObject([{ pool: 'greeter', backend: { id: address } }])
  expect(service.log.reports.flat()).toMatchObject([{ pickToken: 't', result: 'OUTCOME_RESULT_SUCCESS' }])
  expect(service.log.deregistrations).toHaveLength(1)
})

test('a pick by hand is made, reported and ends', async () => {
  const backend = await startHttpBackend((_request, response) => response.end('ok'))
  const { address } = backend
  const service = await startFakeLookaside(0, { pick: () => ({ backend: { id: address, address }, pickToken: 't' }) })
  expect(await runSnippet(1, { '127.0.0.1:50051': service.address })).toEqual(['200 by service'])
  service.stop()
  await backend.stop()
  expect(service.log.picks).toMatchObject([{ pool: 'greeter', alternates: 2 }])
  expect(service.log.reports.flat()).toMatchObject([{ pickToken: 't', status: '200' }])
})

test('a watch names the backends of the service, or the static ones while it is away', async () => {
  const backends = ['a', 'b'].map((id) => ({ backend: { id, address: `${id}:80` }, share: 0.5 }))
  const service = await startFakeLookaside(0, { watch: () => ({ revision: 1, backends }) })
  const sources = 'service stream watch cache static'
  const there = { '127.0.0.1:50051': service.address, '127.0.0.1:50052': service.address }
  expect(await runSnippet(2, there)).toEqual(['a 0.5, b 0.5', `${sources} closed closed`])
  service.stop()
  const nowhere = { '127.0.0.1:50051': '127.0.0.1:1', '127.0.0.1:50052': '127.0.0.1:1' }
  expect(await runSnippet(2, nowhere)).toEqual(['127.0.0.1:8080 1', `${sources} closed closed`])
})
