import type { PlannedRequest } from './planned-request.ts'

/** "HTTP-redirect fetch" of the Fetch standard, for redirects that may lead to another backend of the pool. */
export const MAX_REDIRECTS = 20

const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308])
/** They describe a body that is not sent any more. */
const BODY_HEADERS = ['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length']
/** They are meant for one origin. */
const SECRET_HEADERS = ['authorization', 'proxy-authorization', 'cookie', 'host']

export interface Redirect {
  readonly location: URL
  /** What is sent there, if it is of the pool. */
  readonly request: PlannedRequest
}

export function isRedirect(request: PlannedRequest, response: Response): boolean {
  return request.redirect === 'follow' && REDIRECT_STATUSES.has(response.status) && response.headers.has('location')
}

/** Where a redirect leads. Throws a TypeError where fetch does. */
export function redirectOf(request: PlannedRequest, { headers, status }: Response): Redirect {
  const text = headers.get('location') ?? ''
  const location = URL.canParse(text, request.url.href) ? new URL(text, request.url) : undefined
  if (location?.protocol !== 'http:' && location?.protocol !== 'https:') {
    throw new TypeError(`fetch: redirected to "${text}", which is neither http nor https`)
  }
  const url = new URL(request.url)
  Object.assign(url, { pathname: location.pathname, search: location.search })
  const { method } = request
  const becomesGet = status === 303 ? method !== 'GET' && method !== 'HEAD' : status < 303 && method === 'POST'
  if (becomesGet) return { location, request: { ...toGet(request), url } }
  if (request.streamed) {
    throw new TypeError(`fetch: redirected with ${status}, and a body that is a stream cannot be sent again`)
  }
  return { location, request: { ...request, url } }
}

function toGet(request: PlannedRequest): PlannedRequest {
  const headers = without(request.headers, BODY_HEADERS)
  const { body: _body, ...init } = request.init
  return { ...request, headers, method: 'GET', init: { ...init, method: 'GET' }, streamed: false, idempotent: true }
}

/** What may be sent to another origin. */
export function toOutsideInit({ init, headers, signal }: PlannedRequest): RequestInit {
  return { ...init, headers: without(headers, SECRET_HEADERS), ...(signal === undefined ? {} : { signal }) }
}

function without(headers: Headers, names: readonly string[]): Headers {
  const left = new Headers(headers)
  for (const name of names) left.delete(name)
  return left
}
