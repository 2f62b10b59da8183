import { describe, expect, test } from '@jest/globals'
import { jumpHash } from '../../policies/lib/jump-hash.ts'
import vectors from './vectors/jump_hash.json' with { type: 'json' }

function bucketOf(key: string | number, buckets: number): number {
  const value = BigInt(key)
  return jumpHash({ hi: Number(value >> 32n), lo: Number(value & 0xffffffffn) }, buckets)
}

describe('jump hash', () => {
  test.each(vectors.cases.filter((one) => one.keys !== undefined))(
    'keys $keys, $n buckets',
    ({ n, expect: buckets }) => {
      const expected = Array.isArray(buckets) ? buckets : []
      expect(expected).toHaveLength(20)
      expect(expected.map((_, key) => bucketOf(key, n ?? 0))).toEqual(expected)
    },
  )

  test.each(vectors.cases.filter((one) => one.key !== undefined && one.n !== undefined))(
    'key $key, $n buckets',
    ({ key, n, expect: bucket }) => {
      expect(bucketOf(key ?? '', n ?? 0)).toBe(bucket)
    },
  )

  test.each(vectors.cases.filter((one) => one.n_from_1 !== undefined))(
    'key $key, from 1 bucket on',
    ({ key, n_from_1 }) => {
      expect(n_from_1?.map((_, index) => bucketOf(key ?? '', index + 1))).toEqual(n_from_1)
    },
  )
})
