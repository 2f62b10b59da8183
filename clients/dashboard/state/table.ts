/** How a list is put in order: by column, either way. */
export interface Order {
  readonly column: string
  readonly descending: boolean
}

/** A value to sort by; undefined comes last either way. */
export type SortValue = string | number | undefined

export function parseOrder(text: string, fallback: string): Order {
  const descending = text.startsWith('-')
  const column = descending ? text.slice(1) : text
  return column === '' ? { column: fallback, descending: false } : { column, descending }
}

/** What a click on the head of a column leads to: that column, and the other way round when it is that one already. */
export function turnOrder(order: Order, column: string, descendingFirst: boolean): string {
  const descending = order.column === column ? !order.descending : descendingFirst
  return `${descending ? '-' : ''}${column}`
}

/** In order, and equal ones by name, so that rows keep their places from second to second. */
export function sorted<Row>(
  rows: readonly Row[],
  order: Order,
  valueOf: (row: Row, column: string) => SortValue,
  nameOf: (row: Row) => string,
): readonly Row[] {
  const sign = order.descending ? -1 : 1
  return rows
    .map((row) => ({ row, value: valueOf(row, order.column), name: nameOf(row) }))
    .sort((a, b) => {
      if (a.value === undefined || b.value === undefined) {
        if (a.value !== b.value) return a.value === undefined ? 1 : -1
      } else if (a.value !== b.value) return a.value < b.value ? -sign : sign
      return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
    })
    .map(({ row }) => row)
}

/** Whether every word of a filter occurs in one of the texts, whatever its case. */
export function matches(filter: string, texts: readonly string[]): boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return true
  const all = texts.join('\n').toLowerCase()
  return words.every((word) => all.includes(word))
}

export interface Slice {
  readonly from: number
  /** Not included. */
  readonly to: number
}

/** Rows drawn beyond the edges, so that fast scrolling shows no holes. */
const OVERSCAN = 8
/** Short lists are drawn whole: the browser's own search and screen readers see everything. */
const WHOLE = 80

/** Which rows of a long list are in sight. `above`: pixels of the list above the window. */
export function visible(count: number, rowHeight: number, above: number, height: number): Slice {
  if (count <= WHOLE) return { from: 0, to: count }
  const first = Math.floor(above / rowHeight) - OVERSCAN
  const last = Math.ceil((above + height) / rowHeight) + OVERSCAN
  const from = Math.min(Math.max(0, first), count)
  return { from, to: Math.max(from, Math.min(count, last)) }
}
