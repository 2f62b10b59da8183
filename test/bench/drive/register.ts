import { registration, type BenchBackend } from '../messages.ts'
import { connect } from './client.ts'

export const AGENT = '/lookaside.v1.AgentService'
const AT_ONE_TIME = 64

/** Registers backends as agents do, one call each. */
export async function registerAll(port: number, backends: readonly BenchBackend[]): Promise<void> {
  const client = connect(port)
  let next = 0
  const worker = async (): Promise<void> => {
    for (let at = next++; at < backends.length; at = next++) {
      const backend = backends[at]
      if (backend !== undefined) await client.call(`${AGENT}/RegisterBackend`, registration(backend, at))
    }
  }
  await Promise.all(Array.from({ length: AT_ONE_TIME }, worker))
  client.close()
}
