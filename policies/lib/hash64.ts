/**
 * 64-bit arithmetic for hash functions, on two halves. The halves in work are signed 32-bit integers, which V8 keeps
 * unboxed; a finished hash has unsigned ones. BigInt takes several times as long.
 */

import type { Hash64 } from '../policy.ts'

/** 2^32: how many values a half has. */
export const UINT32 = 4_294_967_296

/** A 64-bit number in work: two signed 32-bit halves. */
export interface Limbs {
  hi: number
  lo: number
}

/** Upper 32 bits of the product of two unsigned 32-bit numbers, by the schoolbook in 16-bit digits. */
export function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const middle = Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16)
  const carry = Math.imul(aLow, bHigh) + (middle & 0xffff)
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) | 0
}

/** x *= k, modulo 2^64. */
export function multiply(x: Limbs, kHi: number, kLo: number): void {
  const { hi, lo } = x
  x.hi = (multiplyHigh(lo, kLo) + Math.imul(hi, kLo) + Math.imul(lo, kHi)) | 0
  x.lo = Math.imul(lo, kLo)
}

/** x += k, modulo 2^64. */
export function add(x: Limbs, kHi: number, kLo: number): void {
  const lo = (x.lo + kLo) | 0
  const carry = lo >>> 0 < kLo >>> 0 ? 1 : 0
  x.hi = (x.hi + kHi + carry) | 0
  x.lo = lo
}

/** x ^= k. */
export function xor(x: Limbs, kHi: number, kLo: number): void {
  x.hi ^= kHi
  x.lo ^= kLo
}

/** Rotates x left by 1 to 31 bits. */
export function rotateLeft(x: Limbs, bits: number): void {
  const { hi, lo } = x
  x.hi = (hi << bits) | (lo >>> (32 - bits))
  x.lo = (lo << bits) | (hi >>> (32 - bits))
}

/** x ^= x >>> bits, for 1 to 63 bits. */
export function xorShiftRight(x: Limbs, bits: number): void {
  const { hi, lo } = x
  if (bits >= 32) {
    x.lo = lo ^ (hi >>> (bits - 32))
    return
  }
  x.hi = hi ^ (hi >>> bits)
  x.lo = lo ^ ((lo >>> bits) | (hi << (32 - bits)))
}

/** Little-endian 32 bits at `at`; bytes past the end count as 0. */
export function read32(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)
}

export function limbsOf(value: bigint | number): Limbs {
  if (typeof value === 'number') return { hi: Math.floor(value / UINT32) | 0, lo: value | 0 }
  return { hi: Number(BigInt.asIntN(32, value >> 32n)), lo: Number(BigInt.asIntN(32, value)) }
}

export function finish({ hi, lo }: Limbs): Hash64 {
  return { hi: hi >>> 0, lo: lo >>> 0 }
}

const encoder = new TextEncoder()

/** The bytes of `text` in UTF-8. For the short ASCII texts that are hashed here a loop is faster than encode(). */
export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code > 0x7f) return encoder.encode(text)
    bytes[at] = code
  }
  return bytes
}

/** Less than 0, 0 or more than 0, as a sorts before, with or after b. */
export function compareHash64(a: Hash64, b: Hash64): number {
  return a.hi === b.hi ? a.lo - b.lo : a.hi - b.hi
}

/** Remainder of an unsigned 64-bit number by `divisor`, an integer from 1 to 2^26, exactly. */
export function modulo({ hi, lo }: Hash64, divisor: number): number {
  return ((hi % divisor) * (UINT32 % divisor) + lo) % divisor
}

/** MurmurHash3's finalizer: spreads every bit of x over all of them. */
export function fmix64(x: Limbs): void {
  xorShiftRight(x, 33)
  multiply(x, 0xff51afd7, 0xed558ccd)
  xorShiftRight(x, 33)
  multiply(x, 0xc4ceb9fe, 0x1a85ec53)
  xorShiftRight(x, 33)
}
