import { describe, expect, test } from '@jest/globals'
import { headline } from '../../../clients/cli/output/decision-headline.ts'
import type { DecisionLine } from '../../../clients/cli/output/decision-line.ts'
import type { Decision } from '../../../clients/dashboard/api/decision.ts'
import { EMPTY_FEED, feedQueries, mergeAnswers, takeInFeed, waiting } from '../../../clients/dashboard/state/feed.ts'
import { NO_FEED_FILTER } from '../../../clients/dashboard/state/route.ts'
import { readLabels } from '../../../clients/dashboard/words/labels.ts'
import { formatAge, formatRate, formatShare, formatSpan, plural } from '../../../clients/dashboard/words/quantities.ts'
import { countStates, lookOf, poolState, STATES, whyOf } from '../../../clients/dashboard/words/states.ts'
import { exclusionWords, leftOut, resultWord, whyNotes, whySentence } from '../../../clients/dashboard/words/why.ts'
import { BACKEND_STATES } from '../../../server/transport/messages/enums.ts'
import { backend, decision, pool } from './fixtures.ts'

describe('quantities', () => {
  test('are those of the command line, with a dash for the unknown', () => {
    expect([formatSpan(undefined), formatSpan(0.84), formatSpan(42.4), formatSpan(1_540)]).toEqual([
      '–',
      '0.8 ms',
      '42 ms',
      '1.5 s',
    ])
    expect([formatShare(undefined), formatShare(0.0321)]).toEqual(['–', '3.2 %'])
  })
  test('ages in whole seconds do not flicker', () => {
    expect([formatAge(400), formatAge(1_999), formatAge(-5), formatAge(61_000)]).toEqual(['0 s', '1 s', '0 s', '61 s'])
  })
  test('rates and counts', () => {
    expect([formatRate(undefined), formatRate(0), formatRate(0.44), formatRate(9.96), formatRate(1_234.4)]).toEqual([
      '–',
      '0',
      '0.4',
      '10',
      '1,234',
    ])
    expect([plural(1, 'pool'), plural(0, 'pool'), plural(1_200, 'pool')]).toEqual(['1 pool', '0 pools', '1,200 pools'])
  })
})

describe('states', () => {
  test('each one of the service has its own look, told apart without colour', () => {
    expect([...STATES].sort()).toEqual(Object.keys(BACKEND_STATES).sort())
    expect(new Set(STATES.map((state) => lookOf(state).sign)).size).toBe(STATES.length)
    expect(lookOf('newer_than_this_page')).toEqual({ tone: 'plain', sign: '·' })
  })
  test('a drain that a worse state hides is told', () => {
    expect(whyOf(backend('a', { state: 'expired', stateReason: 'missed 3', drainedByOperator: true }))).toBe(
      'missed 3; drained by an operator',
    )
    expect(
      whyOf(backend('a', { state: 'draining', stateReason: 'drained by an operator', drainedByOperator: true })),
    ).toBe('drained by an operator')
  })
  test.each([
    [{}, 'fine'],
    [{ eligible: 2 }, '1 backend out'],
    [{ eligible: 0 }, 'nobody eligible'],
    [{ backends: 0, eligible: 0 }, 'empty'],
    [{ activePolicy: 'round_robin' }, 'degraded'],
    [{ degraded: { reasons: ['state_stale'], ageMs: 1 } }, 'degraded'],
    [{ degraded: { reasons: ['state_stale', 'panic'], ageMs: 1 } }, 'panic'],
  ])('a pool with %j is %s', (more, word) => expect(poolState(pool('p', more)).word).toBe(word))
  test('counts go by severity', () => {
    const states = ['expired', 'eligible', 'expired', 'odd'].map((state, index) => backend(String(index), { state }))
    expect(countStates(states)).toEqual([
      ['eligible', 1],
      ['expired', 2],
      ['odd', 1],
    ])
  })
})

/** As the command line has it, without the age. */
function ofTheCommandLine(made: Decision): string {
  const line: DecisionLine = {
    ...made,
    time: '2026-11-22T20:00:00.000Z',
    degraded: null,
    callerLocality: null,
    scores: made.scores.map((scored) => ({ ...scored, inputs: [] })),
  }
  return headline(line, { now: Date.parse('2026-11-22T20:00:00.000Z'), address: '' }).replace(/ (just now|now)/, '')
}

