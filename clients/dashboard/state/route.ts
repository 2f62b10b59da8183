/** What the address of the page says: everything that survives a reload and can be sent to somebody else. */
export interface Route {
  readonly view: 'pools' | 'pool' | 'decisions'
  /** Of the view `pool`. */
  readonly pool: string
  readonly tab: PoolTab
  /** Column; with `-` in front: largest first. */
  readonly sort: string
  readonly filter: string
  /** The backend whose panel is open. */
  readonly backend: string
  /** Backends that the charts show. Empty: those with the most picks. */
  readonly lines: readonly string[]
  /** The decision whose panel is open. */
  readonly decision: string
  readonly feed: FeedFilter
}

export type PoolTab = 'backends' | 'decisions' | 'explain' | 'config'
export const POOL_TABS: readonly PoolTab[] = ['backends', 'decisions', 'explain', 'config']

export interface FeedFilter {
  /** In the view of one pool it is that pool's. */
  readonly pool: string
  readonly policy: string
  /** Empty: all. `errors`: nobody was picked. A reason of a pick, or of the error catalogue. */
  readonly result: string
  readonly backendId: string
}

export const NO_FEED_FILTER: FeedFilter = { pool: '', policy: '', result: '', backendId: '' }

export const HOME: Route = {
  view: 'pools',
  pool: '',
  tab: 'backends',
  sort: '',
  filter: '',
  backend: '',
  lines: [],
  decision: '',
  feed: NO_FEED_FILTER,
}

/** Another place: what belonged to the old one is left behind. */
export const poolRoute = (pool: string, more: Partial<Route> = {}): Route => ({ ...HOME, view: 'pool', pool, ...more })
export const decisionsRoute = (more: Partial<Route> = {}): Route => ({ ...HOME, view: 'decisions', ...more })

/** Reads the fragment of an address. Whatever it does not know is ignored: an old link still leads somewhere. */
export function parseRoute(fragment: string): Route {
  const [path = '', search = ''] = splitOnce(fragment.replace(/^#/, ''), '?')
  const [, view = '', name = '', tab = ''] = path.split('/')
  const parameters = new URLSearchParams(search)
  const text = (key: string): string => parameters.get(key) ?? ''
  const shared = {
    ...{ sort: text('sort'), filter: text('filter'), backend: text('backend'), decision: text('decision') },
    lines: text('lines').split(',').filter(Boolean).map(decode),
    feed: { pool: text('pool'), policy: text('policy'), result: text('result'), backendId: text('picked') },
  }
  if (view === 'decisions') return { ...HOME, ...shared, view: 'decisions' }
  const pool = decode(name)
  if (view !== 'pools' || pool === '') return { ...HOME, ...shared, view: 'pools' }
  return { ...HOME, ...shared, view: 'pool', pool, tab: POOL_TABS.find((known) => known === tab) ?? 'backends' }
}

/** The fragment that `parseRoute` reads; what has its default is left out. */
export function formatRoute(route: Route): string {
  const { sort, filter, backend, decision, lines, feed } = route
  const parameters = new URLSearchParams()
  const add = (key: string, value: string): void => {
    if (value !== '') parameters.set(key, value)
  }
  add('sort', sort)
  add('filter', filter)
  add('backend', backend)
  add('decision', decision)
  add('lines', lines.map(encodeURIComponent).join(','))
  add('pool', feed.pool)
  add('policy', feed.policy)
  add('result', feed.result)
  add('picked', feed.backendId)
  const search = parameters.toString()
  return `#${pathOf(route)}${search === '' ? '' : `?${search}`}`
}

function pathOf({ view, pool, tab }: Route): string {
  if (view === 'decisions') return '/decisions'
  if (view === 'pools') return '/'
  return `/pools/${encodeURIComponent(pool)}${tab === 'backends' ? '' : `/${tab}`}`
}

/** Whether going there is a step that the back button undoes; typing into a filter is none. */
export function isStep(from: Route, to: Route): boolean {
  return (['view', 'pool', 'tab', 'backend', 'decision'] as const).some((key) => from[key] !== to[key])
}

/** An address that is cut in the middle of an escape still leads somewhere. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function splitOnce(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
