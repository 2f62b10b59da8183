/** Counts by two short words; both come from fixed sets, so it stays small. */
export class Counts {
  private readonly byFirst = new Map<string, Map<string, number>>()

  add(first: string, second: string): void {
    let inner = this.byFirst.get(first)
    if (inner === undefined) {
      inner = new Map()
      this.byFirst.set(first, inner)
    }
    inner.set(second, (inner.get(second) ?? 0) + 1)
  }

  *entries(): IterableIterator<readonly [first: string, second: string, count: number]> {
    for (const [first, inner] of this.byFirst) for (const [second, count] of inner) yield [first, second, count]
  }
}
