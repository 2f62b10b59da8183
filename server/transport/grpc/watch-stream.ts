import type { handleServerStreamingCall, ServerWritableStream } from '@grpc/grpc-js'
import type { Refusal } from '../../errors.ts'
import type { Log } from '../../telemetry/ports.ts'
import type { GoAwayNotice, OpenWatch, WatchCall } from '../calls/watch.ts'
import { isRefusal } from '../messages/refusals.ts'
import type { Timers } from '../timers.ts'
import { checkUnarySize, guarded } from './handler-context.ts'
import { createPacedOutput, refuseStalled } from './paced-output.ts'
import { errorOf } from './status.ts'
import type { StreamLife } from './stream-life.ts'

interface WatchContext {
  readonly log: Log
  readonly life: StreamLife
  readonly timers: Timers
  readonly maxBytes: number
  readonly stallMs: number
}

/** The handler of WatchBackends. A reader that is slow gets the newest state when it is ready, never a queue. */
export function watchStreamHandler(
  method: string,
  open: OpenWatch,
  context: WatchContext,
): handleServerStreamingCall<Buffer, Buffer> {
  return (call) => {
    const { log, maxBytes } = context
    const sender = createSender(method, call, context)
    const opened =
      checkUnarySize(call.request, maxBytes) ?? guarded(log, method, () => open(call.request, () => sender.changed()))
    if (isRefusal(opened)) sender.finish(opened)
    else sender.start(opened)
  }
}

/** Sends the state of one watch whenever it has changed and the one before it is out. */
function createSender(method: string, call: ServerWritableStream<Buffer, Buffer>, context: WatchContext) {
  let watch: WatchCall | undefined
  let isOver = false
  let isChanged = true
  let goAway: GoAwayNotice | undefined

  const release = (): void => {
    isOver = true
    leave()
    output.close()
    watch?.close()
    watch = undefined
  }
  const finish = (refusal?: Refusal): void => {
    if (isOver) return
    release()
    if (refusal === undefined) call.end()
    else call.emit('error', errorOf(refusal))
  }
  const send = (): void => {
    const current = watch
    if (isOver || !isChanged || current === undefined || output.isBusy()) return
    const state = guarded(context.log, method, () => current.current(goAway))
    if (isRefusal(state)) {
      finish(state)
      return
    }
    isChanged = false
    output.write(state)
  }
  const changed = (): void => {
    isChanged = true
    send()
  }
  const output = createPacedOutput(call, context, { done: send, stalled: () => finish(refuseStalled(context.stallMs)) })
  const living = {
    goAway(reason: GoAwayNotice['reason'], graceMs: number): void {
      if (goAway !== undefined) return
      goAway = { reason, graceMs }
      changed()
    },
    end: () => finish(),
  }
  const leave = context.life.open(living, call.getPeer())
  call.on('cancelled', release)
  call.on('close', release)
  return {
    changed,
    finish,
    start(opened: WatchCall): void {
      watch = opened
      send()
    },
  }
}
