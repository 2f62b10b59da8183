import type { ClientMode } from './options.ts'
import { createSlidingSum } from './sliding-sum.ts'

/** How the service is asked. */
export type Wire = 'unary' | 'stream'

/** Chooses between calls and a stream by the rate of picks, with room in between so that it does not flap. */
export interface ModeSwitch {
  readonly wire: Wire
  readonly switches: number
  /** A pick is about to be asked for, while `waiting` others wait for their answers. */
  note(waiting: number): Wire
}

/** A stream is worth its place from here on: one message then carries several picks at times. */
const UP_PER_SECOND = 100
/** So many at one time are a burst, whatever the rate was. */
const UP_WAITING = 16
/** Below this rate for the whole window, calls do as well. */
const DOWN_PER_SECOND = 20
const WINDOW_MS = 1_000
/** A stream that was opened stays at least this long. */
const STAY_MS = 10_000

/** `mode` other than `auto` or `watch` forces its wire. */
export function createModeSwitch(mode: ClientMode, now: () => number, onSwitch: (wire: Wire) => void): ModeSwitch {
  const picks = createSlidingSum(WINDOW_MS, now)
  const isForced = mode === 'unary' || mode === 'stream'
  let wire: Wire = mode === 'stream' ? 'stream' : 'unary'
  let busyAt = 0
  let switches = 0
  const turn = (next: Wire): void => {
    wire = next
    switches++
    onSwitch(next)
  }
  return {
    get wire() {
      return wire
    },
    get switches() {
      return switches
    },
    note(waiting) {
      if (isForced) return wire
      picks.add(1)
      const rate = (picks.total() * 1_000) / WINDOW_MS
      if (rate >= DOWN_PER_SECOND) busyAt = now()
      if (wire === 'unary' && (rate >= UP_PER_SECOND || waiting >= UP_WAITING)) turn('stream')
      else if (wire === 'stream' && now() - busyAt >= STAY_MS) turn('unary')
      return wire
    },
  }
}
