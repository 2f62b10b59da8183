import { describe, expect, test } from '@jest/globals'

import { createDecisionRows } from '../../../clients/cli/output/decision-row.ts'
import { renderJsonLine } from '../../../clients/cli/output/json.ts'
import { createStyle } from '../../../clients/cli/output/style.ts'
import { LINE, REFUSED } from './decisions.ts'

const PANIC = {
  ...LINE,
  ...{ reason: 'panic', degraded: { reasons: ['store_unavailable', 'panic'], ageMs: 5 }, discardedChoices: 2 },
}

function lines(width: number | undefined, coloured = false): readonly string[] {
  const rows = createDecisionRows(createStyle(coloured), width)
  const body = [LINE, PANIC, REFUSED, { ...LINE, scores: [], time: null }].map((line) => rows.row(line))
  return [rows.header(), ...body]
}

describe('rows of a tap', () => {
  test('into a pipe: everything, with the id that why takes', () => {
    expect(lines(undefined).join('')).toMatchInlineSnapshot(`
     "TIME          POOL               BACKEND       REASON       POLICY     SCORE                     DECISION                                  NOTE
     00:00:01.000  payments/checkout  b-2           policy       peak_ewma  4.1 vs 18.62 of b-5       r1.7f.cGF5bWVudHMvY2hlY2tvdXQKYi0y
     00:00:01.000  payments/checkout  b-2           panic        peak_ewma  4.1 vs 18.62 of b-5       r1.7f.cGF5bWVudHMvY2hlY2tvdXQKYi0y        store_unavailable, 2 thrown away
     00:00:01.000  payments/checkout  nobody        NO_BACKENDS  peak_ewma  -                         d.r1.0
     -             payments/checkout  b-2           policy       peak_ewma  -                         r1.7f.cGF5bWVudHMvY2hlY2tvdXQKYi0y
     "
    `)
  })

  test('in 120 columns', () => {
    expect(lines(120).join('')).toMatchInlineSnapshot(`
     "TIME          POOL               BACKEND       REASON       POLICY     SCORE                     NOTE
     00:00:01.000  payments/checkout  b-2           policy       peak_ewma  4.1 vs 18.62 of b-5
     00:00:01.000  payments/checkout  b-2           panic        peak_ewma  4.1 vs 18.62 of b-5       store_unavailable, 2 t…
     00:00:01.000  payments/checkout  nobody        NO_BACKENDS  peak_ewma  -
     -             payments/checkout  b-2           policy       peak_ewma  -
     "
    `)
  })

  test('in 80 columns', () => {
    expect(lines(80).join('')).toMatchInlineSnapshot(`
     "TIME      POOL               BACKEND   REASON       SCORE         NOTE
     00:00:01  payments/checkout  b-2       policy       4.1 vs 18.62
     00:00:01  payments/checkout  b-2       panic        4.1 vs 18.62  store_unavail…
     00:00:01  payments/checkout  nobody    NO_BACKENDS  -
     -         payments/checkout  b-2       policy       -
     "
    `)
  })

  test.each([1, 12, 13, 14, 40, 80, 99, 100, 120])('no line is wider than %d columns', (width) => {
    for (const line of lines(width)) expect(line.trimEnd().length).toBeLessThanOrEqual(width)
  })

  test('no line ends in blanks, with colours or without', () => {
    for (const line of [...lines(undefined), ...lines(90, true)]) expect(line).not.toMatch(/ \n$/)
  })

  test('what is odd is coloured', () => {
    const [, usual = '', panic = '', refused = ''] = lines(undefined, true)
    expect([usual.includes('\u001b[31m'), usual.includes('\u001b[33m')]).toEqual([false, false])
    expect(panic).toContain('\u001b[33mpanic\u001b[39m')
    expect(refused).toContain('\u001b[31mNO_BACKENDS\u001b[39m')
  })

  test('names from the service cannot steer the terminal', () => {
    const evil = '\u001b[2J\n\u202e'
    const rows = createDecisionRows(createStyle(false), undefined)
    const line = rows.row({ ...LINE, pool: evil, backendId: evil, policy: evil, id: evil, reason: evil })
    expect(line.trimEnd()).not.toMatch(/\p{Cc}|\u202e/u)
  })
})

test('a JSON document a line stays on its line', () => {
  const text = renderJsonLine('decision', { text: 'a\nb\u2028\u009b' })
  expect(text.trimEnd()).not.toMatch(/[\n\u2028\u009b]/)
  expect(JSON.parse(text)).toEqual({ schemaVersion: 1, kind: 'decision', text: 'a\nb\u2028\u009b' })
})
