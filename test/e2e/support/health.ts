import { Client, credentials } from '@grpc/grpc-js'

export interface HealthWatch {
  /** What grpc.health.v1 has said of the whole, in order. */
  readonly statuses: readonly string[]
  close(): void
}

const STATUSES = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN']

/** Watches grpc.health.v1 over a connection of its own. */
export function watchHealth(address: string): HealthWatch {
  const client = new Client(address, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 })
  const statuses: string[] = []
  // The request is empty; the answer is one enum in field 1, which is left out when it is 0.
  const stream = client.makeServerStreamRequest(
    '/grpc.health.v1.Health/Watch',
    () => Buffer.alloc(0),
    (bytes) => STATUSES[bytes[1] ?? 0] ?? 'unknown',
    undefined,
  )
  stream.on('data', (status: string) => statuses.push(status))
  stream.on('error', () => undefined)
  return {
    statuses,
    close() {
      stream.cancel()
      client.close()
    },
  }
}
