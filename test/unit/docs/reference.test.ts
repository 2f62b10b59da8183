import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { ERRORS } from '../../../server/errors.ts'
import { METRICS } from '../../../server/telemetry/metrics.ts'

const page = (name: string): string => readFileSync(new URL(`../../../docs/reference/${name}`, import.meta.url), 'utf8')

/** The cells of every row whose first cell is code. */
function rows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}

const bare = (cell: string | undefined): string => (cell ?? '').replaceAll('`', '')

describe('reference pages say what the code says', () => {
  test('errors, both ways', () => {
    const documented = new Map(rows(page('errors.md')).map((cells) => [bare(cells[0]), cells]))
    expect([...documented.keys()].sort()).toEqual(Object.keys(ERRORS).sort())
    for (const [reason, { code, http, summary }] of Object.entries(ERRORS)) {
      const [, documentedCode, documentedHttp, meaning] = documented.get(reason) ?? []
      expect({ reason, code: documentedCode, http: Number(documentedHttp) }).toEqual({ reason, code, http })
      expect(meaning?.slice(0, 12)).toBe(summary.slice(0, 12))
    }
  })

  test('metrics, both ways', () => {
    const documented = new Map(rows(page('metrics.md')).map((cells) => [bare(cells[0]), cells]))
    expect([...documented.keys()].sort()).toEqual(Object.keys(METRICS).sort())
    for (const [name, { kind, unit, labels, description }] of Object.entries(METRICS)) {
      const [, documentedKind, documentedUnit, documentedLabels, says] = documented.get(name) ?? []
      const names = documentedLabels === '-' ? [] : bare(documentedLabels).split(', ')
      expect({ name, kind: documentedKind, unit: bare(documentedUnit), labels: names, says }).toEqual({
        ...{ name, kind, unit, labels: [...labels] },
        says: description,
      })
    }
  })

  test('dependencies, both ways, and no more than 25', () => {
    const text = readFileSync(new URL('../../../docs/explanation/dependencies.md', import.meta.url), 'utf8')
    const documented = rows(text).map((cells) => bare(cells[0]))
    const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
      dependencies: Record<string, string>
    }
    expect(documented.sort()).toEqual(Object.keys(manifest.dependencies).sort())
    expect(documented.length).toBeLessThanOrEqual(25)
    for (const version of Object.values(manifest.dependencies)) expect(version).toMatch(/^\d/)
  })
})
