import { readProperty } from '../property.ts'
import { hostNamesOf, isIdempotentRequest } from './http-request.ts'

/** A request as fetch was given it, looked at once. */
export interface PlannedRequest {
  /** Where in the pool: path and query count, and the host only when `hasHost`. */
  readonly url: URL
  /** The URL named the pool as its host. */
  readonly hasHost: boolean
  readonly method: string
  readonly headers: Headers
  /** What is handed to fetch besides URL, headers, signal and redirect. */
  readonly init: RequestInit
  readonly signal: AbortSignal | undefined
  readonly redirect: 'follow' | 'error' | 'manual'
  /** The body is a stream, which can be sent once. */
  readonly streamed: boolean
  readonly idempotent: boolean
}

/** Stands for "whichever host" in relative URLs; never looked up. */
const BASE = 'http://pool.lookaside'

/**
 * Reads what fetch was given.
 * @throws {TypeError} what fetch would throw, or that the URL belongs to somebody else.
 */
export function planRequest(
  pool: string,
  hosts: readonly string[] | undefined,
  input: string | URL | Request,
  init: RequestInit | undefined,
): PlannedRequest {
  const { url, hasHost } = readUrl(pool, hosts, typeof input === 'string' || input instanceof URL ? input : input.url)
  const given = input instanceof URL || typeof input === 'string' ? { ...init } : initOf(input, init)
  const { signal, redirect, ...rest } = given
  // Whatever is wrong with the request is said before a backend is picked. The body is neither read nor locked by it.
  const checked = new Request(url, rest)
  const { method, headers } = checked
  return {
    ...{ url, hasHost, method, headers, init: rest, signal: signal ?? undefined, redirect: redirect ?? 'follow' },
    streamed: isStream(rest.body),
    idempotent: isIdempotentRequest(method, (name) => headers.has(name)),
  }
}

function readUrl(
  pool: string,
  hosts: readonly string[] | undefined,
  text: string | URL,
): { url: URL; hasHost: boolean } {
  const url = new URL(text, BASE)
  const hasHost = url.host !== new URL(BASE).host
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TypeError(`fetch: "${url.href}" is neither http nor https`)
  }
  if (!hasHost || hostNamesOf(pool, hosts).has(url.hostname)) return { url, hasHost }
  const names = [...hostNamesOf(pool, hosts)].map((name) => `"http://${name}/..."`).join(' or ')
  throw new TypeError(
    `fetch: "${url.origin}" is not of pool "${pool}": use a relative URL${names === '' ? '' : ` or ${names}`}, or name the host in the option hosts`,
  )
}

function initOf(input: Request, init: RequestInit | undefined): RequestInit {
  const request = init === undefined ? input : new Request(input, init)
  const { method, headers, body, signal, redirect, integrity, keepalive, referrer, referrerPolicy } = request
  const read = { method, headers, signal, redirect, integrity, keepalive, referrer, referrerPolicy }
  // These two are Node's, and not in every set of types.
  const dispatcher = readProperty(init, 'dispatcher')
  const streamed: object = body === null ? {} : { body, duplex: 'half' }
  const routed: object = dispatcher === undefined ? {} : { dispatcher }
  return Object.assign(read, streamed, routed)
}

/** Anything else that fetch takes it holds as a whole, so that it can be sent again. */
function isStream(body: unknown): boolean {
  return typeof body === 'object' && body !== null && (Symbol.asyncIterator in body || 'pipe' in body)
}
