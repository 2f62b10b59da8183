import { describe, expect, test } from '@jest/globals'
import type { Hash64 } from '../../policies/policy.ts'
import { murmur64a } from '../../policies/lib/murmur64a.ts'
import { compareHash64, xxh64 } from '../../policies/lib/xxh64.ts'
import ringHash from './vectors/ring_hash.json' with { type: 'json' }
import vectors from './vectors/hash_functions.json' with { type: 'json' }

function toBigInt(hash: Hash64): bigint {
  return (BigInt(hash.hi) << 32n) | BigInt(hash.lo)
}

/** Bytes 0, 1, ... 255, 0, 1, ... */
function loopingBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index & 255)
}

describe('xxh64', () => {
  test.each([
    { seed: 0, expected: vectors.xxh64_looping_bytes.seed_0 },
    { seed: 42, expected: vectors.xxh64_looping_bytes.seed_42 },
  ])('looping bytes of every length, seed $seed', ({ seed, expected }) => {
    expect(expected).toHaveLength(1025)
    const got = expected.map((_, length) => toBigInt(xxh64(loopingBytes(length), seed)).toString())
    expect(got).toEqual(expected)
  })

  test('bytes 00 to FF, with seeds 0 and 1', () => {
    const bytes = loopingBytes(256)
    expect(BigInt.asIntN(64, toBigInt(xxh64(bytes))).toString()).toBe(vectors.bytes_00_to_ff.xxh64_signed)
    expect(BigInt.asIntN(64, toBigInt(xxh64(bytes, 1n))).toString()).toBe(vectors.bytes_00_to_ff.xxh64_seed1_signed)
  })

  test('a string is hashed as its UTF-8 bytes', () => {
    const text = 'clé_ключ_鍵_🔑'
    expect(xxh64(text)).toEqual(xxh64(new TextEncoder().encode(text)))
  })

  test('a view into a larger buffer ends where it ends', () => {
    const whole = loopingBytes(64)
    expect(xxh64(whole.subarray(0, 13))).toEqual(xxh64(loopingBytes(13)))
    expect(murmur64a(whole.subarray(0, 13))).toEqual(murmur64a(loopingBytes(13)))
  })

  test('a seed wider than 32 bits counts', () => {
    expect(xxh64('a', 2n ** 40n)).not.toEqual(xxh64('a', 0))
    expect(xxh64('a', 2 ** 40)).toEqual(xxh64('a', 2n ** 40n))
  })

  test('compareHash64 orders as unsigned 64-bit numbers', () => {
    const sorted = [0n, 1n, 0x7fffffffn, 0xffffffffn, 0x100000000n, 0xffffffff00000000n, 0xffffffffffffffffn]
    const hashes = sorted.map((value) => ({ hi: Number(value >> 32n), lo: Number(value & 0xffffffffn) }))
    expect([...hashes].reverse().sort(compareHash64)).toEqual(hashes)
  })
})

test('murmur64A: every entry of the published ring', () => {
  const published = ringHash.cases.find((one) => one.name === 'BasicWithMurmur2')
  const entries = new Map<string, string>()
  for (const host of published?.hosts ?? []) {
    for (const copy of [0, 1])
      entries.set(toBigInt(murmur64a(`${host.key}_${copy}`)).toString(), host.key.split(':')[1] ?? '')
  }
  expect(published?.ring).toHaveLength(12)
  for (const { host, hash } of published?.ring ?? []) expect(entries.get(hash)).toBe(host)
})
