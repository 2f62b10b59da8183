import { describe } from '@jest/globals'
import { describeCalls } from './transport/calls.ts'
import { describeDecisions } from './transport/decisions.ts'
import { describeDrain } from './transport/drain.ts'
import { describeErrors } from './transport/errors.ts'
import type { TransportHarness } from './transport/harness.ts'
import { describeHostileInput } from './transport/hostile-input.ts'
import { describeSideServices } from './transport/side-services.ts'
import { describeStreams } from './transport/streams.ts'

export type { HarnessOptions, RunningTransport, TransportHarness } from './transport/harness.ts'

/** The one suite that any transport must pass, driven by a real client through the wire. */
export function describeTransportContract(name: string, harness: TransportHarness): void {
  describe(`transport contract: ${name}`, () => {
    describe('calls', () => describeCalls(harness))
    describe('errors', () => describeErrors(harness))
    describe('decisions', () => describeDecisions(harness))
    if (harness.onlyUnary === true) return
    describe('hostile input', () => describeHostileInput(harness))
    describe('streams', () => describeStreams(harness))
    describe('health and reflection', () => describeSideServices(harness))
    describe('drain', () => describeDrain(harness))
  })
}
