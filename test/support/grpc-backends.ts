import type { sendUnaryData, ServerOptions, ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js'
import { Client, credentials, Server, ServerCredentials } from '@grpc/grpc-js'
import type { CallOptions, ChannelOptions, ServiceError } from '@grpc/grpc-js'

const bytes = { serialize: (value: Buffer): Buffer => value, deserialize: (value: Buffer): Buffer => value }
const codec = {
  ...{ requestSerialize: bytes.serialize, requestDeserialize: bytes.deserialize },
  ...{ responseSerialize: bytes.serialize, responseDeserialize: bytes.deserialize },
}
const UNARY = { path: '/test.Echo/Unary', requestStream: false, responseStream: false, ...codec }
const STREAM = { path: '/test.Echo/Stream', requestStream: false, responseStream: true, ...codec }

export type EchoCall = ServerUnaryCall<Buffer, Buffer>
export type EchoHandler = (call: EchoCall, callback: sendUnaryData<Buffer>) => void
export type StreamHandler = (call: ServerWritableStream<Buffer, Buffer>) => void

export interface GrpcBackend {
  readonly address: string
  readonly server: Server
  stop(): void
}

export interface EchoHandlers {
  readonly unary?: EchoHandler
  readonly stream?: StreamHandler
}

/** A server of two methods on bytes, not bound yet. */
export function createEchoServer(handlers: EchoHandlers = {}, options: ServerOptions = {}): Server {
  const server = new Server(options)
  server.addService(
    { Unary: UNARY, Stream: STREAM },
    {
      Unary: handlers.unary ?? ((call: EchoCall, callback: sendUnaryData<Buffer>) => callback(null, call.request)),
      Stream: handlers.stream ?? ((call: ServerWritableStream<Buffer, Buffer>) => call.end()),
    },
  )
  return server
}

export async function startGrpcBackend(handlers: EchoHandlers = {}, port = 0): Promise<GrpcBackend> {
  const server = createEchoServer(handlers)
  const bound = await new Promise<number>((resolve, reject) =>
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, actual) =>
      error === null ? resolve(actual) : reject(error),
    ),
  )
  return { address: `127.0.0.1:${bound}`, server, stop: () => server.forceShutdown() }
}

export interface EchoClient {
  readonly client: Client
  /** Resolves with the answer as text, rejects with the error of grpc-js. */
  unary(text: string, options?: CallOptions): Promise<string>
  /** Begins a stream of answers. */
  stream(text: string): ReturnType<Client['makeServerStreamRequest']>
}

export function createEchoClient(target: string, options: ChannelOptions = {}): EchoClient {
  const client = new Client(target, credentials.createInsecure(), options)
  return {
    client,
    unary: (text, callOptions = {}) =>
      new Promise((resolve, reject) => {
        const done = (error: ServiceError | null, value?: Buffer): void =>
          error === null ? resolve(String(value)) : reject(error)
        client.makeUnaryRequest(UNARY.path, bytes.serialize, bytes.deserialize, Buffer.from(text), callOptions, done)
      }),
    stream: (text) =>
      client.makeServerStreamRequest(STREAM.path, bytes.serialize, bytes.deserialize, Buffer.from(text)),
  }
}