describe('why', () => {
  test.each<[string, Partial<Decision>]>([
    ['a policy', {}],
    ['a dry run', { dryRun: true }],
    ['a hash', { reason: 'affinity', affinity: 'hash', policyReason: 'hash', scores: [] }],
    ['a binding', { reason: 'affinity', affinity: 'binding' }],
    ['a token', { reason: 'affinity', affinity: 'token' }],
    ['a policy of somebody else', { policy: 'mine', policyReason: 'felt_like_it', scores: [] }],
    ['nobody', { backendId: '', errorReason: 'NO_BACKENDS', errorMessage: 'pool demo is empty.' }],
    ['nobody in a dry run', { backendId: '', dryRun: true, errorReason: 'POOL_SATURATED' }],
  ])('%s is told in the words of the command line', (_, more) => {
    const made = decision(more)
    expect(whySentence(made).startsWith(ofTheCommandLine(made))).toBe(true)
  })

  test('what tipped the scales', () => {
    expect(whySentence(decision())).toBe(
      'demo picked a, because its cost of 20 was the lower of the two that peak_ewma compared, out of 3 candidates. ' +
        'Compared with b: better in latency (10 ms against 30 ms).',
    )
    const inFlight = (value: number) => [
      { signal: 'in_flight', value, ageMs: undefined },
      { signal: 'own', value, ageMs: 1 },
    ]
    const scores = [
      { backendId: 'a', score: 1, inputs: [...inFlight(4), { signal: 'weight', value: 9, ageMs: undefined }] },
      { backendId: 'b', score: 2, inputs: [...inFlight(2), { signal: 'weight', value: 1, ageMs: undefined }] },
    ]
    expect(whySentence(decision({ scores }))).toMatch(
      /Compared with b: better in weight \(9 against 1\), worse in requests in flight \(4 against 2\)\.$/,
    )
  })

  test('nothing tips what looks the same', () => {
    const [scored] = decision().scores
    const scores = ['a', 'b'].map((backendId) => ({ backendId, score: 1, inputs: scored?.inputs ?? [] }))
    expect(whySentence(decision({ scores }))).not.toContain('Compared with')
    expect(whySentence(decision({ scores: [], runnerUpBackendId: '' }))).not.toContain('Compared with')
  })

  test('what is degraded is told beside it; that it is a dry run is not told twice', () => {
    expect(whyNotes(decision({ dryRun: true }))).toEqual([])
    const [note] = whyNotes(decision({ degraded: { reasons: ['panic'], ageMs: 42_000 } }))
    expect(note).toMatchObject({
      kind: 'warn',
      text: expect.stringMatching(/^Degraded for 42 s \(panic\): too few backends/),
    })
  })

  test('who was left out, the most frequent reason first', () => {
    const excluded = [
      ['a', 'expired'],
      ['b', 'draining'],
      ['c', 'draining'],
    ].map(([backendId = '', reason = '']) => ({ backendId, reason }))
    expect(leftOut(excluded)).toEqual([
      { reason: 'draining', backendIds: ['b', 'c'] },
      { reason: 'expired', backendIds: ['a'] },
    ])
    expect(exclusionWords('selector')).toBe('without the labels that the request asked for')
    expect(resultWord(decision({ backendId: '', errorReason: 'NO_BACKENDS' }))).toBe('NO_BACKENDS')
  })
})

describe('the feed', () => {
  test('asks for all errors one by one, and for everything else at once', () => {
    expect(feedQueries(NO_FEED_FILTER)).toHaveLength(1)
    expect(feedQueries({ ...NO_FEED_FILTER, result: 'panic' })).toMatchObject([{ reason: 'panic', errorReason: '' }])
    expect(feedQueries({ ...NO_FEED_FILTER, result: 'NO_BACKENDS' })).toMatchObject([
      { reason: '', errorReason: 'NO_BACKENDS' },
    ])
    expect(feedQueries({ ...NO_FEED_FILTER, result: 'errors' }).map(({ errorReason }) => errorReason)).toEqual([
      'NO_BACKENDS',
      'POOL_SATURATED',
      'RETRY_BUDGET_EXHAUSTED',
      'PICK_DROPPED',
    ])
  })

  test('merges answers, newest first; one that failed fails them all', () => {
    const at = (id: string, time: number): Decision => decision({ id, time })
    const merged = mergeAnswers([
      { kind: 'answered', value: [at('c', 3), at('a', 1)] },
      { kind: 'answered', value: [at('b', 2)] },
    ])
    expect(merged.kind === 'answered' && merged.value.map(({ id }) => id)).toEqual(['c', 'b', 'a'])
    const problem = { kind: 'problem', what: 'refused', status: 500, reason: '', message: 'no' } as const
    expect(mergeAnswers([{ kind: 'answered', value: [] }, problem])).toBe(problem)
  })

  test('held still, it keeps what it shows and counts what waits', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id) => decision({ id }))
    if (a === undefined || b === undefined || c === undefined) throw new Error('three decisions')
    const shown = takeInFeed(EMPTY_FEED, [a], true)
    expect(shown.shown).toEqual([a])
    const held = takeInFeed(shown, [c, b, a], true)
    expect([held.shown, waiting(held)]).toEqual([[a], 2])
    expect(takeInFeed(held, [c, b, a], false).shown).toEqual([c, b, a])
    expect(takeInFeed(takeInFeed(EMPTY_FEED, [], false), [a], true).shown).toEqual([a])
  })
})

test('labels are read as they are written', () => {
  expect(readLabels(' v=2 , tier = gold,empty=')).toEqual({
    kind: 'labels',
    labels: { v: '2', tier: 'gold', empty: '' },
  })
  expect(readLabels('')).toEqual({ kind: 'labels', labels: {} })
  expect(readLabels('v=2,oops')).toMatchObject({ kind: 'wrong', problem: expect.stringContaining('"oops"') })
  expect(readLabels('=2')).toMatchObject({ kind: 'wrong' })
})
