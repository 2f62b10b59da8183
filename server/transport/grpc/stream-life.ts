import type { Clock } from '../../../policies/policy.ts'
import type { GoAwayReason } from '../messages/answers.ts'
import type { TransportLimits } from '../limits.ts'
import type { Timers } from '../timers.ts'

/** An open stream of our own, which can be sent away. */
export interface LivingStream {
  goAway(reason: GoAwayReason, graceMs: number): void
  /** Ends it without an error. */
  end(): void
}

export interface StreamLife {
  /** Streams that are open. */
  readonly size: number
  /** Takes a stream in; `peer` is its connection. The answer takes it out. */
  open(stream: LivingStream, peer: string): () => void
  goAwayAll(reason: GoAwayReason, graceMs: number): void
  endAll(): void
  /** Calls once when no stream is open, at once if so already. */
  whenEmpty(run: () => void): void
}

/** The library varies the age of connections by as much. */
const JITTER = 0.1
/** A stream lives this long even on a connection that is near its end, so that its opener is not sent round in circles. */
const MIN_AGE_MS = 60_000

/** Keeps streams from growing older than allowed, and older than their connection, which would cut them without a word. */
export function createStreamLife(options: {
  limits: TransportLimits
  clock: Clock
  timers: Timers
  random: () => number
  connectedAt: (peer: string) => number | undefined
}): StreamLife {
  const { limits, clock, timers, random, connectedAt } = options
  const streams = new Set<LivingStream>()
  const waiters: (() => void)[] = []

  const ageMs = (peer: string): number => {
    const age = limits.maxStreamAgeMs * (1 - JITTER + 2 * JITTER * random())
    const connected = connectedAt(peer)
    if (connected === undefined) return age
    const left = connected + limits.maxConnectionAgeMs * (1 - JITTER) - clock.now()
    return Math.min(age, Math.max(left, MIN_AGE_MS))
  }

  return {
    get size() {
      return streams.size
    },
    open(stream, peer) {
      streams.add(stream)
      let cancelTimer = timers.after(ageMs(peer), () => {
        cancelTimer = timers.after(limits.goAwayGraceMs, () => stream.end())
        stream.goAway('MAX_STREAM_AGE', limits.goAwayGraceMs)
      })
      return () => {
        cancelTimer()
        streams.delete(stream)
        if (streams.size === 0) for (const run of waiters.splice(0)) run()
      }
    },
    goAwayAll(reason, graceMs) {
      for (const stream of streams) stream.goAway(reason, graceMs)
    },
    endAll() {
      for (const stream of streams) stream.end()
    },
    whenEmpty(run) {
      if (streams.size === 0) run()
      else waiters.push(run)
    },
  }
}
