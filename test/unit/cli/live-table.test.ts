import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { renderSummary } from '../../../clients/cli/live-summary.ts'
import { createLiveOutput, type LiveRow, type LiveView, renderLiveTable } from '../../../clients/cli/live-table.ts'
import { createStyle } from '../../../clients/cli/output/style.ts'

const plain = createStyle(false)

const row = (backend: string, changes: Partial<LiveRow> = {}): LiveRow => ({
  ...{
    backend,
    state: 'eligible',
    share: 1 / 3,
    fairShare: 1 / 3,
    latencyMs: 12,
    inFlight: 2,
    picksPerSecond: 100.4,
    note: '',
  },
  ...changes,
})

const view: LiveView = {
  title: 'lookaside dev: pool demo, policy peak_ewma',
  rows: [
    row('fast', { share: 0.612, latencyMs: 4.2, picksPerSecond: 312 }),
    row('steady', { share: 0.3 }),
    row('slow', { share: 0.088, latencyMs: 180, state: 'ejected', note: 'slow for a while' }),
  ],
  footer: ['Ctrl-C ends'],
}

describe('the live table', () => {
  test('at 80 columns', () => {
    expect(renderLiveTable(view, { style: plain, width: 80 })).toMatchInlineSnapshot(`
     "lookaside dev: pool demo, policy peak_ewma
     BACKEND  STATE      │ = fair               SHARE   LATENCY  IN-FLIGHT  PICKS/S
     fast     eligible   ██████████│██████▌    61.2 %    4.2 ms          2      312
     steady   eligible   ████████▌ │           30.0 %     12 ms          2      100
     slow     ejected    ██▌       │            8.8 %    180 ms          2      100
     slow: slow for a while
     Ctrl-C ends
     "
    `)
  })

  test('at 120 columns notes are in the table', () => {
    expect(renderLiveTable(view, { style: plain, width: 120 })).toMatchInlineSnapshot(`
     "lookaside dev: pool demo, policy peak_ewma
     BACKEND  STATE      │ = fair                    SHARE   LATENCY  IN-FLIGHT  PICKS/S  NOTE
     fast     eligible   ████████████│█████████     61.2 %    4.2 ms          2      312
     steady   eligible   ██████████▊ │              30.0 %     12 ms          2      100
     slow     ejected    ███▏        │               8.8 %    180 ms          2      100  slow for a while
     Ctrl-C ends
     "
    `)
  })

  test('no line is wider than the terminal, whatever is in it', () => {
    const names = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme-ascii' })
    const numbers = fc.double({ min: 0, max: 1e6, noNaN: true })
    const rows = fc.array(
      fc.record({
        ...{
          backend: names,
          state: fc.constantFrom('eligible', 'ejected', 'draining', 'warming'),
          note: fc.string({ maxLength: 50 }),
        },
        ...{ share: fc.double({ min: 0, max: 1, noNaN: true }), fairShare: fc.double({ min: 0, max: 1, noNaN: true }) },
        ...{ latencyMs: fc.option(numbers, { nil: undefined }), inFlight: fc.nat(1e6), picksPerSecond: numbers },
      }),
      { maxLength: 5 },
    )
    fc.assert(
      fc.property(rows, fc.integer({ min: 40, max: 200 }), (some, width) => {
        const text = renderLiveTable({ ...view, rows: some }, { style: plain, width })
        for (const line of text.split('\n')) expect([...line].length).toBeLessThanOrEqual(width)
      }),
      { seed: 4, numRuns: 300 },
    )
  })

  test('states have their colours', () => {
    const text = renderLiveTable(view, { style: createStyle(true), width: 100 })
    expect(text).toContain('\u001b[32meligible')
    expect(text).toContain('\u001b[33mejected')
  })
})

describe('the output', () => {
  test('on a terminal each frame is drawn over the one before', () => {
    const output = createLiveOutput({ style: plain, width: 80, isTty: true, snapshotEveryMs: 1_000 })
    const first = output.frame(view, 0)
    const height = renderLiveTable(view, { style: plain, width: 80 }).split('\n').length - 1
    expect(first.startsWith('\u001b[?25l')).toBe(true)
    const second = output.frame({ ...view, footer: [] }, 100)
    expect(second.startsWith(`\u001b[${height}A\r`)).toBe(true)
    // The last frame was one line lower: what is left of the first is erased.
    expect(second.endsWith('\u001b[K\n\u001b[J')).toBe(true)
    expect(output.frame(view, 200).startsWith(`\u001b[${height - 1}A\r`)).toBe(true)
    expect(output.end()).toBe('\u001b[?25h')
  })

  test('elsewhere a snapshot is printed every now and then, without any control', () => {
    const output = createLiveOutput({ style: plain, width: 80, isTty: false, snapshotEveryMs: 3_000 })
    const printed = [0, 500, 2_999, 3_000, 4_000, 6_100].map((now) => output.frame(view, now) !== '')
    expect(printed).toEqual([true, false, false, true, false, true])
    expect(
      createLiveOutput({ style: plain, width: 80, isTty: false, snapshotEveryMs: 1 }).frame(view, 0),
    ).not.toContain('\u001b')
    expect(output.end()).toBe('')
  })
})

test('the summary', () => {
  const summary = {
    ...{ title: 'lookaside dev: done', durationMs: 15_000 },
    rows: [
      { backend: 'fast', picks: 3_000, share: 0.75, meanLatencyMs: 4.2, failures: 0 },
      { backend: 'slow', picks: 1_000, share: 0.25, meanLatencyMs: undefined, failures: 2 },
    ],
    remarks: ['while slow was slow, its share fell from 30 % to 2 %'],
  }
  expect(renderSummary(summary, plain, 80)).toMatchInlineSnapshot(`
   "lookaside dev: done
   4,000 picks in 15 s, 267/s, 2 failed
   BACKEND  PICKS   SHARE  MEAN LATENCY  FAILED
   fast     3,000  75.0 %        4.2 ms       0
   slow     1,000  25.0 %             -       2
   while slow was slow, its share fell from 30 % to 2 %
   "
  `)
  expect(renderSummary({ ...summary, rows: [], durationMs: 0 }, plain, undefined)).toContain(
    '0 picks in 0 ms, 0 failed',
  )
})
