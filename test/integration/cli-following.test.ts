import { describe, expect, test } from '@jest/globals'
import { startFakeAdmin } from '../support/fake-admin.ts'
import { connect } from '../../clients/cli/connection.ts'
import { follow, type Following } from '../../clients/cli/following.ts'
import type { WatchBackendsResponse__Output } from '../../proto/gen/lookaside/v1/WatchBackendsResponse.ts'
import { loadServices } from '../../clients/typescript/protos.ts'
import { Server, ServerCredentials, type ServerWritableStream } from '@grpc/grpc-js'

/** A service that answers a watch with one state. */
async function serveWatch(port: number): Promise<{ port: number; stop: () => void }> {
  const server = new Server()
  server.addService(
    { WatchBackends: loadServices().LookasideService.service.WatchBackends },
    { WatchBackends: (call: ServerWritableStream<unknown, object>) => void call.write({ revision: 7 }) },
  )
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, at) =>
      error === null ? resolve(at) : reject(error),
    )
  })
  return { port: bound, stop: () => server.forceShutdown() }
}

describe('following a stream', () => {
  test('a break is told once and mended; the end comes when it is asked for', async () => {
    let service = await serveWatch(0)
    const connection = connect(`127.0.0.1:${service.port}`, 1_000)
    const events: string[] = []
    let stop = (): void => {}
    const on = (event: Following<WatchBackendsResponse__Output>): boolean => {
      events.push(event.kind)
      if (events.length === 1) service.stop()
      if (event.kind === 'lost') void serveWatch(service.port).then((again) => (service = again))
      if (events.filter((kind) => kind === 'message').length === 2) stop()
      return false
    }
    await follow<WatchBackendsResponse__Output>({
      open: () => connection.picks.WatchBackends({ pool: 'a' }),
      failureOf: (error) => connection.failure('WatchBackends', error),
      onStop: (run) => ((stop = run), () => {}),
      on,
    })
    expect(events).toEqual(['message', 'lost', 'back', 'message'])
    service.stop()
    connection.close()
  })

  test('a stream that never began is a failure', async () => {
    const gone = await startFakeAdmin()
    gone.stop()
    const connection = connect(gone.address, 500)
    const following = follow<WatchBackendsResponse__Output>({
      open: () => connection.picks.WatchBackends({ pool: 'a' }),
      failureOf: (error) => connection.failure('WatchBackends', error),
      onStop: () => () => {},
      on: () => false,
    })
    await expect(following).rejects.toMatchObject({ reason: 'UNREACHABLE', exitCode: 3 })
    connection.close()
  })
})
