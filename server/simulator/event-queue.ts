import type { Clock } from '../../policies/policy.ts'
import type { Timers } from '../replica/replica.ts'

const FIRST_SIZE = 1_024

/**
 * Virtual time: a binary heap of what happens when, first in first out at one time. It is the clock and the timers of
 * everything that is simulated; between two events no time passes.
 */
export class EventQueue implements Clock, Timers {
  private times = new Float64Array(FIRST_SIZE)
  private orders = new Float64Array(FIRST_SIZE)
  private actions: (() => void)[] = []
  private size = 0
  private nextOrder = 0
  private time = 0

  now(): number {
    return this.time
  }

  /** Calls `run` at a time that is not past; a past one is now. */
  at(time: number, run: () => void): void {
    if (this.size === this.times.length) this.grow()
    const order = this.nextOrder++
    const due = time > this.time ? time : this.time
    const { times, orders, actions } = this
    let slot = this.size++
    while (slot > 0) {
      const parent = (slot - 1) >> 1
      const parentTime = times[parent] ?? 0
      if (parentTime <= due) break
      times[slot] = parentTime
      orders[slot] = orders[parent] ?? 0
      actions[slot] = actions[parent] ?? run
      slot = parent
    }
    times[slot] = due
    orders[slot] = order
    actions[slot] = run
  }

  after(ms: number, run: () => void): () => void {
    let stopped = false
    this.at(this.time + ms, () => {
      if (!stopped) run()
    })
    return () => {
      stopped = true
    }
  }

  every(ms: number, run: () => void): () => void {
    let stopped = false
    const tick = (): void => {
      if (stopped) return
      run()
      this.at(this.time + ms, tick)
    }
    this.at(this.time + ms, tick)
    return () => {
      stopped = true
    }
  }

  /** Lets time pass until `end`, running everything that is due up to it. */
  runUntil(end: number): void {
    while (this.size > 0 && (this.times[0] ?? 0) <= end) this.step()
    this.time = end
  }

  private step(): void {
    const { times, actions } = this
    const run = actions[0]
    this.time = times[0] ?? this.time
    const last = --this.size
    if (last > 0) this.sink(last)
    actions.length = last
    run?.()
  }

  /** Moves the last entry to the top and down to its place. */
  private sink(last: number): void {
    const { times, orders, actions } = this
    const time = times[last] ?? 0
    const order = orders[last] ?? 0
    const action = actions[last]
    let slot = 0
    for (;;) {
      let child = 2 * slot + 1
      if (child >= last) break
      if (child + 1 < last && this.isBefore(child + 1, child)) child += 1
      const childTime = times[child] ?? 0
      if (childTime > time || (childTime === time && (orders[child] ?? 0) > order)) break
      times[slot] = childTime
      orders[slot] = orders[child] ?? 0
      actions[slot] = actions[child] ?? NOTHING
      slot = child
    }
    times[slot] = time
    orders[slot] = order
    actions[slot] = action ?? NOTHING
  }

  private isBefore(a: number, b: number): boolean {
    const timeA = this.times[a] ?? 0
    const timeB = this.times[b] ?? 0
    return timeA < timeB || (timeA === timeB && (this.orders[a] ?? 0) < (this.orders[b] ?? 0))
  }

  private grow(): void {
    const times = new Float64Array(this.times.length * 2)
    const orders = new Float64Array(this.times.length * 2)
    times.set(this.times)
    orders.set(this.orders)
    this.times = times
    this.orders = orders
  }
}

const NOTHING = (): void => {}
