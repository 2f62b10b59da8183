import { Server, ServerCredentials, type UntypedHandleCall } from '@grpc/grpc-js'

export const ECHO_PATH = '/bench.Floor/Echo'

const asIs = (bytes: Buffer): Buffer => bytes

/**
 * The floor of every RPC measured here: a unary call that answers the bytes that it got, on the same library, with nothing
 * around it. No interceptor, no codec, no observation, and the one channel option that makes the library faster.
 */
export async function serveEcho(): Promise<void> {
  const server = new Server({ 'grpc.enable_channelz': 0 })
  const echo: UntypedHandleCall = (call: { request: Buffer }, callback: (error: null, answer: Buffer) => void): void =>
    callback(null, call.request)
  const method = {
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  }
  server.addService(
    { Echo: { path: ECHO_PATH, requestStream: false, responseStream: false, ...method } },
    { Echo: echo },
  )
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound)
      else reject(error)
    })
  })
  process.stdout.write(`${JSON.stringify({ port })}\n`)
}
