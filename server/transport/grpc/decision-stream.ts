import { Metadata, type handleServerStreamingCall, type ServerWritableStream } from '@grpc/grpc-js'
import type { WatchDecisionsRequest__Output } from '../../../proto/gen/lookaside/v1/WatchDecisionsRequest.ts'
import type { WatchDecisionsResponse } from '../../../proto/gen/lookaside/v1/WatchDecisionsResponse.ts'
import type { Refusal } from '../../errors.ts'
import type { Log } from '../../telemetry/ports.ts'
import type { Decision } from '../../use-cases.ts'
import type { DecisionTap, OpenDecisionTap } from '../calls/decisions.ts'
import { decisionMessage } from '../messages/decisions.ts'
import { isRefusal } from '../messages/refusals.ts'
import type { Timers } from '../timers.ts'
import { createDecisionQueue } from './decision-queue.ts'
import { checkUnarySize, guarded } from './handler-context.ts'
import { createPacedOutput, refuseStalled } from './paced-output.ts'
import { errorOf, SHUTTING_DOWN } from './status.ts'
import type { StreamLife } from './stream-life.ts'
import { decodeGeneric, type GenericMethod } from './unary.ts'

interface DecisionContext {
  readonly log: Log
  readonly life: StreamLife
  readonly timers: Timers
  readonly maxBytes: number
  readonly stallMs: number
}

type Method = GenericMethod<WatchDecisionsRequest__Output, WatchDecisionsResponse>
type Call = ServerWritableStream<Buffer, Buffer>

/**
 * The handler of WatchDecisions. A reader that is slow misses decisions and is told how many; it never holds up a pick.
 * The responses have no room for a go-away, so a stream that is too old ends without an error once it is read empty, and
 * one of a replica that is about to stop ends with SHUTTING_DOWN: nothing is under way that a grace would save.
 */
export function decisionStreamHandler(
  name: string,
  method: Method,
  open: OpenDecisionTap,
  context: DecisionContext,
): handleServerStreamingCall<Buffer, Buffer> {
  return (call) => {
    const sender = createSender(name, method, call, context)
    const request = checkUnarySize(call.request, context.maxBytes) ?? decodeGeneric(method, call.request)
    const opened = isRefusal(request) ? request : guarded(context.log, name, () => open(request, sender.take))
    if (isRefusal(opened)) sender.finish(opened)
    else sender.start(opened)
  }
}

function createSender(name: string, method: Method, call: Call, context: DecisionContext) {
  const { log, life, timers, stallMs } = context
  const queue = createDecisionQueue()
  let tap: DecisionTap | undefined
  let isOver = false
  let isDue = false
  let cancelDue = (): void => undefined
  /** How it ends when everything is sent. Undefined: it goes on. */
  let ending: { readonly refusal: Refusal | undefined } | undefined

  const release = (): void => {
    isOver = true
    cancelDue()
    leave()
    output.close()
    tap?.close()
    tap = undefined
  }
  const finish = (refusal?: Refusal): void => {
    if (isOver) return
    release()
    if (refusal === undefined) call.end()
    else call.emit('error', errorOf(refusal))
  }
  const send = (): void => {
    if (isOver || output.isBusy()) return
    const next = queue.next()
    if (next === undefined) {
      if (ending !== undefined) finish(ending.refusal)
      return
    }
    const { decision, dropped } = next
    const bytes = guarded(log, name, () => method.responseSerialize({ decision: decisionMessage(decision), dropped }))
    if (isRefusal(bytes)) finish(bytes)
    else output.write(bytes)
  }
  const output = createPacedOutput(call, context, { done: send, stalled: () => finish(refuseStalled(stallMs)) })
  const goAway = (reason: 'SHUTTING_DOWN' | 'MAX_STREAM_AGE'): void => {
    ending ??= { refusal: reason === 'SHUTTING_DOWN' ? SHUTTING_DOWN : undefined }
    send()
  }
  const leave = life.open({ goAway, end: () => finish(ending?.refusal) }, call.getPeer())
  call.on('cancelled', release)
  call.on('close', release)
  return {
    finish,
    take: (decision: Decision, dropped: number): void => {
      if (isOver || ending !== undefined) return
      queue.add(decision, dropped)
      if (isDue) return
      isDue = true
      // Decisions come in the middle of a pick, which must not pay for their encoding.
      cancelDue = timers.after(0, () => {
        isDue = false
        send()
      })
    },
    start(opened: DecisionTap): void {
      tap = opened
      // Decisions may be rare: the watcher learns at once that it is connected.
      call.sendMetadata(new Metadata())
    },
  }
}
