/**
 * The first indexes of a random permutation of 0 to size - 1, one at a time: Fisher and Yates, with only what was swapped
 * kept, so that k indexes cost O(k) whatever the size.
 */
export interface Shuffle {
  /** The next index, each once; -1: all were given. */
  next(): number
}

/** @param below uniform integer in [0, bound). It is asked once an index, except for the last. */
export function shuffle(size: number, below: (bound: number) => number): Shuffle {
  const moved = new Map<number, number>()
  let given = 0
  return {
    next() {
      if (given >= size) return -1
      const left = size - given
      const drawn = given + (left > 1 ? below(left) : 0)
      const index = moved.get(drawn) ?? drawn
      moved.set(drawn, moved.get(given) ?? given)
      moved.delete(given)
      given += 1
      return index
    },
  }
}
