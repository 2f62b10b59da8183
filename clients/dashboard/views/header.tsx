import type { ComponentChild } from 'preact'
import type { Theme } from '../app-context.ts'
import { useApp } from '../app-context.ts'
import { Link } from '../parts/link.tsx'
import { decisionsRoute, HOME } from '../state/route.ts'
import { formatAge, formatSpan } from '../words/quantities.ts'

const NEXT_THEME: Readonly<Record<Theme, Theme>> = { auto: 'light', light: 'dark', dark: 'auto' }
const THEME_SIGN: Readonly<Record<Theme, string>> = { auto: '◐', light: '○', dark: '●' }

export function Header({ onHelp }: { onHelp: () => void }): ComponentChild {
  const { route, theme, setTheme } = useApp()
  return (
    <header class="top">
      <div class="top-row">
        <Link to={HOME} class="brand" label="Lookaside, to the pools">
          <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
            <path d="M3 10h5M8 10 16 4M8 10h8M8 10l8 6" />
            <circle cx="8" cy="10" r="2.2" />
          </svg>
          Lookaside
        </Link>
        <nav aria-label="Views">
          <Link to={HOME} current={route.view !== 'decisions'}>
            Pools
          </Link>
          <Link to={decisionsRoute()} current={route.view === 'decisions'}>
            Decisions
          </Link>
        </nav>
        <div class="top-tools">
          <button
            type="button"
            class="quiet"
            onClick={() => setTheme(NEXT_THEME[theme])}
            aria-label={`Colours: ${theme}. Change to ${NEXT_THEME[theme]}`}
            title={`Colours: ${theme}`}
          >
            <span aria-hidden="true">{THEME_SIGN[theme]}</span> <span class="wide-only">{theme}</span>
          </button>
          <button
            type="button"
            class="quiet"
            onClick={onHelp}
            aria-label="Help and keyboard shortcuts"
            title="Help (?)"
          >
            ?
          </button>
        </div>
      </div>
      <StatusLine />
    </header>
  )
}

function StatusLine(): ComponentChild {
  const { live } = useApp()
  const { link, status } = live
  const value = status.kind === 'ready' ? status.value : undefined
  return (
    <dl class="status-line" aria-label="The replica">
      <LinkState />
      {value !== undefined && (
        <>
          <Item name="replica" value={value.replica} />
          <Item name="version" value={value.version} />
          <Item name="up" value={formatSpan(value.uptimeMs)} />
          <Item
            name="store"
            value={`${value.store.kind}, ${value.store.up ? 'up' : `silent for ${formatAge(value.store.silentMs)}`}`}
            tone={value.store.up ? '' : 'bad'}
          />
          <Item name="ready" value={value.ready ? 'yes' : 'no'} tone={value.ready ? '' : 'bad'} />
          <Item name="loop delay p99" value={formatSpan(value.loopDelayMs)} wide />
        </>
      )}
      {status.kind === 'failed' && link.kind === 'live' && (
        <Item name="status" value={status.problem.message} tone="warn" />
      )}
    </dl>
  )
}

function LinkState(): ComponentChild {
  const { live } = useApp()
  const now = Date.now()
  switch (live.link.kind) {
    case 'connecting':
      return <Item name="state" value="connecting…" hideName />
    case 'live':
      return <Item name="state" value="● live" tone="good" hideName />
    case 'lost': {
      const age = live.link.lastAt === undefined ? '' : `, ${formatAge(now - live.link.lastAt)} old`
      return <Item name="state" value={`✕ stale${age}`} tone="bad" hideName />
    }
  }
}

function Item(props: {
  name: string
  value: string
  tone?: string
  hideName?: boolean
  wide?: boolean
}): ComponentChild {
  const { name, value, tone = '', hideName = false, wide = false } = props
  return (
    <div class={wide ? 'wide-only' : undefined}>
      <dt class={hideName ? 'unseen' : undefined}>{name}</dt>
      <dd class={tone}>{value}</dd>
    </div>
  )
}
