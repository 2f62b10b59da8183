import { type Client, type ClientDuplexStream, type ClientReadableStream, type ServiceError } from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import { until } from '../../support/until.ts'
import { failureOf, type Failure } from './client.ts'

type Method<Request, Response> = Pick<
  MethodDefinition<Request, unknown, unknown, Response>,
  'path' | 'requestSerialize' | 'responseDeserialize'
>

/** What came on a stream so far. */
export interface Received<Response> {
  readonly messages: Response[]
  /** Undefined while it is open. */
  end: { readonly kind: 'ok' } | Failure | undefined
  cancel(): void
  /** Waits for so many messages. */
  atLeast(count: number): Promise<readonly Response[]>
  ended(): Promise<{ readonly kind: 'ok' } | Failure>
}

function receive<Response>(stream: ClientReadableStream<Response>): Received<Response> {
  const received: Received<Response> = {
    messages: [],
    end: undefined,
    cancel: () => stream.cancel(),
    async atLeast(count) {
      await until(`${count} messages came`, () => received.messages.length >= count || received.end !== undefined)
      return received.messages
    },
    async ended() {
      await until('the stream ended', () => received.end !== undefined, 15_000)
      return received.end ?? { kind: 'ok' }
    },
  }
  stream.on('data', (message: Response) => received.messages.push(message))
  stream.on('error', (error: ServiceError) => (received.end = failureOf(error)))
  stream.on('end', () => (received.end ??= { kind: 'ok' }))
  return received
}

export function openBidi<Request, Response>(
  client: Client,
  method: Method<Request, Response>,
): { stream: ClientDuplexStream<Request, Response>; received: Received<Response> } {
  const stream: ClientDuplexStream<Request, Response> = client.makeBidiStreamRequest(
    method.path,
    method.requestSerialize,
    method.responseDeserialize,
  )
  return { stream, received: receive<Response>(stream) }
}

export function openServerStream<Request, Response>(
  client: Client,
  method: Method<Request, Response>,
  request: Request,
): { stream: ClientReadableStream<Response>; received: Received<Response> } {
  const stream = client.makeServerStreamRequest(
    method.path,
    method.requestSerialize,
    method.responseDeserialize,
    request,
  )
  return { stream, received: receive<Response>(stream) }
}
