import type { ComponentChild } from 'preact'
import { useApp } from '../app-context.ts'
import type { Order } from '../state/table.ts'
import { turnOrder } from '../state/table.ts'

export interface Column {
  readonly key: string
  readonly title: string
  /** Longer, where the title alone is too short to understand. */
  readonly hint?: string
  readonly numeric?: boolean
  readonly sortable?: boolean
}

/** The head of a table whose columns sort it. */
export function SortHead({ columns, order }: { columns: readonly Column[]; order: Order }): ComponentChild {
  const { go } = useApp()
  return (
    <thead>
      <tr>
        {columns.map(({ key, title, hint, numeric = false, sortable = true }) => {
          const active = order.column === key
          const sort = active ? (order.descending ? 'descending' : 'ascending') : undefined
          return (
            <th key={key} scope="col" class={`${key} ${numeric ? 'numeric' : ''}`} aria-sort={sort} title={hint}>
              {sortable ? (
                <button type="button" class="sort" onClick={() => go({ sort: turnOrder(order, key, numeric) })}>
                  {title}
                  <span class="arrow" aria-hidden="true">
                    {active ? (order.descending ? '▼' : '▲') : ''}
                  </span>
                </button>
              ) : (
                title
              )}
            </th>
          )
        })}
      </tr>
    </thead>
  )
}
