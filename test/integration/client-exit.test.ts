import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { build } from 'esbuild'
import { readProperty } from '../../clients/typescript/property.ts'
import { startFakeLookaside } from '../support/fake-lookaside.ts'
import { startBlackHole } from '../support/wrong-port.ts'

const root = join(__dirname, '../..')
// Inside of the repository, so that the bundle finds its packages and the protos.
const folder = mkdtempSync(join(root, 'test/integration/exit-'))
const program = join(folder, 'program.mjs')
const cleanUps: (() => unknown)[] = []

/** Picks, watches, reports and closes; says what it saw, and must then end by itself. */
const PROGRAM = `
import { createClient } from './clients/typescript/index.ts'
process.on('unhandledRejection', (error) => console.log('unhandled', error))
const [address, mode] = process.argv.slice(2)
const client = createClient({ address, mode, fallback: { p: ['10.0.0.1:80'] } })
const watch = client.watchPool('p')
await watch.ready()
const abandoned = client.watchPool('q').ready().catch((error) => error.reason)
const sources = new Set()
for (let round = 0; round < 20; round++) {
  const picks = await Promise.all(Array.from({ length: 20 }, () => client.pick('p')))
  for (const { token, source } of picks) {
    sources.add(source)
    client.report({ token, result: 'success', latencyMs: 1 })
  }
}
await client.withBackend('p', () => 1)
const left = client.pick('p').then(({ source }) => source, ({ reason }) => reason)
const closedAt = performance.now()
await client.close()
const closing = performance.now() - closedAt
await Promise.all([left, abandoned])
const late = await client.pick('p').catch(({ reason }) => reason)
// What the transport has begun may end a moment after the client.
const hasTimers = () => process.getActiveResourcesInfo().includes('Timeout')
for (const until = performance.now() + 500; hasTimers() && performance.now() < until;) {
  await new Promise((resolve) => setImmediate(resolve))
}
console.log(JSON.stringify({ sources: [...sources], late, closing, handles: process.getActiveResourcesInfo() }))
`

beforeAll(() =>
  build({
    stdin: { contents: PROGRAM, resolveDir: root, loader: 'ts' },
    ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', outfile: program, logLevel: 'error' },
  }),
)
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp()
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Seen {
  readonly sources: readonly string[]
  readonly late: string
  readonly closing: number
  readonly handles: readonly string[]
}

function readSeen(stdout: string): Seen {
  const seen: unknown = JSON.parse(stdout)
  const list = (name: string): string[] => {
    const value = readProperty(seen, name)
    return Array.isArray(value) ? value.map(String) : []
  }
  return {
    ...{ sources: list('sources'), handles: list('handles') },
    ...{ late: String(readProperty(seen, 'late')), closing: Number(readProperty(seen, 'closing')) },
  }
}

/** Rejects when the program does not end by itself. */
async function run(address: string, mode: string): Promise<Seen> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, address, mode], { timeout: 15_000 })
  expect(stderr).toBe('')
  expect(stdout.trim().split('\n')).toHaveLength(1)
  const seen = readSeen(stdout)
  expect(seen.late).toBe('CLIENT_CLOSED')
  // What is sent last may take a second.
  expect(seen.closing).toBeLessThan(2_000)
  return seen
}

const address = '127.0.0.1:1'
const watch = () => ({ revision: 1, backends: [{ backend: { id: 'a', address }, share: 1 }] })

test.each(['auto', 'unary', 'stream', 'watch'])(
  'a process that has closed its client in %s mode ends',
  async (mode) => {
    const service = await startFakeLookaside(0, { watch })
    cleanUps.push(() => service.stop())
    const { handles } = await run(service.address, mode)
    const outcomes = [...service.log.reports.flat(), ...service.log.pickMessages.flatMap((message) => message.outcomes)]
    expect(outcomes.filter(({ result }) => result === 'OUTCOME_RESULT_SUCCESS')).toHaveLength(401)
    expect(handles.filter((name) => name === 'Timeout')).toEqual([])
  },
)

test.each(['auto', 'stream', 'watch'])('also when its service was silent all the time, in %s mode', async (mode) => {
  const hole = await startBlackHole()
  cleanUps.push(() => hole.stop())
  expect((await run(hole.address, mode)).sources).toEqual(['static'])
})

test('also when its service was not there', async () => {
  expect((await run('127.0.0.1:1', 'auto')).sources).toEqual(['static'])
})
