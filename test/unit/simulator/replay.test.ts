import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { readDecisionLines } from '../../../server/simulator/replay/decision-lines.ts'
import { replayedPool } from '../../../server/simulator/replay/replayed-pool.ts'
import { modelBackends } from '../../../server/simulator/replay/service-model.ts'
import { decisionLine, recording, scored } from '../../support/recorded-decisions.ts'

const read = (text: string) => readDecisionLines(text)
const decisionsOf = (text: string) => {
  const { decisions, problems } = read(text)
  expect(problems).toEqual([])
  return decisions
}

describe('recorded decisions', () => {
  test('are read with what was known of each backend', () => {
    const line = decisionLine(5_000, { alternateBackendIds: ['c', 'a'] })
    expect(decisionsOf(`\n${line}\r\n`)).toEqual([
      {
        ...{ atMs: 5_000, pool: 'checkout', policy: 'peak_ewma', backendId: 'a', candidates: 2, replica: 'r1' },
        seen: [
          { id: 'a', latencyMs: 20, inFlight: 1, weight: undefined, capacity: undefined },
          { id: 'b', latencyMs: 40, inFlight: 2, weight: undefined, capacity: undefined },
          { id: 'c', latencyMs: undefined, inFlight: undefined, weight: undefined, capacity: undefined },
        ],
      },
    ])
  })

  test('are taken from the events of the HTTP API, where what is empty may be missing', () => {
    const event = { decision: { time: '2026-01-31T12:00:00Z', pool: 'p', errorReason: 'NO_BACKENDS' }, dropped: 7 }
    const { decisions, dropped, problems } = read(`: watching\n\ndata: ${JSON.stringify(event)}\n\n`)
    expect({ dropped, problems }).toEqual({ dropped: 7, problems: [] })
    expect(decisions).toMatchObject([{ pool: 'p', backendId: '', seen: [] }])
  })

  test('pass over other documents and dry runs, and count them', () => {
    const lost = JSON.stringify({ schemaVersion: 1, kind: 'lost', reason: 'UNREACHABLE' })
    const { decisions, ignored } = read([lost, decisionLine(1, { dryRun: true }), decisionLine(2)].join('\n'))
    expect({ count: decisions.length, ignored }).toEqual({ count: 1, ignored: 2 })
  })

  test.each([
    ['{"kind":', '', 'a JSON document'],
    ['[]', '', 'a mapping'],
    ['{"kind":"decision"}', 'decision', 'a mapping'],
    [decisionLine(1, { time: 'noon' }), 'decision.time', 'a time such as'],
    [decisionLine(1, { time: 12 }), 'decision.time', 'a text'],
    [decisionLine(1, { pool: '' }), 'decision.pool', 'the name of a pool'],
    [decisionLine(1, { backendId: 5 }), 'decision.backendId', 'a text'],
    [decisionLine(1, { scores: {} }), 'decision.scores', 'a list'],
    [decisionLine(1, { scores: [{}] }), 'decision.scores[0].backendId', 'a text'],
    [
      decisionLine(1, { scores: [{ backendId: 'a', inputs: [{ signal: 'latency', value: -1 }] }] }),
      'decision.scores[0].inputs[0].value',
      'a number of at least 0',
    ],
  ])('%j is told by line and field', (line, field, expected) => {
    const { problems } = read(`${decisionLine(1)}\n\n${line}\n${decisionLine(2)}`)
    expect(problems).toEqual([expect.objectContaining({ line: 3, field, expected: expect.stringContaining(expected) })])
  })

  test('never throw, whatever the text is', () => {
    const garbage = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.json().map((json) => `{"kind":"decision","decision":${json}}`),
      fc.record({ time: fc.anything(), pool: fc.anything(), scores: fc.anything() }).map((fields) => {
        try {
          return decisionLine(1, fields)
        } catch {
          return ''
        }
      }),
    )
    fc.assert(
      fc.property(fc.array(garbage, { maxLength: 8 }), (lines) => {
        const { problems, decisions } = read(lines.join('\n'))
        expect(problems.length).toBeLessThanOrEqual(20)
        for (const { atMs, pool } of decisions) expect([Number.isFinite(atMs), pool !== '']).toEqual([true, true])
      }),
    )
  })
})

