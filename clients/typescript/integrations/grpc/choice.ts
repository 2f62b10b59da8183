/** What is chosen among. */
export interface Choosable {
  /** Share of the picks that it should get, more than 0. */
  readonly share: number
  /** Calls that this channel has under way to it. */
  readonly inFlight: number
}

/**
 * Two choices by share: draws twice in proportion to the shares, and takes the one with fewer calls in flight for its share.
 * With nothing in flight the shares decide alone; a backend that hangs gets fewer the more it holds.
 * (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001)
 */
export function createChoice<Item extends Choosable>(
  items: readonly Item[],
  random: () => number,
): () => Item | undefined {
  const ends: number[] = []
  let total = 0
  for (const { share } of items) ends.push((total += share))
  const draw = (): Item | undefined => items[Math.min(firstAbove(ends, random() * total), items.length - 1)]
  return () => {
    const first = draw()
    const second = items.length > 1 ? draw() : first
    if (first === undefined || second === undefined) return first
    return second.inFlight * first.share < first.inFlight * second.share ? second : first
  }
}

/** The index of the first number above `value`, in a list that grows. */
function firstAbove(ends: readonly number[], value: number): number {
  let low = 0
  let high = ends.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[middle] ?? Infinity) > value) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * At most `limit` of the items: those that are `held` first, so that connections last, then others by share.
 * (Efraimidis and Spirakis, "Weighted random sampling with a reservoir", 2006)
 */
export function chooseSubset<Item extends { readonly share: number }>(
  items: readonly Item[],
  limit: number,
  isHeld: (item: Item) => boolean,
  random: () => number,
): readonly Item[] {
  if (items.length <= limit) return items
  const keyOf = (item: Item): number => (isHeld(item) ? 1 : 0) + Math.pow(random(), 1 / item.share)
  return items
    .map((item) => ({ item, key: keyOf(item) }))
    .sort((a, b) => b.key - a.key)
    .slice(0, limit)
    .map(({ item }) => item)
}
