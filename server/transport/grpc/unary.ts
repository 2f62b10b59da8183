import type { handleUnaryCall, sendUnaryData } from '@grpc/grpc-js'
import type { Refusal } from '../../errors.ts'
import type { CallTracing, Log, TracedMethod } from '../../telemetry/ports.ts'
import { decode } from '../codec/decode.ts'
import type { Reader } from '../codec/reader.ts'
import { isRefusal, refuseMalformed } from '../messages/refusals.ts'
import { checkUnarySize, guarded, unexpected } from './handler-context.ts'
import { statusOf } from './status.ts'

type Answer = Buffer | Refusal
export type UnaryCall = (request: Buffer) => Answer | Promise<Answer>

/** Who records the calls of a method as spans. */
export interface TracedCalls {
  readonly tracing: CallTracing
  readonly method: TracedMethod
}

/** The one handler of unary calls. Those that answer at once can be traced. */
export function unaryHandler(
  method: string,
  call: UnaryCall,
  context: { log: Log; maxBytes: number; tracing?: TracedCalls | undefined },
): handleUnaryCall<Buffer, Buffer> {
  const { log, maxBytes, tracing } = context
  return ({ request, metadata }, callback) => {
    const span = tracing?.tracing.begin(tracing.method, metadata)
    const answer = checkUnarySize(request, maxBytes) ?? guarded(log, method, () => call(request))
    if (!(answer instanceof Promise)) {
      span?.end(isRefusal(answer) ? answer : undefined)
      respond(callback, answer)
      return
    }
    answer.then(
      (settled) => respond(callback, settled),
      (error: unknown) => respond(callback, unexpected(log, method, error)),
    )
  }
}

function respond(callback: sendUnaryData<Buffer>, answer: Answer): void {
  if (isRefusal(answer)) callback(statusOf(answer))
  else callback(null, answer)
}

export interface GenericMethod<Request, Response> {
  readonly requestDeserialize: (bytes: Buffer) => Request
  readonly responseSerialize: (message: Response) => Buffer
}

/** A call from message to message, by way of the generic codec. */
export function messageCall<Request, Response extends object>(
  method: GenericMethod<Request, Response>,
  call: (request: Request) => Response | Refusal | Promise<Response | Refusal>,
): UnaryCall {
  const encode = (answer: Response | Refusal): Answer => (isRefusal(answer) ? answer : method.responseSerialize(answer))
  return (bytes) => {
    const request = decodeGeneric(method, bytes)
    if (isRefusal(request)) return request
    const answer = call(request)
    return answer instanceof Promise ? answer.then(encode) : encode(answer)
  }
}

/** The generic decoder takes strings that are cut off as they are, so the fields are walked through first. */
export function decodeGeneric<Request>(
  method: Pick<GenericMethod<Request, never>, 'requestDeserialize'>,
  bytes: Buffer,
): Request | Refusal {
  const malformed = decode(bytes, skipAll)
  if (malformed !== undefined) return malformed
  try {
    return method.requestDeserialize(bytes)
  } catch {
    return refuseMalformed('it cannot be decoded')
  }
}

function skipAll(reader: Reader): undefined {
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) reader.skip(tag)
}
