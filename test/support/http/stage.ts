import { connect, type Socket } from 'node:net'
import { afterEach } from '@jest/globals'
import type { HttpOptions } from '../../../server/http/http-server.ts'
import { createFakeUseCases, type FakeUseCases } from '../../contracts/transport/fake-use-cases.ts'
import { errorOf, type HttpReply } from './call.ts'
import { serveHttp, type ServedHttp } from './serve.ts'

export interface HttpStage {
  readonly port: number
  readonly fake: FakeUseCases
  readonly server: ServedHttp['server']
}

/** Starts HTTP sides over use cases that say yes, and stops them after each test. */
export function createHttpStage(): (changes?: Partial<HttpOptions> & { readonly host?: string }) => Promise<HttpStage> {
  const served: ServedHttp[] = []
  afterEach(async () => {
    await Promise.all(served.splice(0).map(({ server }) => server.stop()))
  })
  return async (changes = {}) => {
    const fake = createFakeUseCases()
    const one = await serveHttp(fake, changes)
    served.push(one)
    return { port: one.port, fake, server: one.server }
  }
}

export const reasonOf = (reply: HttpReply): string => errorOf(reply).reason
export const fieldOf = (reply: HttpReply): string | undefined => errorOf(reply).metadata['field']

/** A connection with bytes of any kind, and what came back. */
export function raw(port: number, bytes: string): { socket: Socket; text: () => string; isClosed: () => boolean } {
  let text = ''
  let closed = false
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
  socket.on('data', (chunk) => (text += chunk.toString('utf8')))
  socket.on('error', () => undefined)
  socket.on('close', () => (closed = true))
  return { socket, text: () => text, isClosed: () => closed }
}
