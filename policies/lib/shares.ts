/** Shares of a hashing policy's members by weight, and by the weights of their localities where there are any. */

import type { SnapshotBackend } from '../policy.ts'
import { usableWeight } from './live.ts'

export interface Member {
  /** What is hashed: the address. */
  readonly key: string
  /** Share of the whole, more than 0; all shares sum to 1. */
  readonly share: number
}

export interface WeightedKey {
  readonly key: string
  readonly weight: number
  readonly locality?: string | undefined
}

/** What a hashing policy knows of its members: their addresses, and their weights without slow start, as in Envoy. */
export function weightedKeysOf(backends: readonly SnapshotBackend[]): WeightedKey[] {
  return backends.map((backend) => ({ key: backend.address, weight: usableWeight(backend.weight) }))
}

/** Whether a table or ring that was built for `a` holds for `b` too. */
export function haveSameShares(a: readonly SnapshotBackend[], b: readonly SnapshotBackend[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => one.id === b[i]?.id && one.address === b[i].address && one.weight === b[i].weight)
  )
}

function total(items: readonly WeightedKey[]): number {
  return items.reduce((sum, item) => sum + item.weight, 0)
}

/**
 * Shares by weight. With weights of localities, a locality shares in proportion to its weight and splits that among
 * its members; a locality without weight, and its members, are left out. Envoy: normalizeLocalityWeights.
 *
 * @returns in the order of `items`, or grouped by the order of `localityWeights`.
 */
export function sharesOf(
  items: readonly WeightedKey[],
  localityWeights?: Readonly<Record<string, number>>,
): (Member & { index: number })[] {
  const indexed = items.map((item, index) => ({ item, index }))
  if (localityWeights === undefined) {
    const sum = total(items)
    return indexed.map(({ item, index }) => ({ key: item.key, share: item.weight / sum, index }))
  }
  const localities = Object.entries(localityWeights)
  const sumOfLocalities = localities.reduce((sum, [, weight]) => sum + weight, 0)
  return localities.flatMap(([locality, weight]) => {
    if (weight <= 0) return []
    const members = indexed.filter(({ item }) => item.locality === locality)
    const sum = total(members.map(({ item }) => item))
    // The order of operations decides over the last digit, and that over a point: as in Envoy.
    return members.map(({ item, index }) => ({
      key: item.key,
      share: (item.weight * (weight / sumOfLocalities)) / sum,
      index,
    }))
  })
}
