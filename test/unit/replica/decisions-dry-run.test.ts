import { describe, expect, test } from '@jest/globals'
import { createRng } from '../../../policies/lib/rng.ts'
import { CASES, live, replicaOf } from '../../support/living-pool.ts'
import { PLAIN_QUERY } from '../../support/replica.ts'

describe('dry runs', () => {
  test.each(CASES)('between picks leave the picks as they were: %s', async (_, config) => {
    const run = async (dryRuns: number): Promise<string[]> => {
      const harness = await replicaOf({
        ...config,
        slowStart: { windowMs: 3_000, aggression: 1, minWeightPercent: 10 },
      })
      const seen: string[] = []
      const rng = createRng(5)
      live(harness, 23, 40, (token) => {
        seen.push(token)
        for (let dry = 0; dry < dryRuns; dry++) {
          harness.replica.useCases.decisions.dryRun({
            ...PLAIN_QUERY,
            pool: 'p',
            alternates: 2,
            affinityKey: `dry-${rng.below(9)}`,
            excludeBackendIds: rng.below(2) === 0 ? [] : ['b1'],
            labelSelector: rng.below(3) === 0 ? new Map([['no', 'such']]) : new Map(),
            locality: rng.below(2) === 0 ? undefined : { region: 'eu', zone: '', subZone: '' },
          })
        }
      })
      return seen
    }
    expect(await run(3)).toEqual(await run(0))
  })

  test('change neither counts nor bindings nor what is in flight', async () => {
    const harness = await replicaOf({ affinity: { mode: 'binding', ttlMs: 60_000, onDrain: 'move', maxBindings: 9 } })
    for (const id of ['a', 'b']) harness.register('p', id)
    harness.time.advance(20)
    const pool = harness.replica.directory.get('p')
    if (pool === undefined) throw new Error('no pool')
    const picks = harness.replica.picks.of(pool)
    const facts = () => [
      picks.picks,
      picks.bindings.size,
      picks.ledger.stats(),
      pool.revision,
      [...picks.refusals],
      [...pool.entries.values()].map(({ signals, picks: count, digest }) => [signals.inFlight(), count, digest.dirty]),
      harness.store.offered.length,
      harness.replica.picks.decisions.stats(),
    ]
    const before = JSON.stringify(facts())
    for (const excludeBackendIds of [[], ['a', 'b']]) {
      harness.replica.useCases.decisions.dryRun({ ...PLAIN_QUERY, pool: 'p', affinityKey: 'k', excludeBackendIds })
    }
    expect(JSON.stringify(facts())).toBe(before)
  })
})
