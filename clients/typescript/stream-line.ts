import type { PickBackendRequest } from '../../proto/gen/lookaside/v1/PickBackendRequest.ts'
import type { Clock, Timer } from './clock.ts'
import type { Endpoint, Endpoints } from './endpoints.ts'
import type { Outcome } from './outcome.ts'
import type { Duplex, MessageEnd, PicksDuplex } from './picks-duplex.ts'
import { createPicksDuplex, STREAM_ENDED } from './picks-duplex.ts'

/** The picks stream in use: opened when there is something to send, replaced when it ends or is told to go. */
export interface StreamLine {
  /** The replica that the stream in use leads to. Undefined: none is open, or it does not answer. */
  endpoint(): Endpoint | undefined
  /** Messages under way on the stream in use. */
  waiting(): number
  /** How many streams were opened. */
  opened(): number
  send(picks: readonly PickBackendRequest[], outcomes: readonly Outcome[], settle: (end: MessageEnd) => void): void
  close(error: unknown): void
}

export interface StreamLineDeps {
  readonly endpoints: Endpoints
  readonly clock: Clock
  readonly open: (endpoint: Endpoint) => Duplex
}

/** A stream that answers nothing for so long is given up, whatever becomes of its connection. */
const STUCK_MS = 1_000
/** A stream that nobody uses is ended. */
const IDLE_MS = 30_000

interface Line {
  readonly endpoint: Endpoint
  readonly duplex: PicksDuplex
}

export function createStreamLine(deps: StreamLineDeps): StreamLine {
  const { endpoints, clock } = deps
  const lines = new Set<Line>()
  let current: Line | undefined
  let opened = 0
  let usedAt = 0
  let timer: Timer | undefined
  let closed = false

  const leave = (line: Line): void => {
    if (current === line) current = undefined
  }
  /** Looks after the stream in use: one timer for stuck and idle alike. */
  const watch = (): void => {
    timer = undefined
    if (current === undefined) return
    const { duplex } = current
    if (duplex.oldestMs() >= STUCK_MS) return duplex.cancel(STUCK)
    if (duplex.waiting === 0 && clock.now() - usedAt >= IDLE_MS) {
      leave(current)
      return duplex.retire()
    }
    timer = clock.after(STUCK_MS / 2, watch, { background: true })
  }
  const usable = (): Line | undefined => {
    if (closed) return undefined
    // What answers no picks in time is left alone until a probe has found it well.
    const well = wellOf(current)
    if (well !== undefined) return well
    const endpoint = endpoints.usable()
    if (endpoint === undefined) return undefined
    current?.duplex.retire()
    opened++
    current = openLine(deps, endpoint, leave, (line) => {
      lines.delete(line)
      leave(line)
    })
    lines.add(current)
    timer ??= clock.after(STUCK_MS / 2, watch, { background: true })
    return current
  }
  return {
    endpoint: () => wellOf(current)?.endpoint,
    waiting: () => current?.duplex.waiting ?? 0,
    opened: () => opened,
    send(picks, outcomes, settle) {
      usedAt = clock.now()
      try {
        const line = usable()
        if (line === undefined) settle({ kind: 'lost', error: NOBODY })
        else line.duplex.send(picks, outcomes, settle)
      } catch (error) {
        // grpc-js throws when the channel was closed under it.
        settle({ kind: 'lost', error })
      }
    },
    close(error) {
      closed = true
      timer?.cancel()
      for (const { duplex } of [...lines]) duplex.cancel(error)
    },
  }
}

function openLine(
  { clock, endpoints, open }: StreamLineDeps,
  endpoint: Endpoint,
  onLeave: (line: Line) => void,
  onEnd: (line: Line) => void,
): Line {
  const duplex = createPicksDuplex(open(endpoint), clock, {
    onGoAway() {
      endpoints.moveOn(endpoint)
      onLeave(line)
    },
    onEnd() {
      stopListening()
      onEnd(line)
    },
  })
  const stopListening = endpoint.replaced.on(() => duplex.cancel(STREAM_ENDED))
  const line: Line = { endpoint, duplex }
  return line
}

function wellOf(line: Line | undefined): Line | undefined {
  return line?.duplex.over === false && line.endpoint.breaker.state === 'closed' ? line : undefined
}

/** Shaped as gRPC's own errors: 14 is UNAVAILABLE, 4 DEADLINE_EXCEEDED. */
const NOBODY = { code: 14, details: 'no replica answers' }
const STUCK = { code: 4, details: 'no answer on the stream' }
