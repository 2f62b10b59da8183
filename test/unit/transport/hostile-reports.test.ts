import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { LoadReport } from '../../../policies/policy.ts'
import { toHeartbeat } from '../../../server/transport/messages/heartbeat.ts'
import { toOutcome } from '../../../server/transport/messages/outcome.ts'
import type { Received } from '../../../server/transport/messages/received.ts'
import type { Heartbeat__Output } from '../../../proto/gen/lookaside/v1/Heartbeat.ts'
import type { Outcome__Output } from '../../../proto/gen/lookaside/v1/Outcome.ts'
import type { LoadReport__Output } from '../../../proto/gen/lookaside/v1/LoadReport.ts'

const REPORTS = 100_000
const HOUR_MS = 3_600_000

const ODD_NUMBERS = [NaN, Infinity, -Infinity, -1, -0, 1e-320, 1e308, 2 ** 53, 2 ** 64, 0.5, HOUR_MS + 1, 4294967295]
const ODD_TEXTS = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'a b',
  '\0',
  '\n',
  '\ud800',
  '../..',
  '💥',
]

const choose = <T>(next: () => number, items: readonly T[], usual: T): T =>
  next() < 0.85 ? usual : (items[Math.floor(next() * items.length)] ?? usual)

/** A source of reports, most of whose fields are right, since a report with everything wrong tells little. */
function hostile(next: () => number) {
  const number = (usual: number): number => choose(next, ODD_NUMBERS, usual)
  const text = (usual: string): string => choose(next, [...ODD_TEXTS, 'x'.repeat(Math.floor(next() * 2_000))], usual)
  const map = (): Record<string, number> | Map<string, number> => {
    const entries = Array.from({ length: Math.floor(next() ** 8 * 60) }, (_, at): [string, number] => [
      text(`key-${at}`),
      number(0.5),
    ])
    return next() < 0.5 ? new Map(entries) : Object.fromEntries(entries)
  }
  const duration = (): { seconds: number; nanos: number } | null =>
    next() < 0.5 ? null : { seconds: number(1), nanos: number(5_000) }
  const load = (): Received<LoadReport__Output> => ({
    cpuUtilization: number(0.5),
    memUtilization: number(0.5),
    applicationUtilization: number(0),
    rpsFractional: number(10),
    eps: number(0),
    requestCost: map(),
    utilization: map(),
    namedMetrics: map(),
    inFlight: next() < 0.5 ? undefined : number(3),
    completed: number(100),
    errors: number(1),
    capacity: number(10),
    latency: duration(),
    sampleAge: duration(),
  })
  const enumValue = (usual: string): string | number =>
    choose<string | number>(next, [0, 99, -1, NaN, '__proto__', ''], usual)
  return {
    heartbeat: (): Received<Heartbeat__Output> => ({
      pool: text('checkout'),
      backendId: text('b-1'),
      epoch: number(1),
      sequence: number(1),
      health: enumValue('BACKEND_HEALTH_HEALTHY'),
      healthDetail: text('ok'),
      draining: next() < 0.5,
      load: next() < 0.2 ? null : load(),
    }),
    outcome: (): Received<Outcome__Output> => ({
      pickToken: text('token'),
      result: enumValue('OUTCOME_RESULT_SUCCESS'),
      latency: duration(),
      status: text('200'),
      loadReport: next() < 0.5 ? null : load(),
      pool: text(''),
      backendId: text(''),
    }),
  }
}

const isIn = (value: number, min: number, max: number): boolean =>
  value >= min && value <= max && Number.isFinite(value)

function isSound(load: LoadReport | undefined): boolean {
  if (load === undefined) return true
  const maps = [load.requestCost, load.utilization, load.namedMetrics]
  return (
    [load.cpuUtilization, load.applicationUtilization, load.rps, load.eps].every((value) => isIn(value, 0, Infinity)) &&
    isIn(load.memUtilization, 0, 1) &&
    isIn(load.capacity, 0, 1e6) &&
    [load.completed, load.errors, load.inFlight ?? 0].every((value) => Number.isSafeInteger(value) && value >= 0) &&
    isIn(load.latencyMs ?? 0, 0, HOUR_MS) &&
    maps.every((map) => map instanceof Map && map.size <= 32 && !map.has('__proto__') && !map.has('constructor')) &&
    [...load.utilization.values()].every((value) => isIn(value, 0, 1)) &&
    [...load.requestCost.values()].every((value) => isIn(value, 0, Infinity)) &&
    [...load.namedMetrics.values()].every((value) => Number.isFinite(value))
  )
}

const NAME = /^[A-Za-z0-9._:\-/@[\]]{1,128}$/

describe('100,000 hostile reports', () => {
  test('each is refused or in range, none throws, and no prototype changes', () => {
    const before = Reflect.ownKeys(Object.prototype)
    const counts = { refused: 0, refusedLoad: 0, accepted: 0 }
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const source = hostile(generator(seed))
        for (let count = 0; count < 500; count += 1) {
          const beat = toHeartbeat(source.heartbeat())
          const ended = toOutcome(source.outcome())
          for (const checked of [beat, ended]) {
            if (checked.kind === 'refused') counts.refused += 1
            else if (checked.refusedLoad === undefined) counts.accepted += 1
            else counts.refusedLoad += 1
            if (checked.kind === 'refused') continue
            if (!isSound(checked.report.load) || !isIn(checked.report.loadAgeMs, 0, HOUR_MS)) return false
          }
          if (beat.kind === 'heartbeat') {
            const { pool, backendId, epoch, sequence, healthDetail } = beat.report
            const isFine = NAME.test(pool) && NAME.test(backendId) && [...healthDetail].length <= 256
            if (!isFine || !Number.isSafeInteger(epoch) || !Number.isSafeInteger(sequence)) return false
          }
          if (ended.kind === 'outcome' && !isIn(ended.report.latencyMs ?? 0, 0, HOUR_MS)) return false
        }
        return true
      }),
      { numRuns: REPORTS / 1_000 },
    )
    expect(Reflect.ownKeys(Object.prototype)).toEqual(before)
    expect({}).not.toHaveProperty('polluted')
    // Every way out was taken often.
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(REPORTS / 20)
    expect(counts.refused + counts.refusedLoad + counts.accepted).toBe(REPORTS)
  })
})

/** mulberry32: fast, and the same for the same seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
