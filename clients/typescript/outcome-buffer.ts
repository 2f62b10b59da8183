import type { Outcome } from './outcome.ts'
import { outcomeSizeBound } from './outcome.ts'

/** Outcomes that wait to be sent, oldest first. When it is full, the oldest goes: it says least about now. */
export interface OutcomeBuffer {
  readonly size: number
  /** How many went unsent because the buffer was full, or because they were too old to say anything. */
  readonly dropped: number
  /** `at`: the time now, for those who have just looked. */
  add(outcome: Outcome, at?: number): void
  /** Takes the oldest that fit into one message; at least one unless empty. */
  take(limits?: BatchLimits): readonly WaitingOutcome[]
  /** Puts back what could not be sent, in front. */
  putBack(outcomes: readonly WaitingOutcome[]): void
}

export interface WaitingOutcome {
  readonly outcome: Outcome
  readonly since: number
}

export interface BatchLimits {
  readonly maxItems: number
  readonly maxBytes: number
}

/** The service takes 1,000 outcomes and 64 KiB a message; a quarter is left for what the bound may have missed. */
export const BATCH_LIMITS: BatchLimits = { maxItems: 1_000, maxBytes: 48 * 1024 }

/**
 * Twice the default lease. An older outcome ends no pick, since its lease is over or the replica that gave its token is
 * gone, and what it says of the backend is history.
 */
export const MAX_AGE_MS = 60_000

/** Taken slots are given back to the array when they are this many and most of it. */
const COMPACT_FROM = 1_024

export function createOutcomeBuffer(
  capacity: number,
  now: () => number,
  usualLimits: BatchLimits = BATCH_LIMITS,
): OutcomeBuffer {
  // Side by side, so that an outcome that waits costs no object more.
  let outcomes: Outcome[] = []
  let times: number[] = []
  let head = 0
  let dropped = 0
  const size = (): number => outcomes.length - head
  const compact = (): void => {
    if (head < COMPACT_FROM || head * 2 < outcomes.length) return
    outcomes = outcomes.slice(head)
    times = times.slice(head)
    head = 0
  }
  const trim = (): void => {
    const excess = size() - capacity
    if (excess <= 0) return
    head += excess
    dropped += excess
    compact()
  }
  const expire = (): void => {
    const oldest = now() - MAX_AGE_MS
    while (size() > 0 && (times[head] ?? 0) < oldest) {
      head++
      dropped++
    }
  }
  return {
    get size() {
      return size()
    },
    get dropped() {
      return dropped
    },
    add(outcome, at = now()) {
      outcomes.push(outcome)
      times.push(at)
      trim()
    },
    take(limits = usualLimits) {
      expire()
      const taken: WaitingOutcome[] = []
      let bytes = 0
      for (let outcome = outcomes[head]; outcome !== undefined; outcome = outcomes[head]) {
        bytes += outcomeSizeBound(outcome)
        if (taken.length >= limits.maxItems || (taken.length > 0 && bytes > limits.maxBytes)) break
        taken.push({ outcome, since: times[head] ?? 0 })
        head++
      }
      compact()
      return taken
    },
    putBack(batch) {
      outcomes = [...batch.map(({ outcome }) => outcome), ...outcomes.slice(head)]
      times = [...batch.map(({ since }) => since), ...times.slice(head)]
      head = 0
      trim()
    },
  }
}
