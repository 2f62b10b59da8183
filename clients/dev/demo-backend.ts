import { createServer } from 'node:http'
import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface BackendProfile {
  readonly id: string
  /** Mean time to serve one request, in milliseconds. */
  readonly serviceMs: number
  /** Requests served at one time; the others queue. */
  readonly workers: number
}

export interface DemoBackend {
  readonly profile: BackendProfile
  readonly server: Server
  readonly address: string
  /** Serves this many times slower from now on; 1: as it should. */
  slowDown(factor: number): void
  close(): Promise<void>
}

/** A real HTTP server with a queue in front of its workers, so that too much load makes it slow, as load does. */
export async function startDemoBackend(profile: BackendProfile, random: () => number): Promise<DemoBackend> {
  let factor = 1
  let busy = 0
  const queue: ServerResponse[] = []
  const timers = new Set<NodeJS.Timeout>()
  const serve = (response: ServerResponse): void => {
    busy++
    // From half to one and a half times the mean.
    const serviceMs = profile.serviceMs * factor * (0.5 + random())
    const timer = setTimeout(() => {
      timers.delete(timer)
      busy--
      response.end(`${profile.id}\n`)
      const next = queue.shift()
      if (next !== undefined) serve(next)
    }, serviceMs)
    timers.add(timer)
  }
  const server = createServer((request, response) => {
    request.resume()
    if (request.url === '/healthz') response.end('ok\n')
    else if (busy < profile.workers) serve(response)
    else queue.push(response)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    profile,
    server,
    address: `127.0.0.1:${port}`,
    slowDown: (times) => {
      factor = times
    },
    close: () =>
      new Promise((resolve) => {
        for (const timer of timers) clearTimeout(timer)
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
