import type { ComponentChild } from 'preact'
import type { Slice } from '../state/table.ts'

/** Room for the rows of a long table that are out of sight. */
export function Gap(props: { rows: number; rowHeight: number; columns: number }): ComponentChild {
  if (props.rows <= 0) return null
  return (
    <tr class="gap" aria-hidden="true">
      <td colSpan={props.columns} style={{ height: `${props.rows * props.rowHeight}px` }} />
    </tr>
  )
}

/** The same for a list of cards. */
export function padding({ from, to }: Slice, count: number, rowHeight: number): Record<string, string> {
  return { paddingTop: `${from * rowHeight}px`, paddingBottom: `${(count - to) * rowHeight}px` }
}
