import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { loadConfig } from '../../server/config/index.ts'
import { openApiDocument } from '../../server/http/openapi/document.ts'
import { startServer, type RunningServer } from '../../server/server.ts'
import { SILENT_LOG } from '../../server/telemetry/ports.ts'
import { blocksOf, type Block } from '../support/docs/blocks.ts'
import { breaches } from '../support/http/check-schema.ts'
import { ROUTES } from '../support/http/routes.ts'
import { backendRecord } from '../support/records.ts'
import { PLAIN_QUERY } from '../support/replica.ts'
import { until } from '../support/until.ts'

const run = promisify(execFile)
/** docs/reference/http.md */
const page = readFileSync(new URL('../../docs/reference/http.md', import.meta.url), 'utf8')
const blocks = blocksOf(page)
const commands = blocks.filter(({ language }) => language === 'sh')

let server: RunningServer

beforeAll(async () => {
  const ports = ['listen', 'http.listen'].map((path) => ({ flag: path, path: path.split('.'), value: '127.0.0.1:0' }))
  const loaded = loadConfig({ text: 'store: "memory:"', path: 'test', env: {}, flags: ports })
  if (loaded.kind === 'invalid') throw new Error(JSON.stringify(loaded.problems))
  const configReloads = { source: '', loadedAt: new Date(0), last: undefined }
  const { config } = loaded
  server = await startServer({ config, baseDir: '/', log: SILENT_LOG, residentMemory: () => 0, configReloads })
  const { heartbeats, picks } = server.replica.useCases
  for (const id of ['checkout-1', 'checkout-2', 'checkout-3']) {
    heartbeats.register({ pool: 'checkout', backend: backendRecord(id), health: 'healthy' })
  }
  await until('it picks', () => picks.pick({ ...PLAIN_QUERY, pool: 'checkout' }).kind === 'picked')
})
afterAll(() => server.forceClose())

/** The answer of a block's command: a status as the last line. */
async function answerOf({ text }: Block): Promise<{ status: string; body: string }> {
  const here = text.replaceAll('127.0.0.1:8051', `127.0.0.1:${server.httpPort}`)
  const script = `curl() { command curl --max-time 10 -w '\\n%{http_code}' "$@"; }\n${here}`
  const { stdout } = await run('bash', ['-c', `${script}\ntrue`], { timeout: 20_000, maxBuffer: 4_000_000 })
  const lines = stdout.split('\n')
  return { status: lines.pop() ?? '', body: lines.join('\n') }
}

const { components } = openApiDocument(ROUTES, '1') as {
  components: { schemas: Record<string, Record<string, unknown>> }
}
const { schemas } = components

/** What the answer of a block must be like: that of the route in the heading above it. Undefined: it is no JSON. */
function schemaOf({ line }: Block): string | undefined {
  const above = page.split('\n').slice(0, line)
  const heading = above.findLast((each) => each.startsWith('##')) ?? ''
  const route = ROUTES.find(({ method, path }) => heading === `### \`${method} ${path}\``)
  return route?.response.type === undefined ? route?.response.schema : undefined
}

describe('docs/reference/http.md', () => {
  test('has every route, with an example each, and nothing else', () => {
    const headings = [...page.matchAll(/^### `(.+)`$/gm)].map(([, route = '']) => route)
    expect(headings.sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort())
    expect(commands.length).toBeGreaterThanOrEqual(ROUTES.length)
    for (const part of page.split(/^### /m).slice(1)) expect(part).toContain('```sh')
  })

  test.each(commands)('line $line does what it says', async (block) => {
    const expected = /^# (\d{3})$/m.exec(block.text)?.[1] ?? '200'
    const { status, body } = await answerOf(block)
    if (block.text.includes(':watch')) expect(status + body).toContain(': watching')
    else expect([status, body]).toEqual([expected, expect.stringMatching(/^(\{|ok|# HELP )/)])
    const schema = schemaOf(block)
    if (schema !== undefined)
      expect(breaches(JSON.parse(body), { $ref: `#/components/schemas/${schema}` }, schemas)).toEqual([])
    const printed = blocks[blocks.indexOf(block) + 1]
    if (printed?.language === 'text') expect(body).toBe(printed.text.trim())
  })
})
