import type { ServerWritableStream } from '@grpc/grpc-js'
import { refuse, type Refusal } from '../../errors.ts'
import type { Timers } from '../timers.ts'

/** Writes to a server stream, one message on its way at a time. */
export interface PacedOutput {
  /** A message is on its way: no other may be written. */
  isBusy(): boolean
  write(bytes: Buffer): void
  close(): void
}

/** `done` is called when a message is out; `stalled` when the reader has taken nothing for `stallMs`. */
export function createPacedOutput(
  call: ServerWritableStream<Buffer, Buffer>,
  { timers, stallMs }: { readonly timers: Timers; readonly stallMs: number },
  on: { done: () => void; stalled: () => void },
): PacedOutput {
  let isBusy = false
  let cancelStall = (): void => undefined
  return {
    isBusy: () => isBusy,
    close: () => cancelStall(),
    write(bytes) {
      isBusy = true
      cancelStall = timers.after(stallMs, on.stalled)
      call.write(bytes, () => {
        cancelStall()
        isBusy = false
        on.done()
      })
    },
  }
}

export function refuseStalled(stallMs: number): Refusal {
  return refuse('SERVER_DEADLINE', `nothing was read for ${stallMs} ms: read the stream, then watch again`, {
    limit: `${stallMs} ms`,
  })
}
