import type { ServerResponse } from 'node:http'
import { refuse, type Refusal } from '../errors.ts'
import type { TransportLimits } from '../transport/limits.ts'
import { isRefusal } from '../transport/messages/refusals.ts'
import type { Timers } from '../transport/timers.ts'
import type { EventSink, PendingEvent, RouteAnswer } from './route.ts'
import { beginEvents } from './wire/respond.ts'

/** Each costs an encoding of every decision that it sees; people and their dashboards need few. */
const MAX_STREAMS = 32
/** A burst of a thousand decisions comes at once; a quarter of it is kept for a reader of today. */
const MAX_WAITING = 256
/** Proxies close what is silent for a minute or less. */
const HEARTBEAT_MS = 15_000

export interface EventStreams {
  /** Open streams. */
  readonly size: number
  /** Begins a stream on a response, or answers why not. */
  open(response: ServerResponse, open: Extract<RouteAnswer, { kind: 'events' }>['open']): Refusal | undefined
  /** Ends every stream, and takes no more. */
  close(): void
}

interface EventStreamsDeps {
  readonly limits: Pick<TransportLimits, 'watchStallMs'>
  readonly timers: Timers
  /** Told of an event that could not be written. */
  readonly onFault: (error: unknown) => void
}

/** Server-sent events (WHATWG HTML, 9.2): at most so many streams, none with more than a bounded queue. */
export function createEventStreams(deps: EventStreamsDeps): EventStreams {
  const streams = new Set<() => void>()
  let isClosed = false
  return {
    get size() {
      return streams.size
    },
    open(response, open) {
      if (isClosed) return refuse('SHUTTING_DOWN', 'this replica is about to stop: use another one')
      if (streams.size >= MAX_STREAMS) {
        const message = `there are ${MAX_STREAMS} watchers, the most allowed over HTTP: close others, or watch over gRPC`
        return refuse('TOO_MANY_WATCHERS', message, { limit: String(MAX_STREAMS) })
      }
      // Who has gone already is told nothing, and would never be heard to leave.
      if (response.destroyed) return undefined
      const stream = createStream(response, deps)
      const opened = open(stream.sink)
      if (isRefusal(opened)) return opened
      streams.add(stream.end)
      response.on('close', () => {
        streams.delete(stream.end)
        stream.release()
        opened()
      })
      // Whatever is wrong with the connection ends it, and "close" follows.
      response.on('error', () => undefined)
      stream.begin()
      return undefined
    },
    close() {
      isClosed = true
      for (const end of [...streams]) end()
    },
  }
}

interface Backlog {
  /** Answers whether it was taken. */
  add(event: PendingEvent): boolean
  next(): { readonly event: PendingEvent; readonly dropped: number } | undefined
}

/** Events that wait for their reader, oldest first, within a bound: what comes beyond it is left out and counted. */
function createBacklog(): Backlog {
  const waiting: { event: PendingEvent; dropped: number }[] = []
  let dropped = 0
  return {
    add(event) {
      dropped += event.dropped
      if (waiting.length >= MAX_WAITING) {
        dropped += 1
        return false
      }
      waiting.push({ event, dropped })
      dropped = 0
      return true
    },
    next: () => waiting.shift(),
  }
}

function createStream(response: ServerResponse, { limits, timers, onFault }: EventStreamsDeps) {
  const backlog = createBacklog()
  let isOver = false
  let isDue = false
  let cancelStall: (() => void) | undefined
  let cancelBeat = (): void => undefined

  const write = (text: string): void => {
    if (response.write(text) || cancelStall !== undefined) return
    cancelStall = timers.after(limits.watchStallMs, () => response.destroy())
  }
  const pump = (): void => {
    isDue = false
    while (!isOver && !response.writableNeedDrain) {
      const next = backlog.next()
      if (next === undefined) return
      try {
        write(`data: ${JSON.stringify(next.event.data(next.dropped))}\n\n`)
      } catch (error) {
        onFault(error)
        response.destroy()
        return
      }
    }
  }
  const beat = (): void => {
    if (!response.writableNeedDrain) write(': still here\n\n')
    cancelBeat = timers.after(HEARTBEAT_MS, beat)
  }
  const sink: EventSink = {
    offer(event) {
      if (isOver || !backlog.add(event) || isDue) return
      isDue = true
      // Events come in the middle of a pick, which must not pay for their encoding.
      setImmediate(pump)
    },
  }
  return {
    sink,
    begin(): void {
      beginEvents(response)
      response.on('drain', () => {
        cancelStall?.()
        cancelStall = undefined
        pump()
      })
      // The reader learns at once that it is connected, however rare decisions are.
      write(': watching\n\n')
      cancelBeat = timers.after(HEARTBEAT_MS, beat)
    },
    end: (): void => void response.end(),
    release(): void {
      isOver = true
      cancelBeat()
      cancelStall?.()
    },
  }
}
