import { describe, expect, test } from '@jest/globals'
import { random } from '../../../policies/random.ts'
import { weightedRandom } from '../../../policies/weighted-random.ts'
import { createRng } from '../../../policies/lib/rng.ts'
import * as fixtures from '../../contracts/policy-fixtures.ts'

const { countsOf, makeBackend, makeBackends, pickIds, requestOf, snapshotOf } = fixtures

describe('random', () => {
  test('even, whatever the weights', () => {
    const backends = makeBackends(5, (index) => ({ weight: 1 + index * 10 }))
    const picker = fixtures.createPolicy(random, undefined, { rng: createRng(1) }).onSnapshot(snapshotOf(backends))
    for (const count of countsOf(pickIds(picker, 10_000)).values()) expect(Math.abs(count - 2_000)).toBeLessThan(200)
  })

  test('an explained pick says its chance', () => {
    const picker = fixtures.createPolicy(random).onSnapshot(snapshotOf(makeBackends(4)))
    expect(picker.pick(requestOf({ explain: true }))).toMatchObject({
      reason: 'random_draw',
      scores: [{ score: 0.25 }],
    })
  })
})

describe('weighted_random', () => {
  const pool = (backends: readonly fixtures.TestBackend[]) =>
    fixtures.createPolicy(weightedRandom, undefined, { rng: createRng(4) }).onSnapshot(snapshotOf(backends))

  test('slow start is read live: the share follows without a new snapshot', () => {
    const [old, warming] = [makeBackend('a'), makeBackend('b', { weight: 0.1 }, { weight: 1 })]
    const picker = pool([old, warming])
    for (const weight of [0.1, 0.5, 1]) {
      warming.state.weight = weight
      const share = (countsOf(pickIds(picker, 20_000)).get('b') ?? 0) / 20_000
      expect(share).toBeCloseTo(weight / (1 + weight), 1)
      expect(Math.abs(share - weight / (1 + weight))).toBeLessThan(0.02)
    }
  })

  test('a pool that warms up as a whole still shares by weight', () => {
    const backends = [1, 3].map((weight, index) => makeBackend(`b${index}`, { weight: weight * 0.001 }, { weight }))
    const counts = countsOf(pickIds(pool(backends), 20_000))
    expect(Math.abs((counts.get('b1') ?? 0) / 20_000 - 0.75)).toBeLessThan(0.02)
  })

  test('with all but a few avoided, those share by weight', () => {
    const backends = Array.from({ length: 1_000 }, (_, i) =>
      makeBackend(fixtures.backendId(i), {}, { weight: i === 7 ? 3 : 1 }),
    )
    const left = new Set([7, 8].map(fixtures.backendId))
    const counts = countsOf(pickIds(pool(backends), 2_000, requestOf({ avoid: (backend) => !left.has(backend.id) })))
    expect([...counts.keys()].sort()).toEqual([...left])
    expect(Math.abs((counts.get(fixtures.backendId(7)) ?? 0) / 2_000 - 0.75)).toBeLessThan(0.05)
  })

  test('changed weights count from the next snapshot on', () => {
    const policy = fixtures.createPolicy(weightedRandom, undefined, { rng: createRng(9) })
    const share = (weight: number): number => {
      const backends = [makeBackend('a'), makeBackend('b', {}, { weight })]
      return (countsOf(pickIds(policy.onSnapshot(snapshotOf(backends)), 5_000)).get('b') ?? 0) / 5_000
    }
    expect(Math.abs(share(1) - 0.5)).toBeLessThan(0.03)
    expect(Math.abs(share(9) - 0.9)).toBeLessThan(0.03)
    expect(Math.abs(share(9) - 0.9)).toBeLessThan(0.03)
    expect(Math.abs(share(1) - 0.5)).toBeLessThan(0.03)
  })
})
