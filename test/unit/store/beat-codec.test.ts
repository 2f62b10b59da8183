import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { LoadReport } from '../../../policies/policy.ts'
import { decodeItem, decodeStored, encodeBackendChange } from '../../../server/store/redis/beat-codec.ts'
import { decodeLoad, encodeLoad } from '../../../server/store/redis/load-codec.ts'
import type { BackendRecord, BeatRecord } from '../../../server/store/store.ts'
import { backendRecord, beatRecord } from '../../support/replica-memory.ts'

const number = fc
  .double({ min: 0, noNaN: true, noDefaultInfinity: true })
  .map((value) => (Object.is(value, -0) ? 0 : value))
const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('__proto__', 'constructor', '"', '\n', ' '))
const numbers = fc.array(fc.tuple(text, number), { maxLength: 4 }).map((entries) => new Map(entries))

const load: fc.Arbitrary<LoadReport> = fc.record({
  cpuUtilization: number,
  memUtilization: number,
  applicationUtilization: number,
  rps: number,
  eps: number,
  utilization: numbers,
  namedMetrics: numbers,
  requestCost: numbers,
  inFlight: fc.option(number, { nil: undefined }),
  completed: number,
  errors: number,
  capacity: number,
  latencyMs: fc.option(number, { nil: undefined }),
})

const backend: fc.Arbitrary<BackendRecord> = fc.record({
  id: text,
  address: text,
  locality: fc.record({ region: text, zone: text, subZone: text }),
  labels: fc.array(fc.tuple(text, text), { maxLength: 4 }).map((entries) => new Map(entries)),
  weight: number,
  epoch: fc.maxSafeNat(),
  capacity: number,
})

const beat: fc.Arbitrary<Omit<BeatRecord, 'backendId' | 'epoch'>> = fc.record({
  sequence: fc.maxSafeNat(),
  health: fc.constantFrom('unknown', 'healthy', 'unhealthy'),
  healthDetail: text,
  draining: fc.boolean(),
  load: fc.option(load, { nil: undefined }),
  loadAgeMs: fc.nat(100_000),
})

test('a load report comes back as it went, and carries no prototype', () => {
  fc.assert(fc.property(load, (report) => void expect(decodeLoad(JSON.parse(encodeLoad(report)))).toEqual(report)))
})

describe('a registration', () => {
  test('comes back from the channel and from the store as it went', () => {
    fc.assert(
      fc.property(backend, beat, fc.nat(100_000), (record, rest, leaseMs) => {
        const sent: BeatRecord = { ...rest, backendId: record.id, epoch: record.epoch }
        const [id, head, json] = encodeBackendChange(
          { kind: 'register', pool: 'p', backend: record, beat: sent, leaseMs },
          0,
        )
        const [, epoch, sequence, lease, age, usable, payload] =
          /^r (\S+) (\S+) (\S+) (\S+) (\S) ([^]*)$/.exec(head) ?? []
        const item: unknown = JSON.parse(
          `["r",${JSON.stringify(id)},${epoch},${sequence},${lease},${age},${payload},${json}]`,
        )
        const change = { kind: 'register', pool: 'p', backend: record, beat: sent, leaseLeftMs: leaseMs }
        expect(decodeItem('p', item)).toEqual(change)
        const now = 1_700_000_000_000
        const stored = `${epoch} ${sequence} ${now + leaseMs} ${now - rest.loadAgeMs} ${usable} ${payload}`
        expect(decodeStored('p', id, stored, json, now)).toEqual({ change, deadForMs: -leaseMs })
      }),
    )
  })

  test('that waited has aged', () => {
    const change = {
      kind: 'register',
      pool: 'p',
      backend: backendRecord('b'),
      beat: beatRecord('b', { loadAgeMs: 5 }),
      leaseMs: 300,
    } as const
    expect(encodeBackendChange(change, 100)[1]).toBe('r 1 1 200 105 1 1,0,"",0')
    expect(encodeBackendChange(change, 1_000)[1]).toBe('r 1 1 0 1005 1 1,0,"",0')
  })
})

test('what cannot be read is left out, and never throws', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), fc.string(), (item, stored, record) => {
      decodeItem('p', item)
      decodeStored('p', 'b', stored, record, 0)
    }),
  )
  expect(decodeItem('p', ['r', 'b', 1, 1, 1, 1, 1, 0, '', 0])).toBeUndefined()
  expect(decodeStored('p', 'b', '1 1 x 0 1 0,0,"",0', '["a","","","",1,0,[]]', 0)).toBeUndefined()
})

test('numbers that are not finite never reach JSON', () => {
  const bad = { ...beatRecord('b'), sequence: Number.NaN, loadAgeMs: Number.POSITIVE_INFINITY }
  const [, head] = encodeBackendChange({ kind: 'beat', pool: 'p', beat: bad, leaseMs: Number.NaN }, 0)
  expect(head).toBe('b 1 0 0 0 1 1,0,"",0')
})
