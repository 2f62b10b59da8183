import { describe, expect, test } from '@jest/globals'
import { createAliasTable } from '../../../../clients/typescript/alias-table.ts'
import { createLocalBackend, endCall, heed } from '../../../../clients/typescript/local-backend.ts'
import type { Candidate, LocalPicker } from '../../../../clients/typescript/local-picker.ts'
import { createLocalPicker } from '../../../../clients/typescript/local-picker.ts'
import { createRng } from '../../../../policies/lib/rng.ts'

const candidates = (shares: Readonly<Record<string, number>>): Candidate[] => {
  const total = Object.values(shares).reduce((sum, share) => sum + share, 0)
  return Object.entries(shares).map(([id, share]) => ({
    backend: { id, address: `${id}:80`, locality: undefined, labels: new Map(), weight: 1 },
    share: share / total,
    local: createLocalBackend(),
  }))
}

function setUp(shares: Readonly<Record<string, number>>, seed = 1): { all: Candidate[]; picker: LocalPicker } {
  const all = candidates(shares)
  const rng = createRng(seed)
  return { all, picker: createLocalPicker(all, () => rng.next()) }
}

function count(picks: number, pick: () => Candidate | undefined): Record<string, number> {
  const counts: Record<string, number> = {}
  for (let index = 0; index < picks; index++) {
    const id = pick()?.backend.id ?? 'nobody'
    counts[id] = (counts[id] ?? 0) + 1
  }
  return counts
}

describe('alias table', () => {
  test.each([[[1]], [[1, 1]], [[5, 3, 2]], [[1, 0.001, 1_000]], [[0.1, 0.2, 0.3, 0.4]]])(
    'gives each index its part of the points: %j',
    (weights) => {
      const table = createAliasTable(weights)
      const points = 100_000
      const counts = weights.map(() => 0)
      for (let point = 0; point < points; point++) {
        const index = table.at(point / points)
        counts[index] = (counts[index] ?? 0) + 1
      }
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      counts.forEach((hits, index) => expect(hits / points).toBeCloseTo((weights[index] ?? 0) / total, 3))
      expect(table.at(1)).toBeLessThan(weights.length)
    },
  )
})

