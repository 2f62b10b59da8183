import type { BackendEntry } from '../pools/backend-entry.ts'

/** Whether a backend carries all labels of a selector. */
export function carries({ card }: BackendEntry, selector: ReadonlyMap<string, string>): boolean {
  for (const [key, value] of selector) if (card.labels.get(key) !== value) return false
  return true
}

/** A text that different selectors do not share: labels cannot contain control characters. */
export function selectorKey(selector: ReadonlyMap<string, string>): string {
  if (selector.size === 0) return ''
  return [...selector]
    .map(([key, value]) => `${key}\u0000${value}`)
    .sort()
    .join('\u0001')
}
