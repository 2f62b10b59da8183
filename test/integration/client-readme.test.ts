import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, expect, test } from '@jest/globals'
import { startFakeLookaside } from '../support/fake-lookaside.ts'

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

test('the example of the README runs, bundled, prints its greeting and ends by itself', async () => {
  const [, example] = /```ts\n([^]*?)```/.exec(readFileSync(join(root, 'clients/typescript/README.md'), 'utf8')) ?? []
  if (example === undefined) throw new Error('the README has no example')
  const port = await freePort()
  const address = `127.0.0.1:${port}`
  const service = await startFakeLookaside(0, { pick: () => ({ backend: { id: address, address }, pickToken: 't' }) })
  const outfile = join(folder, 'example.mjs')
  await build({
    stdin: {
      contents: example.replaceAll('127.0.0.1:50051', service.address).replaceAll('8080', String(port)),
      resolveDir: root,
      loader: 'ts',
    },
    ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', outfile },
  })
  const { stdout } = await promisify(execFile)(process.execPath, [outfile], { timeout: 20_000 })
  service.stop()
  expect(stdout.trim()).toBe(`hello from ${address}`)
  expect(service.log.registrations).toMatchObject([{ pool: 'greeter', backend: { id: address } }])
  expect(service.log.reports.flat()).toMatchObject([{ pickToken: 't', result: 'OUTCOME_RESULT_SUCCESS' }])
  expect(service.log.deregistrations).toHaveLength(1)
})
