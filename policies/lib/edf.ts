/**
 * Earliest-deadline-first scheduler over indexes 0 to size - 1: weighted round robin with weights that may be
 * fractions and may change at any time. A pick takes the earliest deadline (first in, first out among equals), moves
 * the time there and gives the index the deadline time + 1 / weight, with the weight read at that moment. O(log n).
 *
 * Source: Envoy, source/common/upstream/edf_scheduler.h.
 */

import type { Rng } from '../policy.ts'
import { numberOf, numbersOf } from './state.ts'

export type WeightOf = (index: number) => number

/** Where one index stands in a schedule, so that it can be carried over to the next one. */
export interface EdfPlace {
  readonly deadline: number
  readonly order: number
}

/** A schedule as plain JSON. The three lists are the heap, slot by slot. */
export interface EdfState {
  readonly now: number
  readonly next_order: number
  readonly deadlines: readonly number[]
  readonly orders: readonly number[]
  readonly indexes: readonly number[]
}

/** Slots that are looked at for those who come next, so that an explanation costs little where most are avoided. */
const MAX_LOOKAHEAD = 64

/** Envoy bounds the picks made in advance, so that deadlines keep enough digits. */
export const MAX_PICKS_IN_ADVANCE = 429_496_729

/** Envoy's epsilon: without it, deadlines of weights that are multiples of each other tie by rounding alone. */
const WEIGHT_EPSILON = 1e-13

export class EdfScheduler {
  /** A binary heap in three columns. */
  readonly #deadlines: Float64Array
  readonly #orders: Float64Array
  readonly #indexes: Int32Array
  #now = 0
  #nextOrder = 0

  /** An index without a deadline is never picked, so a schedule is made by one of the static functions. */
  private constructor(size: number) {
    this.#deadlines = new Float64Array(size)
    this.#orders = new Float64Array(size)
    this.#indexes = new Int32Array(size)
  }

  /**
   * A schedule that stands as if `picks` picks had been made already. With a random number of picks, schedulers that
   * are built at one moment do not send their first picks to the same backend. Envoy: createWithPicks.
   */
  static withPicks(size: number, weightOf: WeightOf, picks: number): EdfScheduler {
    const edf = new EdfScheduler(size)
    const wanted = Math.floor(picks) % MAX_PICKS_IN_ADVANCE
    const weights = Float64Array.from({ length: size }, (_, index) => weightOf(index) + WEIGHT_EPSILON)
    const sum = weights.reduce((total, weight) => total + weight, 0)
    let made = 0
    for (let index = 0; index < size; index += 1) {
      const weight = weights[index] ?? 1
      let share = Math.floor((weight * wanted) / sum)
      // Rounding may put the share above the exact one.
      if (share > 0 && share / weight >= wanted / sum) share -= 1
      edf.#set(index, (share + 1) / weight, index, index)
      edf.#now = Math.max(edf.#now, share / weight)
      made += share
    }
    edf.#nextOrder = size
    edf.#heapify()
    for (; made < wanted && size > 0; made += 1) edf.pick(weightOf)
    return edf
  }

  /** A schedule that takes over from a rotation in which `first` is next: each index starts where its turn there is. */
  static inTurn(size: number, weightOf: WeightOf, first: number): EdfScheduler {
    const edf = new EdfScheduler(size)
    edf.#nextOrder = size
    for (let index = 0; index < size; index += 1) {
      const ahead = (index - first + size) % size
      edf.#set(index, (ahead + 1) / size / weightOf(index), ahead, index)
    }
    edf.#heapify()
    return edf
  }

  /**
   * The schedule goes on with other members. An index with a place keeps it, but never waits longer than if it were
   * added now, for its weight may have grown. A new one joins at a random point of its first turn, so that several
   * that join together do not come one after the other.
   */
  static continued(
    previous: EdfScheduler,
    size: number,
    weightOf: WeightOf,
    placeOf: (index: number) => EdfPlace | undefined,
    rng: Rng,
  ): EdfScheduler {
    const edf = new EdfScheduler(size)
    edf.#now = previous.#now
    edf.#nextOrder = previous.#nextOrder
    for (let index = 0; index < size; index += 1) {
      const turn = 1 / weightOf(index)
      const place = placeOf(index)
      if (place === undefined) edf.#set(index, edf.#now + turn * rng.next(), edf.#nextOrder++, index)
      else edf.#set(index, Math.min(place.deadline, edf.#now + turn), place.order, index)
    }
    edf.#heapify()
    return edf
  }

  /** A schedule that goes on from what `state` told. Throws when that is none of `size` indexes. */
  static restored(state: unknown, size: number): EdfScheduler {
    const edf = new EdfScheduler(size)
    edf.#now = numberOf(state, 'now')
    edf.#nextOrder = numberOf(state, 'next_order')
    edf.#deadlines.set(numbersOf(state, 'deadlines', size))
    edf.#orders.set(numbersOf(state, 'orders', size))
    const indexes = numbersOf(state, 'indexes', size)
    if (new Set(indexes).size !== size || indexes.some((index) => !(index >= 0 && index < size))) {
      throw new Error('state.indexes: expected each index once')
    }
    edf.#indexes.set(indexes)
    edf.#heapify()
    return edf
  }

