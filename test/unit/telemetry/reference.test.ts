import { describe, expect, test } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import { ATTR, EVENT, SPAN } from '../../../server/telemetry/names.ts'

const root = new URL('../../../', import.meta.url)
const page = readFileSync(new URL('docs/reference/telemetry.md', root), 'utf8')
const documented = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? '')

describe('docs/reference/telemetry.md says what the code says', () => {
  test('spans, events and attributes, both ways', () => {
    const names = documented.filter((name) => !name.startsWith('OTEL_'))
    const expected = [ATTR, EVENT, SPAN].flatMap((group) => Object.values<string>(group))
    expect(names.sort()).toEqual(expected.sort())
  })

  test('every variable that our own code reads', () => {
    const folder = new URL('server/telemetry/', root)
    const code = readdirSync(folder)
      .map((name) => readFileSync(new URL(name, folder), 'utf8'))
      .join('\n')
    const read = new Set([...code.matchAll(/'(OTEL_[A-Z_]+)'/g)].map((match) => match[1] ?? ''))
    expect(read.size).toBeGreaterThan(5)
    for (const name of read) expect(page).toContain(`\`${name}\``)
  })

  test("the client's span and its attributes", () => {
    const code = readFileSync(new URL('clients/typescript/tracing.ts', root), 'utf8')
    expect(code).toContain("'lookaside.backend_call'")
    expect(page).toContain('lookaside.backend_call')
    for (const [, name = ''] of code.matchAll(/'(lookaside\.[a-z._]+)'/g)) {
      const known = documented.includes(name) || ['lookaside.backend_call', 'lookaside.attempt'].includes(name)
      expect({ name, known }).toEqual({ name, known: true })
    }
  })
})
