import { afterEach } from '@jest/globals'
import type { Client } from '@grpc/grpc-js'
import type { TransportLimits } from '../../../server/transport/limits.ts'
import { connect } from './client.ts'
import { createFakeUseCases, type FakeUseCases } from './fake-use-cases.ts'
import type { RunningTransport, TransportHarness } from './harness.ts'

export interface Stage {
  readonly transport: RunningTransport
  readonly client: Client
  readonly fake: FakeUseCases
  /** What was logged as an error. */
  readonly errors: { message: string; fields: Readonly<Record<string, unknown>> | undefined }[]
  /** "Method CODE" of every finished call. */
  readonly observed: string[]
}

/** Starts transports for tests, and closes them and their clients afterwards. */
export function createStage(harness: TransportHarness): (limits?: Partial<TransportLimits>) => Promise<Stage> {
  const open: Stage[] = []
  afterEach(() => {
    for (const { transport, client } of open.splice(0)) {
      client.close()
      transport.forceClose()
    }
  })
  return async (limits = {}) => {
    const fake = createFakeUseCases()
    const errors: Stage['errors'] = []
    const observed: string[] = []
    const transport = await harness.start(fake, {
      limits,
      log: { debug() {}, info() {}, warn() {}, error: (message, fields) => errors.push({ message, fields }) },
      observe: ({ method, code }) => observed.push(`${method} ${code}`),
    })
    const stage = { transport, client: connect(transport.address), fake, errors, observed }
    open.push(stage)
    return stage
  }
}
