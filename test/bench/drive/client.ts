import { Client, credentials, type ClientDuplexStream } from '@grpc/grpc-js'

/** A plain client that sends and gets bytes, for setting up and for looking at answers. It measures nothing. */
export interface BytesClient {
  call(path: string, message: Buffer): Promise<Buffer>
  stream(path: string): ClientDuplexStream<Buffer, Buffer>
  close(): void
}

const asIs = (bytes: Buffer): Buffer => bytes
const DEADLINE_MS = 10_000

export function connect(port: number): BytesClient {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    'grpc.enable_channelz': 0,
    'grpc.use_local_subchannel_pool': 1,
  })
  return {
    call: (path, message) =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(path, asIs, asIs, message, { deadline: Date.now() + DEADLINE_MS }, (error, answer) => {
          if (error !== null) reject(error)
          else resolve(answer ?? Buffer.alloc(0))
        })
      }),
    stream: (path) => client.makeBidiStreamRequest(path, asIs, asIs),
    close: () => client.close(),
  }
}