  state(): EdfState {
    return {
      now: this.#now,
      next_order: this.#nextOrder,
      deadlines: Array.from(this.#deadlines),
      orders: Array.from(this.#orders),
      indexes: Array.from(this.#indexes),
    }
  }

  /** The index whose turn is next; -1: there is none. */
  peek(): number {
    return this.#indexes[0] ?? -1
  }

  /** Places by index. */
  places(): EdfPlace[] {
    const places = new Array<EdfPlace>(this.#indexes.length)
    for (let slot = 0; slot < this.#indexes.length; slot += 1) {
      places[this.#indexes[slot] ?? 0] = { deadline: this.#deadlines[slot] ?? 0, order: this.#orders[slot] ?? 0 }
    }
    return places
  }

  /** Up to `count` indexes in the order of their turns, with the time until each; those that are avoided are left out. */
  upcoming(count: number, avoid?: (index: number) => boolean): { readonly index: number; readonly wait: number }[] {
    const found: { index: number; wait: number }[] = []
    const open = this.#indexes.length > 0 ? [0] : []
    for (let looked = 0; looked < MAX_LOOKAHEAD && open.length > 0 && found.length < count; looked += 1) {
      // A slot comes after its parent, so the next turn is one of those whose parents had theirs.
      const at = open.reduce((best, slot, i) => (this.#isBefore(slot, open[best] ?? 0) ? i : best), 0)
      const slot = open.splice(at, 1)[0] ?? 0
      open.push(...[2 * slot + 1, 2 * slot + 2].filter((child) => child < this.#indexes.length))
      const index = this.#indexes[slot] ?? 0
      if (avoid?.(index) !== true) found.push({ index, wait: Math.max(0, (this.#deadlines[slot] ?? 0) - this.#now) })
    }
    return found
  }

  /**
   * Picks the index whose turn it is. Those that are avoided keep their turn.
   *
   * @returns the index; -1: there is none, or all are avoided.
   */
  pick(weightOf: WeightOf, avoid?: (index: number) => boolean): number {
    const slot = avoid === undefined ? (this.#indexes.length > 0 ? 0 : -1) : this.#earliest(0, -1, avoid)
    if (slot < 0) return -1
    const index = this.#indexes[slot] ?? 0
    // A turn that was kept may lie in the past.
    this.#now = Math.max(this.#now, this.#deadlines[slot] ?? 0)
    this.#deadlines[slot] = this.#now + 1 / weightOf(index)
    this.#orders[slot] = this.#nextOrder++
    this.#siftDown(slot)
    return index
  }

  /**
   * The slot with the earliest deadline that is not avoided, at or below `slot`, if it beats the slot `best`. A
   * subtree is entered only where its root is avoided, so the walk visits little more than the avoided.
   */
  #earliest(slot: number, best: number, avoid: (index: number) => boolean): number {
    if (slot >= this.#indexes.length || (best >= 0 && !this.#isBefore(slot, best))) return best
    if (!avoid(this.#indexes[slot] ?? 0)) return slot
    return this.#earliest(2 * slot + 2, this.#earliest(2 * slot + 1, best, avoid), avoid)
  }

  #set(slot: number, deadline: number, order: number, index: number): void {
    this.#deadlines[slot] = deadline
    this.#orders[slot] = order
    this.#indexes[slot] = index
  }

  #isBefore(a: number, b: number): boolean {
    const deadlineA = this.#deadlines[a] ?? Infinity
    const deadlineB = this.#deadlines[b] ?? Infinity
    return deadlineA < deadlineB || (deadlineA === deadlineB && (this.#orders[a] ?? 0) < (this.#orders[b] ?? 0))
  }

  #heapify(): void {
    for (let slot = (this.#indexes.length >> 1) - 1; slot >= 0; slot -= 1) this.#siftDown(slot)
  }

  #siftDown(start: number): void {
    const size = this.#indexes.length
    let slot = start
    for (;;) {
      const left = 2 * slot + 1
      if (left >= size) return
      const right = left + 1
      const child = right < size && this.#isBefore(right, left) ? right : left
      if (!this.#isBefore(child, slot)) return
      this.#swap(slot, child)
      slot = child
    }
  }

  #swap(a: number, b: number): void {
    const deadline = this.#deadlines[a] ?? 0
    const order = this.#orders[a] ?? 0
    const index = this.#indexes[a] ?? 0
    this.#set(a, this.#deadlines[b] ?? 0, this.#orders[b] ?? 0, this.#indexes[b] ?? 0)
    this.#set(b, deadline, order, index)
  }
}
