import { BUILT_IN_POLICIES } from '../../../policies/index.ts'
import { SCORERS } from '../../../policies/lib/pipeline/scorers.ts'
import { describePolicyContract, type PolicyContractOptions } from '../../contracts/policy.ts'

/** Parameters other than the defaults, each run through the contract too. */
const VARIANTS: Readonly<Record<string, readonly PolicyContractOptions[]>> = {
  least_request: [
    { config: { choiceCount: 5 } },
    { config: { selectionMethod: 'FULL_SCAN' } },
    { config: { activeRequestBias: 1 } },
  ],
  weighted_round_robin_orca: [
    { config: { blackoutPeriodMs: 0, weightUpdatePeriodMs: 100 } },
    {
      config: {
        ...{ blackoutPeriodMs: 0, unknownWeight: 'median', weightExpirationPeriodMs: 1 },
        metricNamesForComputingUtilization: ['mem_utilization', 'named_metrics.queue'],
      },
    },
  ],
  prequal: [{ config: { sampleSize: 2 } }, { config: { qRif: 0 } }, { config: { qRif: 1 } }],
  join_idle_queue: [{ config: { whenBusy: 'two_choices' } }],
  weighted_round_robin: [
    { config: { randomStart: true } },
    { config: { maxFails: 0 } },
    { config: { schedule: 'earliest_deadline' } },
    { config: { schedule: 'earliest_deadline', randomStart: true } },
  ],
  // A ring so small that it leaves backends out does not mean to share evenly.
  ring_hash: [
    { config: { minRingSize: 8, maxRingSize: 8 }, shareTolerance: undefined },
    { config: { hashFunction: 'MURMUR_HASH_2' } },
    { config: { minRingSize: 512, hashBalanceFactor: 125 } },
  ],
  maglev: [
    { config: { tableSize: 251 } },
    { config: { tableSize: 1009, hashBalanceFactor: 100 } },
    // A table so small that it leaves backends out does not mean to share evenly.
    { config: { tableSize: 3 }, shareTolerance: undefined },
  ],
  pipeline: [
    {
      config: {
        filters: [
          { type: 'without_label', key: 'track' },
          { type: 'below', limit: 100 },
          { type: 'at_least', limit: 0.5 },
        ],
        scorers: SCORERS.map(({ type }) => ({ type })),
        picker: { type: 'weighted_random', sharpness: 2 },
        sample: 3,
      },
    },
    // Who is known first keeps all calls, as the filter says.
    {
      config: { filters: [{ type: 'known' }], scorers: [], picker: { type: 'top_k', k: 3 } },
      shareTolerance: undefined,
    },
  ],
  rendezvous: [{ config: { hashBalanceFactor: 150 } }],
}

for (const factory of BUILT_IN_POLICIES) {
  for (const options of [{}, ...(VARIANTS[factory.type] ?? [])]) describePolicyContract(factory, options)
}
