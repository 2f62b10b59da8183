/** Draws from a weighted set in constant time. */
export interface AliasTable {
  readonly size: number
  /** The index that `point` falls on, 0 to below 1; an index has `weight / sum` of the points. */
  at(point: number): number
}

/** Walker's alias method as Vose builds it ("A linear algorithm for generating random numbers with a given distribution", 1991). */
export function createAliasTable(weights: readonly number[]): AliasTable {
  const size = weights.length
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const share = Float64Array.from(weights, (weight) => (weight * size) / total)
  const own = new Float64Array(size).fill(1)
  const alias = Int32Array.from({ length: size }, (_, index) => index)
  const small: number[] = []
  const large: number[] = []
  for (let index = 0; index < size; index++) ((share[index] ?? 0) < 1 ? small : large).push(index)
  for (let less = small.pop(), more = large.pop(); less !== undefined && more !== undefined;) {
    own[less] = share[less] ?? 0
    alias[less] = more
    const rest = (share[more] ?? 0) - (1 - (share[less] ?? 0))
    share[more] = rest
    less = small.pop()
    // What gave enough away becomes small itself.
    if (rest < 1) {
      if (less !== undefined) small.push(less)
      less = more
      more = large.pop()
    }
  }
  return {
    size,
    at(point) {
      const scaled = point * size
      const column = Math.min(Math.floor(scaled), size - 1)
      return scaled - column < (own[column] ?? 1) ? column : (alias[column] ?? column)
    },
  }
}
