import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { headline, notes } from '../../../clients/cli/output/decision-headline.ts'
import type { DecisionLine } from '../../../clients/cli/output/decision-line.ts'
import { nextSteps, shellWord } from '../../../clients/cli/output/decision-next.ts'
import { formatScore, formatSignal } from '../../../clients/cli/output/decision-quantities.ts'
import { decisionText } from '../../../clients/cli/output/decision-text.ts'
import { createStyle } from '../../../clients/cli/output/style.ts'
import { wrap } from '../../../clients/cli/output/wrap.ts'
import { LINE, REFUSED } from './decisions.ts'

const plain = createStyle(false)
const CONTEXT = { now: 1_003, address: '10.0.0.5:8080' }

const text = (changes: Partial<DecisionLine> = {}, options: Partial<Parameters<typeof decisionText>[1]> = {}): string =>
  decisionText({ ...LINE, ...changes }, { ...CONTEXT, style: plain, width: 80, replay: null, ...options })

const sentence = (changes: Partial<DecisionLine>): string => headline({ ...LINE, ...changes }, CONTEXT)

describe('the page', () => {
  test('of a usual pick, in 80 columns', () => {
    expect(text()).toMatchInlineSnapshot(`
     "payments/checkout picked b-2 (10.0.0.5:8080) 3 ms ago, because its cost of 4.1
     was the lower of the two that peak_ewma compared, out of 12 candidates.

     Asked for
       pool           payments/checkout
       caller         in eu-west-1 / eu-west-1a
       affinity       the pool's affinity took no part

     Who could be picked
       candidates     12 of 17 backends, in the caller's zone, less those that this
                      request may not use
       draining       2: b-7, b-9 (no new picks)
       previous_pick  1: b-1 (this is a retry, and the pick before went there)
       expired        1: b-3 (missed too many heartbeats)
       farther away   2: not needed, since nearer ones have room

     What peak_ewma compared, less is better
       BACKEND             SCORE  LATENCY             IN-FLIGHT
       b-2      picked       4.1  4.1 ms (12 ms old)  0
       b-5      runner-up  18.62  9.3 ms (2.3 s old)  1 (250 ms old)
       score: latency times (requests in flight + 1)

     How it came about
       policy         peak_ewma (least_cost)
       runner-up      b-5
       alternates     b-5, b-6
       chance         2 random numbers were drawn from 0 to 1: 0.4122, 0.918
       config         version 3; the pool was at revision 12
       time           1970-01-01 00:00:01.000 UTC
       replica        r1
       trace          0af7651916cd43dd8448eb211c80319c
       decision       r1.7f.cGF5bWVudHMvY2hlY2tvdXQKYi0y

     Next
       lookaside backends payments/checkout
         how its backends are now
       lookaside why r1.7f.cGF5bWVudHMvY2hlY2tvdXQKYi0y --replay
         makes the pick again from its recorded inputs
       lookaside tap --pool payments/checkout
         shows decisions as they are made
     "
    `)
  })

  test('of a pick that found nobody', () => {
    const excluded = [{ backendId: 'b-1', reason: 'excluded' }]
    expect(
      decisionText(
        { ...REFUSED, excluded, backends: 1, candidates: 1 },
        { ...CONTEXT, style: plain, width: 80, replay: null },
      ),
    ).toMatchInlineSnapshot(`
     "payments/checkout picked nobody 3 ms ago: pool payments/checkout has no backends
     (NO_BACKENDS).

     Asked for
       pool           payments/checkout
       caller         did not say where it is
       affinity       the pool's affinity took no part

     Who could be picked
       candidates     1 of 1 backend, less those that this request may not use
       excluded       1: b-1 (ruled out by the request)

     How it came about
       policy         peak_ewma
       chance         none: no random number was drawn
       config         version 3; the pool was at revision 12
       time           1970-01-01 00:00:01.000 UTC
       replica        r1
       decision       d.r1.0

     Next
       lookaside backends payments/checkout    shows why none could be picked
       lookaside tap --pool payments/checkout  shows decisions as they are made
     "
    `)
  })

  test('of a dry run, into a pipe: nothing is broken into lines', () => {
    const page = text(
      {
        ...{ dryRun: true, policy: 'ring_hash', policyReason: 'hash', reason: 'affinity', affinity: 'hash' },
        ...{ runnerUpBackendId: '', randomDraws: [], excluded: [], alternateBackendIds: [], traceId: '' },
        scores: [{ backendId: 'b-2', score: 812, inputs: [{ signal: 'ring_size', value: 1_024, ageMs: null }] }],
      },
      { width: undefined },
    )
    expect(page).toMatchInlineSnapshot(`
     "payments/checkout would pick b-2 (10.0.0.5:8080) now, because the affinity key hashes to it.
     A dry run: nothing was picked for real, and nothing was changed.

     Asked for
       pool           payments/checkout
       caller         in eu-west-1 / eu-west-1a
       affinity       the policy hashed the key (the key itself is not recorded)

     Who could be picked
       candidates     12 of 17 backends, in the caller's zone
       farther away   5: not needed, since nearer ones have room

     What ring_hash looked at
       BACKEND          SCORE  RING-SIZE
       b-2      picked    812  1,024
       score: point on the ring

     How it came about
       policy         ring_hash (hash)
       chance         none: no random number was drawn
       config         version 3; the pool was at revision 12
       time           1970-01-01 00:00:01.000 UTC
       replica        r1

     Next
       lookaside backends payments/checkout    how its backends are now
       lookaside pick payments/checkout        picks for real
       lookaside tap --pool payments/checkout  shows decisions as they are made
     "
    `)
  })

  test.each([60, 80, 120, 200])('in %d columns no line is longer, but for words that cannot be broken', (width) => {
    const degraded = { reasons: ['store_unavailable', 'self_preservation'], ageMs: 12_345 }
    const page = text(
      { degraded, discardedChoices: 3, reason: 'locality_failover' },
      { width, replay: { backendId: 'b-5', same: false, note: 'another version of peak_ewma is loaded now' } },
    )
    const long = page.split('\n').filter((line) => line.length > width)
    expect(long).toEqual(
      width < 80 ? [`  lookaside why ${LINE.id} --replay`].filter((line) => line.length > width) : [],
    )
  })

  test('holds nothing that a terminal obeys, whatever the service sends', () => {
    const evil = '\u001b]0;owned\u0007\u202e\n\u009b31m'
    const page = text(
      {
        ...{ id: evil, pool: evil, policy: evil, policyReason: evil, backendId: evil, runnerUpBackendId: evil },
        ...{ traceId: evil, replica: evil, time: null, localityLevel: evil, affinity: evil, reason: evil },
        ...{ alternateBackendIds: [evil], excluded: [{ backendId: evil, reason: evil }] },
        ...{ degraded: { reasons: [evil], ageMs: 1 }, callerLocality: { region: evil, zone: evil, subZone: evil } },
        scores: [{ backendId: evil, score: 1, inputs: [{ signal: evil, value: 1, ageMs: 1 }] }],
      },
      { replay: { backendId: evil, same: false, note: evil }, address: evil },
    )
    expect(page).not.toMatch(/\p{Cc}(?<!\n)|[\u2028-\u202e]/u)
    expect(page).toContain('\\x1b]0;owned')
  })
})

