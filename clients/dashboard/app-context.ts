import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Api } from './api/api.ts'
import type { Live } from './state/live.ts'
import type { Route } from './state/route.ts'

export type Theme = 'auto' | 'light' | 'dark'

/** What every view may use. It is new whenever something of it changes. */
export interface App {
  readonly api: Api
  readonly live: Live
  readonly route: Route
  /** Address of the page, with a slash at the end. */
  readonly base: string
  readonly theme: Theme
  /** Changes something of the address. */
  readonly go: (change: Partial<Route>) => void
  /** Reads everything anew at once. */
  readonly refresh: () => void
  /** Says something for a moment, to eyes and screen readers. */
  readonly say: (text: string) => void
  readonly setTheme: (theme: Theme) => void
}

export const AppContext = createContext<App | undefined>(undefined)

export function useApp(): App {
  const app = useContext(AppContext)
  if (app === undefined) throw new Error('a view is used outside the app')
  return app
}
