import type { Clock } from '../../../policies/policy.ts'
import { refuse } from '../../errors.ts'
import type { Timers } from '../timers.ts'
import type { OpenCall } from './open-call.ts'
import { statusOf } from './status.ts'

export interface CallDeadlines {
  add(call: OpenCall): void
  delete(call: OpenCall): void
}

/** Overdue calls are found with this delay; a timer for each call would cost as much as a pick. */
const SWEEP_MS = 250

/**
 * Ends calls that are open for too long: handlers that wait, and senders that never finish their request. Calls lie in
 * numbered slots, since a set costs several microseconds a call in hashing and collection.
 */
export function createCallDeadlines(limitMs: number, clock: Clock, timers: Timers): CallDeadlines {
  const calls: (OpenCall | undefined)[] = []
  const free: number[] = []
  let isSweepDue = false

  const remove = (call: OpenCall): void => {
    const slot = call.deadlineSlot
    if (slot < 0) return
    call.deadlineSlot = -1
    calls[slot] = undefined
    free.push(slot)
  }
  const sweep = (): void => {
    isSweepDue = false
    const openedBefore = clock.now() - limitMs
    for (const call of calls) {
      if (call === undefined || call.openedAt > openedBefore) continue
      remove(call)
      call.sendStatus(
        statusOf(refuse('SERVER_DEADLINE', `the call took longer than ${limitMs} ms`, { limit: `${limitMs} ms` })),
      )
    }
    if (free.length < calls.length) sweepLater()
  }
  const sweepLater = (): void => {
    isSweepDue = true
    timers.after(Math.min(SWEEP_MS, limitMs), sweep)
  }

  return {
    add(call) {
      const slot = free.pop() ?? calls.length
      call.deadlineSlot = slot
      calls[slot] = call
      if (!isSweepDue) sweepLater()
    },
    delete: remove,
  }
}