describe('the headline', () => {
  test.each([
    ['only_candidate', 'because it was the only one that could be picked.'],
    ['next_in_turn', 'because it was its turn.'],
    ['earliest_deadline', 'because it was its turn in the schedule that follows the weights.'],
    ['random_draw', 'because the draw, with the same chance for everybody, fell on it.'],
    ['weighted_draw', 'because the draw, with chances by weight, fell on it.'],
    ['static_stride', 'because it was its turn in the schedule that follows the weights that backends report.'],
    ['first_idle', 'because it was idle, and the first in the queue of those that are.'],
    [
      'cold_least_latency',
      'because its expected latency of 4.1 was the lower of the two that peak_ewma compared, out of 12 candidates.',
    ],
    [
      'fewest_in_flight',
      'because its number of requests in flight of 4.1 was the lower of the two that peak_ewma compared, out of 12 candidates.',
    ],
    ['my_own_word', 'because its score of 4.1 was the lower of the two that peak_ewma compared, out of 12 candidates.'],
  ])('%s', (policyReason, end) => {
    expect(sentence({ policyReason })).toBe(`payments/checkout picked b-2 (10.0.0.5:8080) 3 ms ago, ${end}`)
  })

  test('who bound the call', () => {
    const ends = [
      ['binding', '', "because the call's affinity key is bound to it."],
      ['token', '', 'because the affinity token that the call brought names it.'],
      ['hash', 'hash', 'because the affinity key hashes to it.'],
      ['none', 'hash', 'because the hash, drawn where a call brings no affinity key, leads to it.'],
    ] as const
    for (const [affinity, policyReason, end] of ends) {
      expect(sentence({ reason: 'affinity', affinity, policyReason })).toContain(end)
    }
  })

  test('who compared what: more may be better, equals exist, and long lists are cut', () => {
    const scored = (...scores: number[]) => scores.map((score, at) => ({ backendId: `b-${at + 2}`, score, inputs: [] }))
    expect(sentence({ scores: scored(9, 2, 7) })).toContain(
      'was the highest of the 3 that peak_ewma compared, out of 12',
    )
    expect(sentence({ scores: scored(1, 2), candidates: 2 })).toMatch(
      /was the lower of the two that peak_ewma compared\.$/,
    )
    expect(sentence({ scores: scored(3, 3) })).toContain('was equal to that of its rivals, and it came first')
    const many = scored(...Array.from({ length: 16 }, (_, at) => at))
    expect(sentence({ scores: many, candidates: 40 })).toContain(
      'was the lowest of those that peak_ewma compared, out of 40',
    )
    // A policy of somebody else may pick what is neither: then there is nothing to say about its scores.
    expect(sentence({ scores: scored(5, 1, 9), policyReason: 'mood' })).toContain(
      'peak_ewma chose it, and its word for that is "mood"',
    )
    expect(sentence({ scores: [], policyReason: '' })).toContain('peak_ewma chose it, and it gave no reason')
  })

  test('clocks differ, and a time may be missing', () => {
    expect(sentence({ time: '1970-01-01T00:00:09.000Z' })).toContain(' just now, ')
    expect(sentence({ time: null })).toContain(' at an unknown time, ')
  })

  test('nobody', () => {
    expect(headline(REFUSED, CONTEXT)).toBe(
      'payments/checkout picked nobody 3 ms ago: pool payments/checkout has no backends (NO_BACKENDS).',
    )
    expect(headline({ ...REFUSED, dryRun: true, errorMessage: 'x.' }, CONTEXT)).toBe(
      'payments/checkout would pick nobody now: x (NO_BACKENDS).',
    )
  })
})

