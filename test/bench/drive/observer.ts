import { credentials } from '@grpc/grpc-js'
import { loadServices } from '../../../clients/typescript/protos.ts'
import type { BackendStatus__Output } from '../../../proto/gen/lookaside/v1/BackendStatus.ts'

/** Sees a replica's backends as operators do. */
export interface Observer {
  backends(pool: string): Promise<readonly BackendStatus__Output[]>
  close(): void
}

export function createObserver(port: number): Observer {
  const { AdminService } = loadServices()
  const client = new AdminService(`127.0.0.1:${port}`, credentials.createInsecure())
  return {
    backends: (pool) =>
      new Promise((resolve, reject) => {
        client.ListBackends({ pool, pageSize: 1_000 }, (error, answer) => {
          if (error === null) resolve(answer?.backends ?? [])
          // The pool itself may not be there yet.
          else if (error.details.includes('does not exist')) resolve([])
          else reject(error)
        })
      }),
    close: () => client.close(),
  }
}
