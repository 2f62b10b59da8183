import type { ComponentChild } from 'preact'
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Api } from './api/api.ts'
import type { App, Theme } from './app-context.ts'
import { AppContext } from './app-context.ts'
import { recall, remember } from './hooks.ts'
import { Banner } from './parts/banner.tsx'
import type { Live } from './state/live.ts'
import { createLive } from './state/live.ts'
import type { Poller } from './state/poller.ts'
import { createPoller } from './state/poller.ts'
import type { Route } from './state/route.ts'
import { formatRoute, isStep, parseRoute } from './state/route.ts'
import { useShortcuts } from './shortcuts.ts'
import { BackendPanel } from './views/backend-panel.tsx'
import { DecisionPanel } from './views/decision-panel.tsx'
import { DecisionsView } from './views/decisions.tsx'
import { Header } from './views/header.tsx'
import { Help } from './views/help.tsx'
import { PoolView } from './views/pool.tsx'
import { PoolsView } from './views/pools.tsx'

const THEME_KEY = 'lookaside.theme'
const KEYS_KEY = 'lookaside.keys'
/** Long enough to read a sentence. */
const SAID_MS = 5_000

export function Dashboard({ api, base }: { api: Api; base: string }): ComponentChild {
  const { route, go } = useRoute()
  const { live, refresh } = useLive(api, route.view === 'pool' ? route.pool : '')
  const { theme, setTheme } = useTheme()
  const { said, say } = useSaid()
  const [help, setHelp] = useState(false)
  const [keys, setKeys] = useState(recall(KEYS_KEY) !== 'off')
  const changeKeys = (on: boolean): void => {
    setKeys(on)
    remember(KEYS_KEY, on ? '' : 'off')
  }
  const app: App = { api, live, route, base, theme, go, refresh, say, setTheme }
  useShortcuts(app, keys, () => setHelp(true))
  useEffect(() => {
    document.title = [titleOf(route), 'Lookaside'].filter(Boolean).join(' · ')
  }, [route])
  return (
    <AppContext.Provider value={app}>
      <a class="skip" href="#main" onClick={skip}>
        Skip to the content
      </a>
      <Header onHelp={() => setHelp(true)} />
      <div class={`body ${live.link.kind === 'lost' ? 'is-stale' : ''} ${hasPanel(route) ? 'has-panel' : ''}`}>
        <div class="content">
          <Banner />
          {route.view === 'pools' && <PoolsView />}
          {route.view === 'pool' && <PoolView />}
          {route.view === 'decisions' && <DecisionsView />}
        </div>
        {route.decision !== '' ? <DecisionPanel /> : route.view === 'pool' && route.backend !== '' && <BackendPanel />}
      </div>
      <p class={`toast ${said === '' ? '' : 'shown'}`} role="status">
        {said}
      </p>
      {help && <Help keys={keys} onKeys={changeKeys} onClose={() => setHelp(false)} />}
    </AppContext.Provider>
  )
}

const hasPanel = ({ view, decision, backend }: Route): boolean => decision !== '' || (view === 'pool' && backend !== '')

/** The fragment is the address of a view, so the browser must not take it for a place on the page. */
function skip(event: Event): void {
  event.preventDefault()
  const heading = document.querySelector<HTMLElement>('main h1')
  heading?.setAttribute('tabindex', '-1')
  heading?.focus()
}

function titleOf({ view, pool, tab }: Route): string {
  if (view === 'pools') return ''
  if (view === 'decisions') return 'Decisions'
  return tab === 'backends' ? pool : `${pool}, ${tab}`
}

/** The address of the page is the one place where the view is kept. */
function useRoute(): { route: Route; go: App['go'] } {
  const [route, setRoute] = useState(() => parseRoute(location.hash))
  const current = useRef(route)
  useEffect(() => {
    const read = (): void => {
      const next = parseRoute(location.hash)
      if (next.view !== current.current.view || next.pool !== current.current.pool) scrollTo(0, 0)
      current.current = next
      setRoute(next)
    }
    addEventListener('hashchange', read)
    addEventListener('popstate', read)
    return () => {
      removeEventListener('hashchange', read)
      removeEventListener('popstate', read)
    }
  }, [])
  const go = useCallback((change: Partial<Route>) => {
    const next = { ...current.current, ...change }
    const fragment = formatRoute(next)
    if (isStep(current.current, next)) history.pushState(null, '', fragment)
    else history.replaceState(null, '', fragment)
    current.current = next
    setRoute(next)
  }, [])
  return { route, go }
}

function useLive(api: Api, pool: string): { live: Live; refresh: () => void } {
  const [live, setLive] = useState(createLive)
  const poller = useRef<Poller>(undefined)
  useEffect(() => {
    const schedule = (afterMs: number, run: () => void): (() => void) => {
      const timer = setTimeout(run, afterMs)
      return () => clearTimeout(timer)
    }
    poller.current = createPoller({ api, now: Date.now, schedule, onChange: setLive })
    return () => poller.current?.stop()
  }, [api])
  useEffect(() => poller.current?.look(pool), [pool])
  const refresh = useCallback(() => poller.current?.refresh(), [])
  return { live, refresh }
}

function useTheme(): { theme: Theme; setTheme: (theme: Theme) => void } {
  const [theme, setTheme] = useState<Theme>(() => {
    const kept = recall(THEME_KEY)
    return kept === 'dark' || kept === 'light' ? kept : 'auto'
  })
  // Before anything is drawn, so that the charts read the right colours.
  useMemo(() => {
    document.documentElement.dataset['theme'] = theme
  }, [theme])
  return {
    theme,
    setTheme: (next) => {
      remember(THEME_KEY, next)
      setTheme(next)
    },
  }
}

function useSaid(): { said: string; say: (text: string) => void } {
  const [said, setSaid] = useState('')
  const timer = useRef(0)
  const say = useCallback((text: string) => {
    clearTimeout(timer.current)
    setSaid(text)
    timer.current = window.setTimeout(() => setSaid(''), SAID_MS)
  }, [])
  return { said, say }
}