describe('the notes', () => {
  const told = (changes: Partial<DecisionLine>): readonly string[] =>
    notes({ ...LINE, ...changes }, null).map((note) => note.text)

  test('every degradation with what it means; its age is that of the oldest', () => {
    expect(told({ degraded: { reasons: ['panic'], ageMs: 3_000 }, reason: 'panic' })).toEqual([
      'Degraded for 3 s (panic): too few backends are eligible, so health is ignored: the few that are left would be overrun.',
    ])
    const both = told({ degraded: { reasons: ['store_unavailable', 'from_the_future'], ageMs: 3_000 } })
    expect(both).toEqual([
      expect.stringMatching(/^Degraded for up to 3 s \(store_unavailable\): the store is silent, .*\.$/),
      'Degraded for up to 3 s (from_the_future).',
    ])
  })

  test('a reason that is worse than usual is told once', () => {
    expect(told({ reason: 'panic' })).toEqual([expect.stringMatching(/^Panic: /)])
    expect(told({ reason: 'fallback_policy' })).toEqual([
      expect.stringMatching(/its fallback policy, peak_ewma, picked\.$/),
    ])
    const degraded = { reasons: ['policy_fallback'], ageMs: null }
    expect(told({ reason: 'fallback_policy', degraded })).toEqual([
      expect.stringMatching(/^Degraded \(policy_fallback\)/),
    ])
    expect(told({ reason: 'locality_failover' })).toEqual([expect.stringMatching(/nobody nearer/)])
    expect(told({})).toEqual([])
  })

  test('a replay', () => {
    const replayed = (same: boolean, backendId: string, note = '') => notes(LINE, { backendId, same, note })[0]?.text
    expect(replayed(true, 'b-2')).toBe('Made again from its recorded inputs: the same backend.')
    expect(replayed(false, 'b-5', 'another version is loaded')).toBe(
      'Made again from its recorded inputs: b-5 this time, not the same. Another version is loaded.',
    )
    expect(replayed(false, '')).toContain(': nobody this time')
    expect(notes(REFUSED, { backendId: '', same: true, note: '' })[0]?.text).toContain('nobody again')
  })

  test('a full pool', () => {
    expect(notes({ ...REFUSED, errorReason: 'POOL_SATURATED' }, null)[0]?.text).toMatch(/^Everybody is full: /)
  })
})

