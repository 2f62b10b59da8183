import type { handleServerStreamingCall, ServerWritableStream } from '@grpc/grpc-js'
import { refuse, type Refusal } from '../../errors.ts'
import type { Log } from '../../telemetry/ports.ts'
import type { GoAwayNotice, OpenWatch, WatchCall } from '../calls/watch.ts'
import { isRefusal } from '../messages/refusals.ts'
import type { Timers } from '../timers.ts'
import { checkUnarySize, guarded } from './handler-context.ts'
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
  const { log, life, timers, stallMs } = context
  let watch: WatchCall | undefined
  let isOver = false
  let isSending = false
  let isChanged = true
  let goAway: GoAwayNotice | undefined
  let cancelStall = (): void => undefined

  const release = (): void => {
    isOver = true
    leave()
    cancelStall()
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
    if (isOver || isSending || !isChanged || current === undefined) return
    const state = guarded(log, method, () => current.current(goAway))
    if (isRefusal(state)) {
      finish(state)
      return
    }
    isChanged = false
    isSending = true
    cancelStall = timers.after(stallMs, () => finish(refuseStalled(stallMs)))
    call.write(state, () => {
      cancelStall()
      isSending = false
      send()
    })
  }
  const changed = (): void => {
    isChanged = true
    send()
  }
  const leave = life.open(
    {
      goAway(reason, graceMs) {
        if (goAway !== undefined) return
        goAway = { reason, graceMs }
        changed()
      },
      end: () => finish(),
    },
    call.getPeer(),
  )
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

function refuseStalled(stallMs: number): Refusal {
  return refuse('SERVER_DEADLINE', `nothing was read for ${stallMs} ms: read the stream, then watch again`, {
    limit: `${stallMs} ms`,
  })
}
