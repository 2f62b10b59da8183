import type { Hash64 } from '../policy.ts'
import { add, finish, limbsOf, multiply, read32, rotateLeft, utf8, xor, xorShiftRight, type Limbs } from './hash64.ts'

export { compareHash64 } from './hash64.ts'

// The five primes of XXH64, in halves.
const P1_HI = 0x9e3779b1
const P1_LO = 0x85ebca87
const P2_HI = 0xc2b2ae3d
const P2_LO = 0x27d4eb4f
const P3_HI = 0x165667b1
const P3_LO = 0x9e3779f9
const P4_HI = 0x85ebca77
const P4_LO = 0xc2b2ae63
const P5_HI = 0x27d4eb2f
const P5_LO = 0x165667c5

const STRIPE_BYTES = 32

/** One lane takes in 8 bytes. */
function mixLane(lane: Limbs, hi: number, lo: number, work: Limbs): void {
  work.hi = hi
  work.lo = lo
  multiply(work, P2_HI, P2_LO)
  add(lane, work.hi, work.lo)
  rotateLeft(lane, 31)
  multiply(lane, P1_HI, P1_LO)
}

function mergeLane(hash: Limbs, lane: Limbs, work: Limbs): void {
  const round = { hi: 0, lo: 0 }
  mixLane(round, lane.hi, lane.lo, work)
  xor(hash, round.hi, round.lo)
  multiply(hash, P1_HI, P1_LO)
  add(hash, P4_HI, P4_LO)
}

/** Folds whole stripes into `hash` and returns how many bytes were taken. */
function hashStripes(hash: Limbs, bytes: Uint8Array, seed: Limbs, work: Limbs): number {
  const lane1 = { ...seed }
  add(lane1, P1_HI, P1_LO)
  add(lane1, P2_HI, P2_LO)
  const lane2 = { ...seed }
  add(lane2, P2_HI, P2_LO)
  const lane3 = { ...seed }
  const lane4 = { ...seed }
  // seed - P1, as seed + (2^64 - P1).
  add(lane4, ~P1_HI, -P1_LO)

  let at = 0
  for (; at + STRIPE_BYTES <= bytes.length; at += STRIPE_BYTES) {
    mixLane(lane1, read32(bytes, at + 4), read32(bytes, at), work)
    mixLane(lane2, read32(bytes, at + 12), read32(bytes, at + 8), work)
    mixLane(lane3, read32(bytes, at + 20), read32(bytes, at + 16), work)
    mixLane(lane4, read32(bytes, at + 28), read32(bytes, at + 24), work)
  }

  const lanes: readonly [Limbs, number][] = [
    [lane1, 1],
    [lane2, 7],
    [lane3, 12],
    [lane4, 18],
  ]
  hash.hi = 0
  hash.lo = 0
  for (const [lane, bits] of lanes) {
    const rotated = { ...lane }
    rotateLeft(rotated, bits)
    add(hash, rotated.hi, rotated.lo)
  }
  for (const [lane] of lanes) mergeLane(hash, lane, work)
  return at
}

/** The last 0 to 31 bytes. */
function hashTail(hash: Limbs, bytes: Uint8Array, start: number, work: Limbs): void {
  let at = start
  for (; at + 8 <= bytes.length; at += 8) {
    const round = { hi: 0, lo: 0 }
    mixLane(round, read32(bytes, at + 4), read32(bytes, at), work)
    xor(hash, round.hi, round.lo)
    rotateLeft(hash, 27)
    multiply(hash, P1_HI, P1_LO)
    add(hash, P4_HI, P4_LO)
  }
  if (at + 4 <= bytes.length) {
    work.hi = 0
    work.lo = read32(bytes, at)
    multiply(work, P1_HI, P1_LO)
    xor(hash, work.hi, work.lo)
    rotateLeft(hash, 23)
    multiply(hash, P2_HI, P2_LO)
    add(hash, P3_HI, P3_LO)
    at += 4
  }
  for (; at < bytes.length; at += 1) {
    work.hi = 0
    work.lo = bytes[at] ?? 0
    multiply(work, P5_HI, P5_LO)
    xor(hash, work.hi, work.lo)
    rotateLeft(hash, 11)
    multiply(hash, P1_HI, P1_LO)
  }
}

/**
 * XXH64 (Yann Collet, xxHash specification 0.1.1). A string is hashed as its UTF-8 bytes.
 *
 * @param seed unsigned 64 bits. Default: 0.
 */
export function xxh64(input: string | Uint8Array, seed: bigint | number = 0): Hash64 {
  const bytes = typeof input === 'string' ? utf8(input) : input
  const seedLimbs = limbsOf(seed)
  const work = { hi: 0, lo: 0 }
  const hash = { hi: seedLimbs.hi, lo: seedLimbs.lo }
  let taken = 0
  if (bytes.length >= STRIPE_BYTES) taken = hashStripes(hash, bytes, seedLimbs, work)
  else add(hash, P5_HI, P5_LO)
  add(hash, 0, bytes.length)
  hashTail(hash, bytes, taken, work)

  xorShiftRight(hash, 33)
  multiply(hash, P2_HI, P2_LO)
  xorShiftRight(hash, 29)
  multiply(hash, P3_HI, P3_LO)
  xorShiftRight(hash, 32)
  return finish(hash)
}
