import { expect, test } from '@jest/globals'
import { join } from 'node:path'
import protobuf from 'protobufjs'
import { findProtoPath } from '../../../server/transport/grpc/proto-path.ts'
import {
  AFFINITY_MODES,
  BACKEND_HEALTHS,
  BACKEND_STATES,
  CONCURRENCY_LIMIT_MODES,
  DEGRADED_REASONS,
  DRAIN_RULES,
  LOCALITY_MODES,
  OUTCOME_RESULTS,
  PICK_REASONS,
  RETRY_BUDGET_MODES,
  SUBSET_FALLBACKS,
} from '../../../server/transport/messages/enums.ts'

const root = new protobuf.Root()
root.resolvePath = (_origin, target) => join(findProtoPath(), target)
root.loadSync('lookaside/v1/admin_service.proto', { keepCase: true })

test.each(
  Object.entries({
    AffinityMode: AFFINITY_MODES,
    BackendHealth: BACKEND_HEALTHS,
    BackendState: BACKEND_STATES,
    DegradedReason: DEGRADED_REASONS,
    AffinityDrainRule: DRAIN_RULES,
    LocalityMode: LOCALITY_MODES,
    OutcomeResult: OUTCOME_RESULTS,
    PickReason: PICK_REASONS,
    ConcurrencyLimitMode: CONCURRENCY_LIMIT_MODES,
    RetryBudgetMode: RETRY_BUDGET_MODES,
    SubsetFallback: SUBSET_FALLBACKS,
  }),
)('%s has the values of the .proto file', (name, table) => {
  const declared = Object.entries(root.lookupEnum(`lookaside.v1.${name}`).values)
  const ours = Object.values<{ name: string; number: number }>(table).map((each) => [each.name, each.number])
  const isUnspecified = ([value]: [string, number]): boolean => value.endsWith('_UNSPECIFIED')
  const wanted = name === 'BackendHealth' ? declared : declared.filter((value) => !isUnspecified(value))
  expect(new Set(ours)).toEqual(new Set(wanted))
})
