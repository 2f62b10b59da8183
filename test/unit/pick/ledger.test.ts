import { describe, expect, test } from '@jest/globals'
import { Ledger } from '../../../server/pick/ledger.ts'
import { BackendEntry } from '../../../server/pools/backend-entry.ts'
import { PoolTraffic } from '../../../server/pools/traffic.ts'
import { defaultPoolConfig } from '../../../server/pools/pool-config.ts'
import { FakeTime } from '../../support/fake-time.ts'
import { backendRecord } from '../../support/records.ts'

function setUp() {
  const time = new FakeTime()
  const entry = new BackendEntry(backendRecord('a'), defaultPoolConfig('p'), time, 3_000, new PoolTraffic())
  return { time, entry, ledger: new Ledger() }
}

describe('ledger', () => {
  test('a pick counts as in flight until its outcome', () => {
    const { ledger, entry, time } = setUp()
    const first = ledger.begin(entry, time.now())
    const second = ledger.begin(entry, time.now())
    expect(entry.signals.inFlight()).toBe(2)
    expect(ledger.end(first, time.now())).toBe(entry)
    expect(ledger.end(second, time.now())).toBe(entry)
    expect(entry.signals.inFlight()).toBe(0)
  })

  test('a second outcome of the same pick counts nothing', () => {
    const { ledger, entry, time } = setUp()
    const first = ledger.begin(entry, time.now())
    ledger.begin(entry, time.now())
    ledger.end(first, time.now())
    expect(ledger.end(first, time.now())).toBeUndefined()
    expect(entry.signals.inFlight()).toBe(1)
  })

  test.each([-1, 0.5, Number.NaN, 99, Number.POSITIVE_INFINITY])('%p is no lease', (sequence) => {
    const { ledger, entry, time } = setUp()
    ledger.begin(entry, time.now())
    expect(ledger.end(sequence, time.now())).toBeUndefined()
    expect(entry.signals.inFlight()).toBe(1)
  })

  test('leases run out in order, and only those that are due', () => {
    const { ledger, entry, time } = setUp()
    ledger.begin(entry, time.now())
    time.advance(100)
    const kept = ledger.begin(entry, time.now())
    ledger.expire(time.now() - 50)
    expect(entry.signals.inFlight()).toBe(1)
    expect(ledger.stats()).toEqual({ expired: 1, evicted: 0, outstanding: 1 })
    expect(ledger.end(kept, time.now())).toBe(entry)
  })

  test('grows beyond its first ring and keeps every lease', () => {
    const { ledger, entry, time } = setUp()
    const sequences = Array.from({ length: 5_000 }, () => ledger.begin(entry, time.now()))
    expect(entry.signals.inFlight()).toBe(5_000)
    for (const sequence of sequences.reverse()) expect(ledger.end(sequence, time.now())).toBe(entry)
    expect(ledger.stats().outstanding).toBe(0)
  })

  test('a long-lived lease does not make the ring grow for ever once it has ended', () => {
    const { ledger, entry, time } = setUp()
    const old = ledger.begin(entry, time.now())
    for (let i = 0; i < 2_000; i++) ledger.end(ledger.begin(entry, time.now()), time.now())
    expect(ledger.end(old, time.now())).toBe(entry)
    for (let i = 0; i < 100_000; i++) ledger.end(ledger.begin(entry, time.now()), time.now())
    expect(ledger.stats()).toEqual({ expired: 0, evicted: 0, outstanding: 0 })
  })
})
