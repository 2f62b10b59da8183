import type { Heartbeat } from '../../proto/gen/lookaside/v1/Heartbeat.ts'
import { createBackoff } from '../typescript/backoff.ts'
import type { Clock } from '../typescript/clock.ts'
import type { Log } from '../typescript/log.ts'
import type { BeatStream } from './beat-stream.ts'
import type { Link, LinkLimits } from './link.ts'
import type { BeatAnswer, LinkResult } from './link-result.ts'

/** Brings heartbeats to the service: over a stream, and by unary calls while streams do not work. */
export interface Courier {
  deliver(heartbeats: readonly Heartbeat[], limits: LinkLimits): Promise<LinkResult<BeatAnswer>>
  /** Forgets the stream, and what was learnt about streams: the next delivery may meet another replica. */
  reset(): void
}

/** A stream that fails where unary calls work is blocked by something between, and that seldom changes. */
const STREAM_BACKOFF = { initialMs: 2_000, maxMs: 60_000 }

export interface CourierDeps {
  readonly link: Link
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
  readonly onGoAway: () => void
}

export function createCourier({ link, clock, random, log, onGoAway }: CourierDeps): Courier {
  const backoff = createBackoff(STREAM_BACKOFF, random)
  let stream: BeatStream | undefined
  let streamsFrom = 0
  const byStream = async (
    heartbeats: readonly Heartbeat[],
    limits: LinkLimits,
  ): Promise<LinkResult<BeatAnswer> | undefined> => {
    if (clock.now() < streamsFrom) return undefined
    if (stream?.isOpen() !== true) stream = link.openStream(onGoAway)
    const used = stream
    const close = (): void => used.close()
    limits.signal.addEventListener('abort', close, { once: true })
    const result = await used.send(heartbeats, limits.timeoutMs)
    limits.signal.removeEventListener('abort', close)
    if (result.kind === 'answered') {
      backoff.reset()
      return result
    }
    used.close()
    streamsFrom = clock.now() + backoff.next()
    log.debug('heartbeats fall back to unary calls', { error: result.error.message })
    return undefined
  }
  return {
    async deliver(heartbeats, limits) {
      const answered = limits.signal.aborted ? undefined : await byStream(heartbeats, limits)
      return answered ?? link.beat(heartbeats, limits)
    },
    reset() {
      stream?.close()
      stream = undefined
      streamsFrom = 0
      backoff.reset()
    },
  }
}
