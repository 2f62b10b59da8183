import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { decodeMessage } from '../../../server/http/json/decode-message.ts'
import { encodeMessage } from '../../../server/http/json/encode-message.ts'
import { isRefusal } from '../../../server/transport/messages/refusals.ts'
import { toPoolDocument } from '../../../server/transport/messages/pool-document.ts'

describe('messages as JSON', () => {
  test('what was read is written the same', () => {
    const text = fc.string({ maxLength: 8 })
    const duration = fc
      .tuple(fc.nat(1_000_000), fc.nat(999_999_999))
      .map(([seconds, nanos]) =>
        nanos === 0 ? `${seconds}s` : `${seconds}.${String(nanos).padStart(9, '0').replace(/0+$/, '')}s`,
      )
    const load = fc.record({
      cpuUtilization: fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
      namedMetrics: fc.dictionary(fc.constantFrom('seconds', 'nanos', 'queue'), fc.nat()),
      inFlight: fc.nat(),
      completed: fc.maxSafeNat(),
      latency: duration,
    })
    fc.assert(
      fc.property(load, text, (report, status) => {
        const json = { outcomes: [{ pickToken: 't', result: 'OUTCOME_RESULT_ERROR', status, loadReport: report }] }
        const message = decodeMessage('ReportOutcomesRequest', json)
        if (isRefusal(message)) throw new Error(message.message)
        expect(encodeMessage('ReportOutcomesRequest', message)).toMatchObject(json)
      }),
    )
  })

  test('a struct is any JSON object, there and back', () => {
    const json = fc.dictionary(
      fc.string({ maxLength: 5 }).filter((key) => key !== '__proto__'),
      fc.jsonValue({ maxDepth: 3 }),
    )
    fc.assert(
      fc.property(json, (config) => {
        const plain: unknown = JSON.parse(JSON.stringify(config))
        const message = decodeMessage('PolicyConfig', { type: 'x', config: plain })
        if (isRefusal(message)) throw new Error(message.message)
        expect(encodeMessage('PolicyConfig', message)).toEqual({ type: 'x', config: plain })
      }),
    )
  })

  test('a struct that is too deep is refused by the rules, and a far deeper one before', () => {
    const nested = (depth: number): unknown => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)
    const policyOf = (depth: number) =>
      decodeMessage('PoolConfig', { name: 'p', policy: { type: 'x', config: nested(depth) } })
    expect(isRefusal(policyOf(10_000))).toBe(true)
    const message = policyOf(20)
    if (isRefusal(message)) throw new Error(message.message)
    expect(toPoolDocument(message)).toMatchObject({
      kind: 'refused',
      metadata: { field: expect.stringContaining('policy.config') },
    })
  })

  test.each([
    [{ time: { seconds: 0, nanos: 0 } }, '1970-01-01T00:00:00Z'],
    [{ time: { seconds: 1_700_000_000, nanos: 120_000_000 } }, '2023-11-14T22:13:20.12Z'],
    [{ time: { seconds: 1_700_000_000, nanos: 1 } }, '2023-11-14T22:13:20.000000001Z'],
  ])('times are RFC 3339: %j', (message, time) => {
    expect(encodeMessage('Decision', message)).toEqual({ time })
  })

  test('what JSON has no number for is text, and numbers of enums are names', () => {
    expect(encodeMessage('ScoreInput', { signal: 'latency', value: Infinity, age: { seconds: 1, nanos: 0 } })).toEqual({
      ...{ signal: 'latency', value: 'Infinity', age: '1s' },
    })
    expect(encodeMessage('Decision', { reason: 5 })).toEqual({ reason: 'PICK_REASON_PANIC' })
  })
})
