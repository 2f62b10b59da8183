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

export function createOutcomeBuffer(
  capacity: number,
  now: () => number,
  usualLimits: BatchLimits = BATCH_LIMITS,
): OutcomeBuffer {
  const queue = createQueue()
  let dropped = 0
  const drop = (count: number): void => {
    queue.skip(count)
    dropped += count
  }
  const trim = (): void => {
    if (queue.size > capacity) drop(queue.size - capacity)
  }
  return {
    get size() {
      return queue.size
    },
    get dropped() {
      return dropped
    },
    add(outcome, at = now()) {
      queue.push(outcome, at)
      trim()
    },
    take(limits = usualLimits) {
      const oldest = now() - MAX_AGE_MS
      while (queue.size > 0 && queue.since(0) < oldest) drop(1)
      const taken: WaitingOutcome[] = []
      let bytes = 0
      for (let outcome = queue.at(0); outcome !== undefined; outcome = queue.at(taken.length)) {
        bytes += outcomeSizeBound(outcome)
        if (taken.length >= limits.maxItems || (taken.length > 0 && bytes > limits.maxBytes)) break
        taken.push({ outcome, since: queue.since(taken.length) })
      }
      queue.skip(taken.length)
      return taken
    },
    putBack(batch) {
      queue.unshift(batch)
      trim()
    },
  }
}

/** Outcomes and their times side by side, so that one that waits costs no object more. */
interface Queue {
  readonly size: number
  at(index: number): Outcome | undefined
  since(index: number): number
  push(outcome: Outcome, since: number): void
  unshift(batch: readonly WaitingOutcome[]): void
  /** Lets go of the oldest. */
  skip(count: number): void
}

/** Places of outcomes that are gone are given back when they are this many and half of all. */
const COMPACT_FROM = 1_024

function createQueue(): Queue {
  let outcomes: (Outcome | undefined)[] = []
  let times: number[] = []
  let head = 0
  return {
    get size() {
      return outcomes.length - head
    },
    at: (index) => outcomes[head + index],
    since: (index) => times[head + index] ?? 0,
    push(outcome, since) {
      outcomes.push(outcome)
      times.push(since)
    },
    unshift(batch) {
      outcomes = [...batch.map(({ outcome }) => outcome), ...outcomes.slice(head)]
      times = [...batch.map(({ since }) => since), ...times.slice(head)]
      head = 0
    },
    skip(count) {
      outcomes.fill(undefined, head, head + count)
      head += count
      if (head < COMPACT_FROM || head * 2 < outcomes.length) return
      outcomes = outcomes.slice(head)
      times = times.slice(head)
      head = 0
    },
  }
}
