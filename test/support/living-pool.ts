import { BUILT_IN_POLICIES } from '../../policies/index.ts'
import { createRng } from '../../policies/lib/rng.ts'
import type { LoadReport } from '../../policies/policy.ts'
import { defaultPoolConfig } from '../../server/pools/pool-config.ts'
import type { PoolConfig } from '../../server/pools/pool-config.ts'
import type { PickQuery } from '../../server/use-cases.ts'
import { PLAIN_OUTCOME, startReplica } from './replica.ts'
import type { Harness, HarnessOptions } from './replica.ts'

export const COLD: Partial<PoolConfig> = { slowStart: { windowMs: 0, aggression: 1, minWeightPercent: 10 } }
export const EVERY_PICK = { perSecond: 1_000, keep: 10_000 }

export const REPORT: LoadReport = {
  ...{ cpuUtilization: 0.4, memUtilization: 0.5, applicationUtilization: 0, rps: 1, eps: 0, completed: 10, errors: 0 },
  ...{ capacity: 8, inFlight: 2, latencyMs: 12 },
  ...{ utilization: new Map([['db', 0.5]]), namedMetrics: new Map([['queue', 3]]), requestCost: new Map() },
}

export async function replicaOf(config: Partial<PoolConfig>, more: HarnessOptions = {}): Promise<Harness> {
  const defaults = (name: string): PoolConfig => ({ ...defaultPoolConfig(name), ...COLD, ...config })
  return startReplica({ defaults, policies: [], decisions: EVERY_PICK, ...more })
}

/** A pool that lives: backends of unequal weight come, go, warm up, drain, report and fail, while calls begin and end. */
export function live(harness: Harness, seed: number, steps: number, onPick: (token: string) => void): void {
  const rng = createRng(seed)
  const { picks } = harness.replica.useCases
  const open: string[] = []
  const idOf = (index: number): string => `b${index}`
  for (let index = 0; index < 6; index++) harness.register('p', idOf(index), { weight: 1 + rng.below(3) })
  harness.time.advance(20)
  for (let step = 0; step < steps; step++) {
    harness.time.advance(rng.below(150))
    const id = idOf(rng.below(9))
    const chance = rng.below(10)
    if (chance === 0) harness.register('p', id, { weight: 1 + rng.below(3), epoch: 1 + step })
    else if (chance <= 2)
      harness.replica.directory.get('p')?.setOverride(id, { drained: chance === 1, weight: undefined })
    for (let index = 0; index < 9; index++) {
      const known = harness.replica.directory.get('p')?.entries.get(idOf(index))
      if (known !== undefined) harness.beat('p', idOf(index), { epoch: known.record.epoch, load: REPORT })
    }
    for (let pick = 0; pick < 4; pick++) {
      const query: Partial<PickQuery> = {
        affinityKey: rng.below(2) === 0 ? '' : `key-${rng.below(50)}`,
        excludeBackendIds: rng.below(4) === 0 ? [idOf(rng.below(6))] : [],
        alternates: rng.below(3),
      }
      const answer = harness.pick('p', query)
      if (answer.kind === 'refused') continue
      open.push(answer.token)
      onPick(answer.token)
    }
    while (open.length > 5) {
      const token = open.splice(rng.below(open.length), 1)[0] ?? ''
      const result = rng.below(5) === 0 ? 'error' : 'success'
      picks.report({ ...PLAIN_OUTCOME, token, result, latencyMs: 5 + rng.below(100) })
    }
  }
}

/** A ring or table is built for each replay, so a small one. */
const SMALL: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  maglev: { tableSize: 251 },
  ring_hash: { minRingSize: 64, maxRingSize: 64 },
}

export const CASES: readonly (readonly [string, Partial<PoolConfig>])[] = [
  ...BUILT_IN_POLICIES.map(({ type }) => [type, { policy: { type, config: SMALL[type] ?? {} } }] as const),
  ['least_request FULL_SCAN', { policy: { type: 'least_request', config: { selectionMethod: 'FULL_SCAN' } } }],
  ['least_request by schedule', { policy: { type: 'least_request', config: { activeRequestBias: 1 } } }],
  [
    'weighted_round_robin_orca without blackout',
    { policy: { type: 'weighted_round_robin_orca', config: { blackoutPeriodMs: 0, weightUpdatePeriodMs: 100 } } },
  ],
  ['join_idle_queue of two choices', { policy: { type: 'join_idle_queue', config: { whenBusy: 'two_choices' } } }],
  ['maglev bounded', { policy: { type: 'maglev', config: { tableSize: 251, hashBalanceFactor: 125 } } }],
  [
    'pipeline of many parts',
    {
      policy: {
        type: 'pipeline',
        config: {
          filters: [
            { type: 'below', limit: 3 },
            { type: 'at_least', limit: 0.9 },
          ],
          scorers: [
            { type: 'success_rate', weight: 3 },
            { type: 'latency' },
            { type: 'spare_capacity' },
            { type: 'weight' },
          ],
          picker: { type: 'weighted_random' },
          sample: 3,
        },
      },
    },
  ],
  ['rendezvous bounded', { policy: { type: 'rendezvous', config: { hashBalanceFactor: 100 } } }],
  [
    'ring_hash bounded',
    { policy: { type: 'ring_hash', config: { minRingSize: 64, maxRingSize: 64, hashBalanceFactor: 125 } } },
  ],
  [
    'weighted_round_robin by deadline',
    { policy: { type: 'weighted_round_robin', config: { schedule: 'earliest_deadline' } } },
  ],
  ['weighted_round_robin at random', { policy: { type: 'weighted_round_robin', config: { randomStart: true } } }],
]
