import { useCallback, useRef } from 'preact/hooks'
import type { App, Theme } from './app-context.ts'
import { useKeys } from './hooks.ts'
import { decisionsRoute, HOME, poolRoute } from './state/route.ts'

const NEXT_THEME: Readonly<Record<Theme, Theme>> = { auto: 'light', light: 'dark', dark: 'auto' }

/** Single keys, where nobody types. `on`: false leaves Esc only, for people whose tools send letters by themselves. */
export function useShortcuts(app: App, on: boolean, onHelp: () => void): void {
  const latest = useRef({ app, on, onHelp })
  latest.current = { app, on, onHelp }
  useKeys(
    useCallback((key: string, event: KeyboardEvent) => {
      const now = latest.current
      // A dialog has the keys to itself.
      if (document.querySelector('dialog[open]') !== null) return
      if (key === 'Escape') escape(now.app)
      else if (now.on) shortcut(key, event, now.app, now.onHelp)
    }, []),
  )
}

function escape({ route, go }: App): void {
  if (route.decision !== '') go({ decision: '' })
  else if (route.backend !== '') go({ backend: '' })
}

function shortcut(key: string, event: KeyboardEvent, app: App, onHelp: () => void): void {
  const { route, go, theme, setTheme } = app
  const pool = route.view === 'pool' ? route.pool : undefined
  switch (key) {
    case 'o':
      return go(HOME)
    case 'd':
      return go(pool === undefined ? decisionsRoute() : poolRoute(pool, { tab: 'decisions' }))
    case 'b':
      return pool === undefined ? undefined : go(poolRoute(pool))
    case 'e':
      return pool === undefined ? undefined : go(poolRoute(pool, { tab: 'explain' }))
    case 't':
      return setTheme(NEXT_THEME[theme])
    case '?':
      return onHelp()
    case '/':
      event.preventDefault()
      return document.querySelector<HTMLElement>('[data-filter]')?.focus()
    case 'j':
      return step(1)
    case 'k':
      return step(-1)
  }
}

/** Moves the focus along the rows of the list. */
function step(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main .cover')]
  const at = rows.findIndex((row) => row === document.activeElement)
  const next = at < 0 ? rows[0] : rows[Math.min(rows.length - 1, Math.max(0, at + by))]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}
