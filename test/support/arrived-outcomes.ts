import type { Outcome__Output } from '../../proto/gen/lookaside/v1/Outcome.ts'
import type { FakeLookaside } from './fake-lookaside.ts'

/** Outcomes that have arrived, by call or on a stream of picks; the order is that of each way. */
export function arrivedOutcomes({ log }: FakeLookaside): readonly Outcome__Output[] {
  return [...log.reports.flat(), ...log.pickMessages.flatMap(({ outcomes }) => outcomes)]
}
