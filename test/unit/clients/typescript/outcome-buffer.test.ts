import { describe, expect, test } from '@jest/globals'
import type { Outcome } from '../../../../clients/typescript/outcome.ts'
import { checkOutcome, outcomeSizeBound, toOutcomeMessage } from '../../../../clients/typescript/outcome.ts'
import type { WaitingOutcome } from '../../../../clients/typescript/outcome-buffer.ts'
import { createOutcomeBuffer, MAX_AGE_MS } from '../../../../clients/typescript/outcome-buffer.ts'
import { loadServices } from '../../../../clients/typescript/protos.ts'

const outcome = (token: string): Outcome => ({ token, result: 'success', latencyMs: 12.5, status: '200' })
const tokens = (outcomes: readonly WaitingOutcome[]): string[] =>
  outcomes.map(({ outcome: each }) => ('token' in each ? each.token : ''))
const atZero = (): number => 0

describe('outcome buffer', () => {
  test('when it is full the oldest go and are counted', () => {
    const buffer = createOutcomeBuffer(3, atZero)
    for (const token of ['a', 'b', 'c', 'd', 'e']) buffer.add(outcome(token))
    expect(buffer.dropped).toBe(2)
    expect(tokens(buffer.take())).toEqual(['c', 'd', 'e'])
    expect(buffer.size).toBe(0)
  })

  test('what is put back comes first, and goes first when there is no room', () => {
    const buffer = createOutcomeBuffer(3, atZero)
    for (const token of ['a', 'b']) buffer.add(outcome(token))
    const batch = buffer.take()
    for (const token of ['c', 'd']) buffer.add(outcome(token))
    buffer.putBack(batch)
    expect(buffer.dropped).toBe(1)
    expect(tokens(buffer.take())).toEqual(['b', 'c', 'd'])
  })

  test('those that are too old to say anything go and are counted', () => {
    let now = 1_000
    const buffer = createOutcomeBuffer(10, () => now)
    buffer.add(outcome('a'))
    now += MAX_AGE_MS
    buffer.add(outcome('b'))
    expect(tokens(buffer.take())).toEqual(['a', 'b'])
    buffer.add(outcome('c'))
    now += MAX_AGE_MS + 1
    buffer.add(outcome('d'))
    expect(tokens(buffer.take())).toEqual(['d'])
    expect(buffer.dropped).toBe(1)
  })

  test('stays a queue over many rounds of adding, taking and dropping', () => {
    const buffer = createOutcomeBuffer(2_000, atZero)
    let next = 0
    let seen = -1
    let taken = 0
    for (let round = 0; round < 50; round++) {
      for (let count = 0; count < 1_500; count++) buffer.add(outcome(String(next++)))
      const batch = tokens(buffer.take({ maxItems: 700, maxBytes: 1e6 })).map(Number)
      expect(batch).toEqual(batch.map((_, index) => (batch[0] ?? 0) + index))
      expect(batch[0]).toBeGreaterThan(seen)
      seen = batch.at(-1) ?? 0
      taken += batch.length
    }
    expect(taken + buffer.dropped + buffer.size).toBe(next)
    expect(buffer.size).toBeLessThanOrEqual(2_000)
  })

  test('a batch of 1,000 outcomes with long tokens stays below the 64 KiB of a unary message', () => {
    const buffer = createOutcomeBuffer(10_000, atZero)
    const { requestSerialize } = loadServices().LookasideService.service.ReportOutcomes
    for (let index = 0; index < 2_000; index++) {
      const load = {
        cpuUtilization: 0.5,
        inFlight: 3,
        latencyMs: 3.25,
        namedMetrics: { ['kü'.repeat(index % 20)]: index },
      }
      buffer.add({ ...outcome(`${'t'.repeat(60 + (index % 100))}${index}`), load })
    }
    let taken = 0
    while (buffer.size > 0) {
      const batch = buffer.take()
      taken += batch.length
      expect(requestSerialize({ outcomes: batch.map((each) => toOutcomeMessage(each.outcome)) }).length).toBeLessThan(
        64 * 1024,
      )
    }
    expect(taken).toBe(2_000)
  })

  test('the size bound is never below the encoded size', () => {
    const { requestSerialize } = loadServices().LookasideService.service.ReportOutcomes
    const full: Outcome = {
      ...{
        pool: 'päyments/checkout',
        backendId: 'b-1',
        result: 'rejected',
        latencyMs: 3_599_999.999999,
        status: 'x'.repeat(64),
      },
      load: {
        ...{ cpuUtilization: 1.5, memUtilization: 0.1, applicationUtilization: 0.2, rpsFractional: 1e9, eps: 3.3 },
        ...{ inFlight: 10_000_000, completed: 2 ** 53 - 1, errors: 2 ** 53 - 1, capacity: 0.1, latencyMs: 3_599_999.9 },
        ...{ requestCost: { a: 0.1 }, utilization: { b: 0.2 }, namedMetrics: { c: 0.3 } },
      },
    }
    const size = (outcomes: Outcome[]): number => requestSerialize({ outcomes: outcomes.map(toOutcomeMessage) }).length
    expect(outcomeSizeBound(full)).toBeGreaterThanOrEqual(size([full]))
    expect(outcomeSizeBound(outcome('t'))).toBeGreaterThanOrEqual(size([outcome('t')]))
  })
})

describe('outcomes', () => {
  test('a latency that is not a number is left out, one above an hour is an hour', () => {
    expect(toOutcomeMessage({ ...outcome('a'), latencyMs: Number.NaN }).latency).toBeUndefined()
    expect(toOutcomeMessage({ ...outcome('a'), latencyMs: -1 }).latency).toBeUndefined()
    expect(toOutcomeMessage({ ...outcome('a'), latencyMs: 1e12 }).latency).toEqual({ seconds: 3600, nanos: 0 })
    expect(toOutcomeMessage({ ...outcome('a'), latencyMs: 1234.5 }).latency).toEqual({ seconds: 1, nanos: 234_500_000 })
  })

  test.each([
    [{ token: '', result: 'success' }, 'token'],
    [{ pool: 'p', result: 'success' }, 'backendId'],
    [{ token: 't', result: 'bad' }, 'outcome.result: is bad'],
    [{ token: 't', result: 'toString' }, 'outcome.result'],
    [{ token: 't', result: 'error', status: 503 }, 'outcome.status'],
    [{ token: 't', result: 'error', load: null }, 'outcome.load'],
  ])('refuses %j', (wrong, message) => {
    expect(() => checkOutcome(wrong)).toThrow(message)
  })
})
