import type { Hash64 } from '../policy.ts'
import { finish, limbsOf, multiply, read32, utf8, xor, xorShiftRight } from './hash64.ts'

const M_HI = 0xc6a4a793
const M_LO = 0x5bd1e995
const R = 47

/** Seed of libstdc++'s std::_Hash_bytes, which Envoy's MURMUR_HASH_2 uses. */
export const MURMUR_STD_HASH_SEED = 0xc70f6907

/**
 * MurmurHash64A (Austin Appleby), Envoy's MURMUR_HASH_2. A string is hashed as its UTF-8 bytes.
 *
 * @param seed unsigned 64 bits. Default: that of libstdc++.
 */
export function murmur64a(input: string | Uint8Array, seed: bigint | number = MURMUR_STD_HASH_SEED): Hash64 {
  const bytes = typeof input === 'string' ? utf8(input) : input
  const hash = limbsOf(seed)
  const word = { hi: 0, lo: bytes.length }
  multiply(word, M_HI, M_LO)
  xor(hash, word.hi, word.lo)

  let at = 0
  for (; at + 8 <= bytes.length; at += 8) {
    word.hi = read32(bytes, at + 4)
    word.lo = read32(bytes, at)
    multiply(word, M_HI, M_LO)
    xorShiftRight(word, R)
    multiply(word, M_HI, M_LO)
    xor(hash, word.hi, word.lo)
    multiply(hash, M_HI, M_LO)
  }
  if (at < bytes.length) {
    // read32 reads bytes past the end as 0, which is what the reference does by falling through its switch.
    xor(hash, read32(bytes, at + 4), read32(bytes, at))
    multiply(hash, M_HI, M_LO)
  }
  xorShiftRight(hash, R)
  multiply(hash, M_HI, M_LO)
  xorShiftRight(hash, R)
  return finish(hash)
}
