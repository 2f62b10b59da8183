import { describe, expect, test } from '@jest/globals'
import type { Hash64 } from '../../policies/policy.ts'
import { createRendezvous } from '../../policies/lib/rendezvous.ts'
import hashes from './vectors/hash_functions.json' with { type: 'json' }
import vectors from './vectors/rendezvous_hrw.json' with { type: 'json' }

const MASK = 2n ** 64n - 1n
const C1 = 0x87c37b91114253d5n
const C2 = 0x4cf5ad432745937fn

const rotate = (x: bigint, bits: bigint): bigint => ((x << bits) | (x >> (64n - bits))) & MASK
const spread = (x: bigint): bigint => {
  let mixed = x
  for (const factor of [0xff51afd7ed558ccdn, 0xc4ceb9fe1a85ec53n]) mixed = ((mixed ^ (mixed >> 33n)) * factor) & MASK
  return mixed ^ (mixed >> 33n)
}
const word = (bytes: Uint8Array): bigint => [...bytes].reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)

/** Lower half of MurmurHash3 x64_128 with seed 0, which the library of the vectors hashes by. */
function murmur3(text: string): bigint {
  const bytes = new TextEncoder().encode(text)
  let [h1, h2] = [0n, 0n]
  const mix = (k: bigint, a: bigint, b: bigint, bits: bigint): bigint => (rotate((k * a) & MASK, bits) * b) & MASK
  let at = 0
  for (; at + 16 <= bytes.length; at += 16) {
    h1 ^= mix(word(bytes.subarray(at, at + 8)), C1, C2, 31n)
    h1 = ((rotate(h1, 27n) + h2) * 5n + 0x52dce729n) & MASK
    h2 ^= mix(word(bytes.subarray(at + 8, at + 16)), C2, C1, 33n)
    h2 = ((rotate(h2, 31n) + h1) * 5n + 0x38495ab5n) & MASK
  }
  h2 ^= mix(word(bytes.subarray(at + 8)), C2, C1, 33n)
  h1 ^= mix(word(bytes.subarray(at, at + 8)), C1, C2, 31n)
  const length = BigInt(bytes.length)
  h1 = ((h1 ^ length) + (h2 ^ length)) & MASK
  h2 = ((h2 ^ length) + h1) & MASK
  return (spread(h1) + spread(h2)) & MASK
}

const toHash = (value: bigint): Hash64 => ({ hi: Number(value >> 32n), lo: Number(value & 0xffffffffn) })

/** Indexes of the nodes, the nearest first. */
function nearest(nodes: readonly bigint[], key: bigint, worth = (distance: number, _index: number) => -distance) {
  const rendezvous = createRendezvous(nodes.map(toHash))
  const worths = nodes.map((_, index) => worth(rendezvous.distance(index, toHash(key)), index))
  return [...nodes.keys()].sort((a, b) => (worths[b] ?? 0) - (worths[a] ?? 0))
}

test('murmur3 x64_128, as the vectors need it', () => {
  for (const one of hashes.murmur3_x64_128_low64) expect(murmur3(one.input_ascii).toString()).toBe(one.expect)
})

describe('rendezvous: nspcc-dev/hrw', () => {
  test.each(vectors.cases.filter((one) => one.weights === undefined))('$name', ({ key, nodes, order }) => {
    const indexes = nearest(nodes.map(murmur3), murmur3(key))
    expect(indexes.map((index) => nodes[index])).toEqual(order)
  })

  test.each(vectors.cases.filter((one) => one.weights !== undefined))('$name', ({ key, nodes, order, weights }) => {
    // Not the weights of this project's policy: the library multiplies, which is not in proportion.
    const byLibrary = (distance: number, index: number): number => (1 - distance) * (weights?.[index] ?? 1)
    const indexes = nearest([...nodes.keys()].map(BigInt), murmur3(key), byLibrary)
    expect(indexes.map((index) => nodes[index])).toEqual(order)
  })
})
