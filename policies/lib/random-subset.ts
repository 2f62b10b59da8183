import { compareHash64 } from './hash64.ts'
import { xxh64 } from './xxh64.ts'

/**
 * Random subsetting (gRFC A68): the `size` items that come first in the order of their hashes. Each seed has an order of its
 * own, and whoever comes or goes moves one place of a subset at most.
 *
 * @param nameOf what is hashed of an item.
 * @returns the items in the order of their hashes; all of them when there are no more than `size`, as they were.
 */
export function randomSubset<Item>(
  items: readonly Item[],
  size: number,
  seed: number,
  nameOf: (item: Item) => string,
): readonly Item[] {
  if (items.length <= size) return items
  return items
    .map((item) => ({ item, hash: xxh64(nameOf(item), seed) }))
    .sort((a, b) => compareHash64(a.hash, b.hash))
    .slice(0, size)
    .map(({ item }) => item)
}
