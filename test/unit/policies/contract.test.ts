import { BUILT_IN_POLICIES } from '../../../policies/index.ts'
import { describePolicyContract, type PolicyContractOptions } from '../../contracts/policy.ts'

/** Parameters other than the defaults, each run through the contract too. */
const VARIANTS: Readonly<Record<string, readonly PolicyContractOptions[]>> = {
  least_request: [
    { config: { choiceCount: 5 } },
    { config: { selectionMethod: 'FULL_SCAN' } },
    { config: { activeRequestBias: 1 } },
  ],
  weighted_round_robin: [{ config: { randomStart: true } }, { config: { maxFails: 0 } }],
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
  // A ring so small that it leaves backends out does not mean to share evenly.
  ring_hash: [
    { config: { minRingSize: 8, maxRingSize: 8 }, shareTolerance: undefined },
    { config: { hashFunction: 'MURMUR_HASH_2' } },
  ],
}

for (const factory of BUILT_IN_POLICIES) {
  for (const options of [{}, ...(VARIANTS[factory.type] ?? [])]) describePolicyContract(factory, options)
}
