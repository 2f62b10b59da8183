import type { handleBidiStreamingCall } from '@grpc/grpc-js'
import type { Refusal } from '../../errors.ts'
import type { Log } from '../../telemetry/ports.ts'
import type { StreamedCall } from '../calls/call.ts'
import { isRefusal } from '../messages/refusals.ts'
import { guarded } from './handler-context.ts'
import { errorOf } from './status.ts'
import type { StreamLife } from './stream-life.ts'
import type { TracedCalls } from './unary.ts'

/** Nothing more is read while the other side leaves this many answers untaken. */
const MAX_WAITING = 4

/** The one handler of bidirectional streams, which answer each message with one message, in order. */
export function messageStreamHandler(
  method: string,
  streamed: StreamedCall,
  context: { log: Log; life: StreamLife; tracing?: TracedCalls | undefined },
): handleBidiStreamingCall<Buffer, Buffer> {
  const { log, life, tracing } = context
  return (call) => {
    let isOver = false
    let farewell: Buffer | undefined
    let waiting = 0

    const send = (answer: Buffer): void => {
      waiting += 1
      if (waiting === MAX_WAITING) call.pause()
      call.write(answer, () => {
        waiting -= 1
        if (!isOver && waiting === MAX_WAITING - 1) call.resume()
      })
    }
    const finish = (refusal?: Refusal): void => {
      if (isOver) return
      isOver = true
      leave()
      if (refusal === undefined) call.end()
      else call.emit('error', errorOf(refusal))
    }
    const leave = life.open(
      {
        goAway(reason, graceMs) {
          if (isOver || farewell !== undefined) return
          farewell = streamed.goAway(reason, graceMs)
          send(farewell)
        },
        end: () => finish(),
      },
      call.getPeer(),
    )

    call.on('data', (bytes: Buffer) => {
      if (isOver) return
      const span = tracing?.tracing.begin(tracing.method, call.metadata)
      const answer = guarded(log, method, () => streamed.answer(bytes))
      span?.end(isRefusal(answer) ? answer : undefined)
      if (isRefusal(answer)) finish(answer)
      else send(farewell === undefined ? answer : Buffer.concat([answer, farewell]))
    })
    call.on('end', () => finish())
    // A cancelled call closes without an end, so nothing is left to send.
    call.on('close', () => {
      isOver = true
      leave()
    })
  }
}