describe('what to do next', () => {
  const commands = (changes: Partial<DecisionLine>): readonly string[] =>
    nextSteps({ ...LINE, ...changes }, null).map(({ command }) => command)

  test('a replay is offered where there can be one', () => {
    expect(commands({})).toContain(`lookaside why ${LINE.id} --replay`)
    for (const none of [{ replayable: false }, { dryRun: true }])
      expect(commands(none).join()).not.toContain('--replay')
    expect(
      nextSteps(LINE, { backendId: '', same: true, note: '' })
        .map(({ command }) => command)
        .join(),
    ).not.toContain('--replay')
  })

  test('what is broken comes first', () => {
    expect(commands({ degraded: { reasons: ['policy_fallback', 'store_unavailable'], ageMs: 1 } })).toEqual(
      expect.arrayContaining(['lookaside pools -o json', 'lookaside doctor']),
    )
  })

  test('nothing that the service says becomes a command of its own', () => {
    expect(shellWord('payments/checkout')).toBe('payments/checkout')
    expect(shellWord("x'; rm -rf ~ #\n\u001b")).toBe(`'x'\\''; rm -rf ~ #??'`)
    expect(shellWord('--help')).toBe("'--help'")
    expect(shellWord('')).toBe("''")
  })
})

test('scores and signals have few digits and their unit', () => {
  expect([0, 4.1, 18.6249, 1_234.6, 140_400_000, 3e12, 0.00001, -7, Infinity].map(formatScore)).toEqual([
    ...['0', '4.1', '18.62', '1,235', '140,400,000', '3.00e+12', '1.00e-5', '-7', 'Infinity'],
  ])
  const signals = ['latency', 'success_rate', 'utilization', 'weight', 'in_flight', 'queue'] as const
  expect(signals.map((signal) => formatSignal(signal, 0.5))).toEqual([
    '0.5 ms',
    '50.0 %',
    '50.0 %',
    '0.50',
    '0.5',
    '0.5',
  ])
})

test('wrapping keeps every word in order and no line too long', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }),
      fc.integer({ min: 12, max: 60 }),
      (words, width) => {
        const lines = wrap(words.join(' '), width)
        expect(lines.join(' ')).toBe(words.join(' '))
        expect(lines.every((line) => line.length <= width)).toBe(true)
      },
    ),
    { seed: 3 },
  )
  expect(wrap('a b c', undefined)).toEqual(['a b c'])
})