describe('local picker', () => {
  test('an idle client keeps to the shares as closely as round robin does', () => {
    const { picker } = setUp({ a: 5, b: 3, c: 2 })
    const counts = count(1_000, () => picker.pick(0))
    expect(Math.abs((counts['a'] ?? 0) - 500)).toBeLessThanOrEqual(5)
    expect(Math.abs((counts['b'] ?? 0) - 300)).toBeLessThanOrEqual(5)
    expect(Math.abs((counts['c'] ?? 0) - 200)).toBeLessThanOrEqual(5)
    // Already within a few picks, which random draws are not.
    for (let window = 0; window < 100; window++) {
      const few = count(10, () => picker.pick(0))
      expect(few['a'] ?? 0).toBeGreaterThanOrEqual(3)
      expect(few['a'] ?? 0).toBeLessThanOrEqual(7)
    }
  })

  test('clients with different seeds do not walk in step', () => {
    const first = Array.from({ length: 20 }, (_, seed) => setUp({ a: 1, b: 1, c: 1, d: 1 }, seed).picker.pick(0))
    expect(new Set(first.map((candidate) => candidate?.backend.id)).size).toBe(4)
  })

  test('calls in flight over share decide between two', () => {
    const { all, picker } = setUp({ a: 1, b: 1 })
    for (const { backend, local } of all) if (backend.id === 'a') local.inFlight = 10
    // Only where both draws fall on the busy one.
    expect(count(1_000, () => picker.pick(0))['a']).toBeLessThan(350)
    const weighted = setUp({ a: 9, b: 1 })
    for (const { backend, local } of weighted.all) local.inFlight = backend.id === 'a' ? 9 : 1
    expect(count(1_000, () => weighted.picker.pick(0))['a']).toBeGreaterThan(850)
  })

  test('a slow backend holds fewer calls than weighted random would give it', () => {
    const { picker } = setUp({ a: 1, b: 1, c: 1, d: 1 })
    const open: { candidate: Candidate; until: number }[] = []
    const counts: Record<string, number> = {}
    for (let now = 0; now < 20_000; now++) {
      for (const call of open.filter(({ until }) => until <= now)) {
        endCall(call.candidate.local, 'success', now)
        open.splice(open.indexOf(call), 1)
      }
      const candidate = picker.pick(now)
      if (candidate === undefined) throw new Error('nobody')
      const { id } = candidate.backend
      counts[id] = (counts[id] ?? 0) + 1
      candidate.local.inFlight++
      open.push({ candidate, until: now + (id === 'a' ? 100 : 10) })
    }
    expect(counts['a']).toBeLessThan(3_500)
  })

  test('one that cannot be connected to is passed over, then tried by one call, and forgiven', () => {
    const { all, picker } = setUp({ a: 1, b: 1 })
    const local = all.find(({ backend }) => backend.id === 'a')?.local ?? createLocalBackend()
    heed(local, 'connect_failure', 1_000)
    expect(count(100, () => picker.pick(1_999))['a']).toBeUndefined()
    expect(count(100, () => picker.pick(2_000))['a']).toBe(1)
    expect(count(100, () => picker.pick(2_001))['a']).toBeUndefined()
    heed(local, 'success', 2_002)
    expect(count(100, () => picker.pick(2_003))['a']).toBeGreaterThan(40)
  })

  test('failures in a row are passed over for longer each time, up to a limit', () => {
    const local = createLocalBackend()
    const waits: number[] = []
    for (let failure = 0; failure < 12; failure++) {
      heed(local, failure % 2 === 0 ? 'error' : 'timeout', 0)
      waits.push(local.avoidUntil)
    }
    expect(waits).toEqual([0, 0, 0, 0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
    heed(local, 'cancelled', 0)
    expect(local.avoidUntil).toBe(30_000)
    heed(local, 'rejected', 0)
    expect(local).toEqual({ inFlight: 0, failures: 0, avoidUntil: 0 })
  })

  test('where everybody failed nobody is passed over', () => {
    const { all, picker } = setUp({ a: 1, b: 1 })
    for (const { local } of all) heed(local, 'connect_failure', 0)
    expect(picker.pick(1)).toBeDefined()
  })

  test('exclusions hold, also where few are left', () => {
    const { picker } = setUp(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`b${index}`, 1])))
    const isExcluded = ({ backend }: Candidate): boolean => backend.id !== 'b42'
    expect(count(50, () => picker.pick(0, isExcluded))).toEqual({ b42: 50 })
    expect(picker.pick(0, () => true)).toBeUndefined()
    expect(setUp({}).picker.pick(0)).toBeUndefined()
    expect(setUp({}).picker.pickByKey('k', 0)).toBeUndefined()
  })

  test('keys stay with their backend, in proportion to the shares, and only those of one that leaves move', () => {
    const full = setUp({ a: 2, b: 1, c: 1 }).picker
    const less = createLocalPicker(
      full.candidates.filter(({ backend }) => backend.id !== 'c'),
      () => 0,
    )
    const counts: Record<string, number> = {}
    for (let key = 0; key < 4_000; key++) {
      const id = full.pickByKey(`user-${key}`, 0)?.backend.id ?? 'nobody'
      counts[id] = (counts[id] ?? 0) + 1
      expect(full.pickByKey(`user-${key}`, 0)?.backend.id).toBe(id)
      if (id !== 'c') expect(less.pickByKey(`user-${key}`, 0)?.backend.id).toBe(id)
    }
    expect(counts['a']).toBeGreaterThan(1_850)
    expect(counts['a']).toBeLessThan(2_150)
  })

  test('in flight never goes below zero', () => {
    const local = createLocalBackend()
    endCall(local, 'success', 0)
    expect(local.inFlight).toBe(0)
  })
})