describe('the model of a backend', () => {
  test('takes the lower latencies for the time of a call, and shares from the picks', () => {
    const text = [10, 30, 30, 90].map((ms, at) => decisionLine(at, { scores: [scored('a', ms, 1)] })).join('\n')
    expect(modelBackends(decisionsOf(text), 10)).toMatchObject([
      { id: 'a', share: 1, serviceMs: 10, source: 'latency' },
      { id: 'b', share: 0, source: 'others', serviceMs: 10 },
    ])
  })

  test("without latencies goes by Little's law: 4 in flight at 50 calls a second are 80 ms", () => {
    const line = (at: number) =>
      decisionLine(at, {
        runnerUpBackendId: '',
        scores: [{ backendId: 'a', score: 4, inputs: [{ signal: 'in_flight', value: 4 }] }],
      })
    expect(modelBackends(decisionsOf([line(1), line(2)].join('\n')), 50)).toMatchObject([
      { serviceMs: 80, source: 'in_flight', inFlight: 4 },
    ])
  })

  test('finds the capacity where latency rises with load', () => {
    // A backend of capacity 5 and 10 ms: up to 5 in flight take 10 ms, 20 take 40.
    const lines = Array.from({ length: 80 }, (_, at) => {
      const inFlight = 1 + (at % 20)
      return decisionLine(at, { scores: [scored('a', 10 * Math.max(1, inFlight / 5), inFlight)] })
    })
    const [model] = modelBackends(decisionsOf(lines.join('\n')), 10)
    expect(model?.serviceMs).toBeLessThanOrEqual(10)
    expect(model?.capacity).toBeCloseTo(5, 1)
  })

  test('leaves room for what was served', () => {
    const [model] = modelBackends(decisionsOf(recording(8, 1)), 1_000)
    // 750 calls a second of 20 ms keep 15 busy.
    expect(model?.capacity).toBeCloseTo(15 / 0.7, 6)
  })
})

describe('a recorded pool', () => {
  const decisions = decisionsOf(recording(101, 10))
  const options = { scale: 1, perSecond: undefined, heartbeatMs: 500 }

  test('is a scenario with the recorded arrivals and backends', () => {
    const { scenario, perSecond, spanMs, policy } = replayedPool(decisions, options)
    expect({ perSecond, spanMs, policy }).toEqual({ perSecond: 100, spanMs: 1_000, policy: 'peak_ewma' })
    expect(scenario.arrivals.times).toEqual(Array.from({ length: 101 }, (_, at) => 200 + at * 10))
    expect(scenario.backends).toHaveLength(2)
    expect(scenario).toMatchObject({ name: 'checkout', replicas: 1, feed: { heartbeatMs: 500 } })
    // Work of the mean backend, and speeds that make up for it.
    const { work, backends } = scenario
    const meanMs = work.kind === 'exponential' ? work.meanMs : 0
    expect(backends.map(({ speed = 1 }) => meanMs / speed)).toEqual([expect.closeTo(20, 6), expect.closeTo(40, 6)])
  })

  test('with a rate has as many calls, in order, within the recorded time', () => {
    const { scenario, perSecond } = replayedPool(decisions, { ...options, perSecond: 350 })
    const times = scenario.arrivals.times ?? []
    expect(perSecond).toBe(350)
    expect(times).toHaveLength(Math.floor(101 * 3.5))
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect([Math.min(...times) >= 200, Math.max(...times) <= 1_200]).toEqual([true, true])
  })

  test('says what in-flight and latency imply of the rate', () => {
    // 1 / 20 ms + 2 / 40 ms.
    expect(replayedPool(decisions, options).impliedPerSecond).toBeCloseTo(100, 6)
  })
})
