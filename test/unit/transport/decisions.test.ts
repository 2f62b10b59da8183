import { describe, expect, test } from '@jest/globals'
import { ERRORS } from '../../../server/errors.ts'
import { createDecisionQueue } from '../../../server/transport/grpc/decision-queue.ts'
import {
  toDecisionFilter,
  toDecisionRate,
  toExplainRequest,
} from '../../../server/transport/messages/decision-requests.ts'
import { decisionMessage, toTimestamp } from '../../../server/transport/messages/decisions.ts'
import { PICK_REASONS } from '../../../server/transport/messages/enums.ts'
import { DECISION } from '../../contracts/transport/fake-use-cases.ts'

const EMPTY = { pool: '', policy: '', reason: 'PICK_REASON_UNSPECIFIED', backendId: '', errorReason: '' }
const field = (refusal: unknown): unknown =>
  refusal !== null && typeof refusal === 'object' && 'metadata' in refusal ? refusal.metadata : refusal

describe('decisionMessage', () => {
  test('shows nothing of the inside, and leaves the record alone', () => {
    const before = structuredClone(DECISION)
    const message = decisionMessage(DECISION)
    expect(message).not.toHaveProperty('kind')
    message.randomDraws?.push(1)
    message.alternateBackendIds?.push('x')
    expect(DECISION).toEqual(before)
  })

  test('every reason and kind of affinity has its name', () => {
    for (const [reason, { name }] of Object.entries(PICK_REASONS)) {
      expect(decisionMessage({ ...DECISION, reason: reason as keyof typeof PICK_REASONS }).reason).toBe(name)
    }
    const affinities = (['none', 'hash', 'binding', 'token'] as const).map((affinity) =>
      decisionMessage({ ...DECISION, affinity }),
    )
    expect(affinities.map(({ affinity }) => affinity)).toEqual([
      'AFFINITY_MODE_UNSPECIFIED',
      'AFFINITY_MODE_HASH',
      'AFFINITY_MODE_BINDING',
      'AFFINITY_MODE_TOKEN',
    ])
  })
})

test.each([
  [0, { seconds: 0, nanos: 0 }],
  [1_700_000_000_123.5, { seconds: 1_700_000_000, nanos: 123_500_000 }],
  [1_999.9999999, { seconds: 2, nanos: 0 }],
  [-0.001, { seconds: -1, nanos: 999_999_000 }],
])('%d ms since 1970', (ms, expected) => {
  expect(toTimestamp(ms)).toEqual(expected)
})

describe('which decision to explain', () => {
  test('a token, the newest one, with and without a replay', () => {
    expect(toExplainRequest({ pickToken: 't', replay: true })).toEqual({ kind: 'recorded', id: 't', replay: true })
    expect(toExplainRequest({ latestInPool: '', replay: false })).toEqual({ kind: 'latest', pool: '', replay: false })
    expect(toExplainRequest({ latestInPool: 'a/b', replay: true, dryRun: null })).toEqual({
      ...{ kind: 'latest', pool: 'a/b', replay: true },
    })
  })

  test.each([
    [{}, 'pick'],
    [{ dryRun: null }, 'pick'],
    [{ pickToken: 't', latestInPool: '' }, 'pick'],
    [{ pickToken: '' }, 'pick_token'],
    [{ pickToken: 'ü'.repeat(257) }, 'pick_token'],
    [{ latestInPool: '../etc' }, 'latest_in_pool'],
  ])('%j is refused for %s', (message, name) => {
    expect(field(toExplainRequest({ ...message, replay: false }))).toEqual({ field: name })
  })
})

describe('filters', () => {
  test('empty and unspecified let everything through', () => {
    const all = { pool: '', policy: '', reason: undefined, backendId: '', errorReason: '' }
    for (const reason of ['PICK_REASON_UNSPECIFIED', 0, '']) {
      expect(toDecisionFilter({ ...EMPTY, reason })).toEqual(all)
    }
  })

  test('every reason of the catalogue may be asked for', () => {
    for (const errorReason of Object.keys(ERRORS)) {
      expect(toDecisionFilter({ ...EMPTY, errorReason })).toMatchObject({ errorReason })
    }
    expect(toDecisionFilter({ ...EMPTY, reason: 5 })).toMatchObject({ reason: 'panic' })
  })

  test.each([
    ['pool', { pool: 'A' }],
    ['policy', { policy: 'a-b' }],
    ['reason', { reason: 'panic' }],
    ['reason', { reason: -1 }],
    ['backend_id', { backendId: 'a b' }],
    ['error_reason', { errorReason: '__proto__' }],
    ['error_reason', { errorReason: 'x'.repeat(100_000) }],
  ])('%s is checked', (name, change) => {
    const refusal = toDecisionFilter({ ...EMPTY, ...change })
    expect(field(refusal)).toEqual({ field: name })
    expect(JSON.stringify(refusal).length).toBeLessThan(400)
  })

  test('the rate has a default and a bound', () => {
    expect([0, 1, 1_000].map(toDecisionRate)).toEqual([100, 1, 1_000])
    for (const rate of [1_001, -1, 0.5, Number.NaN])
      expect(field(toDecisionRate(rate))).toEqual({ field: 'max_per_second' })
  })
})

describe('the queue of a slow reader', () => {
  const ids = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ ...DECISION, id }))

  test('keeps order and counts what it leaves out at the place where it is missing', () => {
    const queue = createDecisionQueue(2)
    for (const decision of ids.slice(0, 4)) queue.add(decision, decision.id === 'd' ? 5 : 0)
    expect([queue.next(), queue.next(), queue.next()].map((next) => next && [next.decision.id, next.dropped])).toEqual([
      ['a', 0],
      ['b', 0],
      undefined,
    ])
    queue.add({ ...DECISION, id: 'f' }, 1)
    // c and d had no room, five were left out before d and one before f.
    expect(queue.next()).toMatchObject({ decision: { id: 'f' }, dropped: 8 })
    expect(queue.next()).toBeUndefined()
  })
})
