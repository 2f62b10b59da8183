import type { Clock, Rng } from '../../../policies/policy.ts'

/** Draws kept of one pick. A full scan of a thousand equals takes as many as that; more cannot be replayed. */
export const MAX_DRAWS = 2_048

/**
 * Randomness and time that can be recorded. While a pick is made the clock stands still, so that all that it reads is of one instant, and
 * the time is asked for once; while one is recorded every draw is written down as well, so that it can be made again.
 */
export interface Tape {
  readonly rng: Rng
  readonly clock: Clock
  /** The clock stands from now on. */
  stand(): void
  /** And goes on. */
  go(): void
  /** Starts recording; the clock stands at the time that it answers. */
  begin(): number
  /** Draws so far. The list grows on until `end`, and is nobody's afterwards but the caller's. */
  draws(): readonly number[]
  /** Whether more was drawn than is kept. */
  overflowed(): boolean
  end(): void
}

export function createTape(sources: { readonly rng: Rng; readonly clock: Clock }): Tape {
  const { rng, clock } = sources
  let recording = false
  let standing = false
  let standsAt = 0
  let draws: number[] = []
  let overflowed = false
  const keep = (draw: number): void => {
    if (draws.length < MAX_DRAWS) draws.push(draw)
    else overflowed = true
  }
  return {
    rng: {
      next() {
        const draw = rng.next()
        if (recording) keep(draw)
        return draw
      },
      below(bound) {
        const draw = rng.below(bound)
        // The middle of its share of [0, 1): `floor(draw * bound)` gives the integer back, whatever the rounding.
        if (recording) keep((draw + 0.5) / bound)
        return draw
      },
    },
    clock: { now: () => (standing ? standsAt : clock.now()) },
    stand() {
      standsAt = clock.now()
      standing = true
    },
    go() {
      standing = false
    },
    begin() {
      if (!standing) standsAt = clock.now()
      standing = true
      draws = []
      overflowed = false
      recording = true
      return standsAt
    },
    draws: () => draws,
    overflowed: () => overflowed,
    end() {
      recording = false
      standing = false
    },
  }
}

export interface PlayedRng extends Rng {
  /** Draws asked for beyond those recorded. */
  readonly beyond: number
  /** Draws recorded and not asked for. */
  readonly left: number
}

/** Draws again what was recorded. */
export function playDraws(draws: readonly number[]): PlayedRng {
  let used = 0
  const next = (): number => {
    const draw = draws[used]
    used += 1
    // Any number does: whoever asks for more than was recorded does not make the same pick again.
    return draw !== undefined && draw >= 0 && draw < 1 ? draw : 0.5
  }
  return {
    next,
    below: (bound) => Math.min(bound - 1, Math.floor(next() * bound)),
    get beyond() {
      return Math.max(0, used - draws.length)
    },
    get left() {
      return Math.max(0, draws.length - used)
    },
  }
}

/** Draws from `first` until it is settled, from `then` afterwards: the making of a policy is no part of a pick. */
export function switchedRng(first: Rng, then: Rng): { readonly rng: Rng; readonly settle: () => void } {
  let current = first
  return {
    rng: { next: () => current.next(), below: (bound) => current.below(bound) },
    settle: () => {
      current = then
    },
  }
}
