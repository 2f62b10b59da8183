import type { ComponentChild } from 'preact'
import { useApp } from '../app-context.ts'
import { formatCount } from '../words/quantities.ts'

/** Words that every row must hold. The key `/` leads here, see `app.tsx`. */
export function FilterBox({ label, found, of }: { label: string; found: number; of: number }): ComponentChild {
  const { route, go } = useApp()
  return (
    <div class="filter">
      <input
        type="search"
        data-filter
        aria-label={label}
        placeholder="Filter"
        value={route.filter}
        onInput={(event) => go({ filter: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          if (route.filter === '') event.currentTarget.blur()
          else go({ filter: '' })
        }}
      />
      {route.filter !== '' && (
        <span class="muted" role="status">
          {formatCount(found)} of {formatCount(of)}
        </span>
      )}
    </div>
  )
}
