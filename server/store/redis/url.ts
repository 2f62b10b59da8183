/** Where the store is. What follows `redis://` decides how it is reached. */
export type StoreUrl = StandaloneUrl | SentinelUrl | ClusterUrl

export interface Endpoint {
  readonly host: string
  readonly port: number
}

interface Access {
  /** Empty: none. */
  readonly username: string
  /** Empty: none. */
  readonly password: string
  readonly tls: boolean
}

export interface StandaloneUrl extends Access {
  readonly kind: 'standalone'
  readonly endpoint: Endpoint
  readonly db: number
}

export interface SentinelUrl extends Access {
  readonly kind: 'sentinel'
  readonly sentinels: readonly Endpoint[]
  readonly masterName: string
  readonly db: number
  /** Of the sentinels themselves; user name and password of the URL are the data nodes'. Empty: none. */
  readonly sentinelUsername: string
  readonly sentinelPassword: string
}

export interface ClusterUrl extends Access {
  readonly kind: 'cluster'
  readonly nodes: readonly Endpoint[]
}

export type ParsedStoreUrl = StoreUrl | { readonly kind: 'invalid'; readonly problem: string }

const SCHEMES = /^(redis|rediss)(\+sentinel|\+cluster)?:\/\//
const FORMS =
  'redis://[user:password@]host[:port][/db], redis+sentinel://[user:password@]host[:port],.../masterName[/db] or ' +
  'redis+cluster://[user:password@]host[:port],... (rediss for TLS)'

class UrlProblem extends Error {}

/** Never throws; a problem never repeats a password. */
export function parseStoreUrl(url: string): ParsedStoreUrl {
  try {
    return parse(url)
  } catch (error) {
    if (error instanceof UrlProblem) return { kind: 'invalid', problem: error.message }
    throw error
  }
}

/** The URL without its secrets, for logs and messages. */
export function redactStoreUrl(url: string): string {
  return url
    .replace(/(:\/\/)([^/]*)@/, (_all, slashes: string, credentials: string) => {
      const user = credentials.split(':')[0] ?? ''
      return credentials.includes(':') ? `${slashes}${user}:***@` : `${slashes}***@`
    })
    .replace(/(password=)[^&#]*/gi, '$1***')
}

function parse(url: string): StoreUrl {
  const scheme = SCHEMES.exec(url)
  if (scheme === null) throw new UrlProblem(`the URL must have one of the forms ${FORMS}`)
  const tls = scheme[1] === 'rediss'
  const [beforeQuery = '', query = ''] = split(url.slice(scheme[0].length), '?')
  const [authority = '', path = ''] = split(beforeQuery, '/')
  const at = authority.lastIndexOf('@')
  const access = { ...credentials(at < 0 ? '' : authority.slice(0, at)), tls }
  const hosts = authority.slice(at + 1)
  const parameters = new URLSearchParams(query)
  const allowed = scheme[2] === '+sentinel' ? ['sentinelUsername', 'sentinelPassword'] : []
  for (const name of parameters.keys()) {
    if (!allowed.includes(name))
      throw new UrlProblem(`unknown parameter "${name}"; known here: ${allowed.join(', ') || 'none'}`)
  }
  if (scheme[2] === '+cluster') {
    if (path !== '' && path !== '0') throw new UrlProblem('a cluster has database 0 only: remove the path')
    return { kind: 'cluster', ...access, nodes: endpoints(hosts, 6379) }
  }
  if (scheme[2] === '+sentinel') {
    const [name = '', db = ''] = split(path, '/')
    if (name === '') throw new UrlProblem('the name of the master is missing: redis+sentinel://host:26379/<masterName>')
    return {
      kind: 'sentinel',
      ...access,
      sentinels: endpoints(hosts, 26379),
      masterName: decode(name, 'master name'),
      db: database(db),
      sentinelUsername: parameters.get('sentinelUsername') ?? '',
      sentinelPassword: parameters.get('sentinelPassword') ?? '',
    }
  }
  const [endpoint, ...more] = endpoints(hosts, 6379)
  if (endpoint === undefined || more.length > 0) {
    throw new UrlProblem('redis:// takes one host; for several use redis+sentinel:// or redis+cluster://')
  }
  return { kind: 'standalone', ...access, endpoint, db: database(path) }
}

function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

function credentials(text: string): { username: string; password: string } {
  if (text === '') return { username: '', password: '' }
  const [username, password] = split(text, ':')
  return { username: decode(username, 'user name'), password: decode(password, 'password') }
}

function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new UrlProblem(`the ${what} is not percent-encoded correctly: write % as %25, / as %2F, @ as %40`)
  }
}

function endpoints(text: string, defaultPort: number): Endpoint[] {
  return text.split(',').map((one) => endpointOf(one.trim(), defaultPort))
}

function endpointOf(text: string, defaultPort: number): Endpoint {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+))(?::(\d+))?$/.exec(text)
  const host = match?.[1] ?? match?.[2]
  if (match === null || host === undefined) throw new UrlProblem(`"${text}" is not host or host:port`)
  const port = match[3] === undefined ? defaultPort : Number(match[3])
  if (port < 1 || port > 65_535) throw new UrlProblem(`the port of "${text}" must be 1 to 65535`)
  return { host, port }
}

function database(text: string): number {
  if (text === '') return 0
  if (!/^\d{1,5}$/.test(text)) throw new UrlProblem(`the database must be a number, not "${text}"`)
  return Number(text)
}
