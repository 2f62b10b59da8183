import type { Outcome } from './outcome.ts'
import { outcomeSizeBound } from './outcome.ts'

/** Outcomes that wait to be sent, oldest first. When it is full, the oldest goes: it says least about now. */
export interface OutcomeBuffer {
  readonly size: number
  /** How many went unsent because the buffer was full. */
  readonly dropped: number
  add(outcome: Outcome): void
  /** Takes the oldest that fit into one message; at least one unless empty. */
  take(): readonly Outcome[]
  /** Puts back what could not be sent, in front. */
  putBack(outcomes: readonly Outcome[]): void
}

export interface BatchLimits {
  readonly maxItems: number
  readonly maxBytes: number
}

/** The service takes 1,000 outcomes and 64 KiB a message; a quarter is left for what the bound may have missed. */
export const BATCH_LIMITS: BatchLimits = { maxItems: 1_000, maxBytes: 48 * 1024 }

export function createOutcomeBuffer(capacity: number, limits: BatchLimits = BATCH_LIMITS): OutcomeBuffer {
  let waiting: Outcome[] = []
  let dropped = 0
  const trim = (): void => {
    const excess = waiting.length - capacity
    if (excess <= 0) return
    waiting.splice(0, excess)
    dropped += excess
  }
  return {
    get size() {
      return waiting.length
    },
    get dropped() {
      return dropped
    },
    add(outcome) {
      waiting.push(outcome)
      trim()
    },
    take() {
      let count = 0
      let bytes = 0
      for (const outcome of waiting) {
        bytes += outcomeSizeBound(outcome)
        if (count >= limits.maxItems || (count > 0 && bytes > limits.maxBytes)) break
        count++
      }
      return waiting.splice(0, count)
    },
    putBack(outcomes) {
      waiting = [...outcomes, ...waiting]
      trim()
    },
  }
}
