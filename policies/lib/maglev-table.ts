/**
 * Maglev's lookup table (Eisenbud et al., NSDI 2016, section 3.4), as Envoy builds it with weights (maglev_lb.cc): each
 * member walks the table in an order of its own, and the members take turns in claiming the next place that is free.
 */

import { modulo } from './hash64.ts'
import type { Member } from './shares.ts'
import { xxh64 } from './xxh64.ts'

export interface MaglevTable {
  readonly size: number
  /** Members that have a place at all. A table smaller than the pool leaves some out. */
  readonly members: number
  /** Index of the member that has the place; -1: there are no members. */
  memberAt(place: number): number
}

/** Owner of a place that nobody has claimed. */
const FREE = -1

/** One member's walk: every place of the table once, since the size is prime. */
interface Walk {
  readonly member: number
  readonly share: number
  /** Its place in a round: members claim in the order of their keys. */
  readonly rank: number
  readonly skip: number
  /** The next place that it asks for. */
  place: number
  /** Its turn comes in the first round in which round * share has reached this. */
  target: number
}

function walksOf(members: readonly Member[], size: number): Walk[] {
  const inOrder = members.map(({ key, share }, member) => ({ key, share, member }))
  inOrder.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return inOrder.map(({ key, share, member }, rank) => {
    const skip = modulo(xxh64(key, 1), size - 1) + 1
    return { member, share, rank, skip, place: modulo(xxh64(key), size), target: 0 }
  })
}

/** The round of a member's next turn, exactly as Envoy's comparison has it, whatever the division rounds to. */
function roundOf({ share, target }: Walk): number {
  let round = Math.floor(target / share)
  while (round * share < target) round += 1
  return round
}

/** A walk meets ten taken places for each free one, so this takes the time: no division, and no field read twice. */
function nextFree(owners: Int32Array, { place, skip }: Walk): number {
  const size = owners.length
  let at = place
  while (owners[at] !== FREE) {
    at += skip
    if (at >= size) at -= size
  }
  return at
}

/**
 * Builds a table. The member with the largest share claims a place in each round, the others in proportion, all in the first
 * one. Only those whose turn it is are looked at, so that a pool with one heavy member costs no more than another.
 * O(size * log(size)) on average.
 *
 * @param size a prime number.
 */
export function buildMaglevTable(members: readonly Member[], size: number): MaglevTable {
  const owners = new Int32Array(size).fill(FREE)
  const largest = members.reduce((most, { share }) => Math.max(most, share), 0)
  const turns = new Map([[1, walksOf(members, size)]])
  let filled = 0
  for (let round = 1; filled < size && turns.size > 0; round += 1) {
    const claiming = turns.get(round) ?? []
    turns.delete(round)
    for (const walk of claiming.sort((a, b) => a.rank - b.rank).slice(0, size - filled)) {
      walk.place = nextFree(owners, walk)
      owners[walk.place] = walk.member
      filled += 1
      walk.target += largest
      const next = Math.max(round + 1, roundOf(walk))
      const others = turns.get(next)
      if (others === undefined) turns.set(next, [walk])
      else others.push(walk)
    }
  }
  return { size, members: Math.min(members.length, size), memberAt: (place) => owners[place] ?? FREE }
}
