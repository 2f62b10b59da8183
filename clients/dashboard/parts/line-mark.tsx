import type { ComponentChild } from 'preact'

/** A piece of a line as the charts draw it: colour and dashes. */
export function LineMark({ index }: { index: number }): ComponentChild {
  return (
    <svg class={`line-mark line-${index + 1}`} width="18" height="8" aria-hidden="true">
      <line x1="0" y1="4" x2="18" y2="4" />
    </svg>
  )
}
