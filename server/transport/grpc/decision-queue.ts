import type { Decision } from '../../use-cases.ts'

/** A message of a picks stream is one burst of up to a thousand decisions; a quarter of it is kept for a reader of today. */
const MAX_WAITING = 256

export interface WaitingDecision {
  readonly decision: Decision
  /** Decisions that were left out since the one before. */
  readonly dropped: number
}

/** Decisions that wait to be sent, oldest first, within a bound: what comes beyond it is left out and counted. */
export interface DecisionQueue {
  add(decision: Decision, dropped: number): void
  /** Takes the oldest out. Undefined: there is none. */
  next(): WaitingDecision | undefined
}

export function createDecisionQueue(limit: number = MAX_WAITING): DecisionQueue {
  const waiting: WaitingDecision[] = []
  let dropped = 0
  return {
    add(decision, droppedBefore) {
      dropped += droppedBefore
      if (waiting.length >= limit) {
        dropped += 1
        return
      }
      waiting.push({ decision, dropped })
      dropped = 0
    },
    next: () => waiting.shift(),
  }
}
