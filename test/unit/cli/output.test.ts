import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { bar } from '../../../clients/cli/output/bar.ts'
import { renderJson } from '../../../clients/cli/output/json.ts'
import { formatShare, formatSpan, formatWeight, millisecondsOf } from '../../../clients/cli/output/quantities.ts'
import { safeText } from '../../../clients/cli/output/safe-text.ts'
import { createStyle, wantsColour } from '../../../clients/cli/output/style.ts'
import { renderTable } from '../../../clients/cli/output/table.ts'
import { enumWord, paintState } from '../../../clients/cli/output/words.ts'

const plain = createStyle(false)
const coloured = createStyle(true)

test('spans are short', () => {
  const spans = [0, 0.25, 4.23, 42.4, 999, 1_000, 1_540, 59_400, 119_000, 120_000, 7_200_000, 172_800_000]
  expect(spans.map(formatSpan)).toEqual([
    ...['0 ms', '0.3 ms', '4.2 ms', '42 ms', '999 ms', '1 s', '1.5 s', '59 s', '119 s', '2 min', '2 h', '2 d'],
  ])
  expect(formatSpan(null)).toBe('-')
  expect(millisecondsOf({ seconds: 2, nanos: 500_000 })).toBe(2_000.5)
  expect([formatShare(1 / 3), formatWeight(1_000), formatWeight(0.125)]).toEqual(['33.3 %', '1,000', '0.13'])
})

test('bars fill in eighths', () => {
  expect([0, 0.5, 1, 2, -1, 1 / 16].map((part) => bar(part, 4))).toEqual([
    '    ',
    '██  ',
    '████',
    '████',
    '    ',
    '▎   ',
  ])
})

test('safe text holds nothing that a terminal obeys', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(safeText(text)).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u)
    }),
    { seed: 1 },
  )
  expect(safeText('grüße 日本')).toBe('grüße 日本')
})

test('JSON says what was given, whatever is in it', () => {
  const text = renderJson('x', { name: '\u001b\u009b\u202e"\n' })
  expect(text).not.toMatch(/[\u007f\u202e]|\p{Cc}(?<!\n)/u)
  expect(JSON.parse(text)).toEqual({ schemaVersion: 1, kind: 'x', name: '\u001b\u009b\u202e"\n' })
})

test('words of enums; a value that is newer than this command line stays readable', () => {
  expect(enumWord('BACKEND_STATE_EJECTED', 'BACKEND_STATE_')).toBe('ejected')
  expect(enumWord(17, 'BACKEND_STATE_')).toBe('17')
  expect(paintState('17', coloured)).toBe('17')
})

test('colours are for people at a terminal', () => {
  expect(wantsColour(true, {}, undefined)).toBe(true)
  expect(wantsColour(false, {}, true)).toBe(false)
  expect(wantsColour(true, {}, false)).toBe(false)
  expect(wantsColour(true, { NO_COLOR: '1' }, undefined)).toBe(false)
  expect(wantsColour(true, { NO_COLOR: '' }, undefined)).toBe(true)
  expect(wantsColour(true, { TERM: 'dumb' }, undefined)).toBe(false)
})

describe('tables', () => {
  const rows = [
    { id: 'a-rather-long-name', n: 5, note: 'all is well' },
    { id: 'b', n: 12_345, note: '' },
  ]
  const columns = [
    { title: 'ID', cell: (row: (typeof rows)[number]) => row.id, shrinksTo: 6 },
    { title: 'N', cell: (row: (typeof rows)[number]) => String(row.n), align: 'right' as const, dispensable: 2 },
    { title: 'NOTE', cell: (row: (typeof rows)[number]) => row.note, paint: coloured.bad, dispensable: 1 },
  ]

  test('are as wide as their contents, without blanks at the ends of lines', () => {
    expect(renderTable(rows, columns.slice(0, 2), { style: plain, width: undefined })).toBe(
      'ID                      N\na-rather-long-name      5\nb                   12345\n',
    )
  })

  test('colours do not count as width', () => {
    const text = renderTable(rows, columns, { style: coloured, width: undefined })
    expect(text.replaceAll(/\p{Cc}\[\d+m/gu, '').split('\n')[1]).toBe('a-rather-long-name      5  all is well')
  })

  test('give up width first, then columns, the most dispensable first', () => {
    const at = (width: number) => renderTable(rows, columns, { style: plain, width })
    expect(at(30).split('\n')[2]).toMatch(/^b +12345/)
    expect(at(30).split('\n')[1]).toMatch(/^a-rather-…/)
    expect(at(22)).toContain('hidden for lack of ro…')
    expect(at(22)).toMatch(/^ID +NOTE$/m)
    expect(at(8)).toMatch(/^ID$/m)
  })
})
