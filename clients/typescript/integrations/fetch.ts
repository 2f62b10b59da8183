import { setMaxListeners } from 'node:events'
import type { AttemptContext } from '../attempt.ts'
import type { Backend } from '../backend.ts'
import type { LookasideClient } from '../client.ts'
import type { Verdict } from '../verdict.ts'
import type { WithBackendOptions } from '../with-backend.ts'
import { classifyHttpEnding, hostNamesOf } from './http-request.ts'
import type { PlannedRequest } from './planned-request.ts'
import { planRequest } from './planned-request.ts'
import { isRedirect, MAX_REDIRECTS, redirectOf, toOutsideInit } from './redirect.ts'
import type { BodyEnd } from './response-end.ts'
import { bodyEnd } from './response-end.ts'

/** What fetch was given, for options that depend on it. */
export interface FetchedRequest {
  readonly url: URL
  readonly method: string
  readonly headers: Headers
}

export interface LookasideFetchOptions extends Pick<
  WithBackendOptions<Response>,
  'locality' | 'labelSelector' | 'maxAttempts' | 'attemptTimeoutMs'
> {
  /** Call the backends with TLS. Default: what an absolute URL says, else no. */
  readonly https?: boolean
  /** Host names that mean this pool, besides its own and `<pool>.lookaside`. */
  readonly hosts?: readonly string[]
  /** What sticky sessions and the hashing policies go by. */
  readonly affinityKey?: string | ((request: FetchedRequest) => string | undefined)
  /** Whether a request may be done twice. Default: by its method (RFC 9110), or when it has an Idempotency-Key. */
  readonly idempotent?: (request: FetchedRequest) => boolean
  /** What does the call. Default: the global fetch. */
  readonly fetch?: LookasideFetch
}

/** fetch, for one pool. */
export type LookasideFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/**
 * A fetch for the backends of a pool: `/orders` and `http://<pool>/orders` go to the backend that Lookaside picks. Outcomes
 * are reported: the latency is the time to the headers, and the call counts as in flight until its body has been read or
 * cancelled. A failure is tried on another backend when that is safe: the method is idempotent, or no connection was made;
 * a body that is a stream is sent once. Redirects within the pool are picked anew. The Host header, and with TLS the name in
 * the certificate, is the backend's own address, since fetch sends no other; the undici interceptor can keep a name.
 * @throws {TypeError} what fetch throws, and for a URL that is not of the pool; {LookasideError} when nobody can be picked.
 */
export function lookasideFetch(
  client: Pick<LookasideClient, 'withBackend'>,
  pool: string,
  options: LookasideFetchOptions = {},
): LookasideFetch {
  const call = options.fetch ?? ((input, init) => globalThis.fetch(input, init))
  return async (input, init) => {
    let request = planRequest(pool, options.hosts, input, init)
    for (let redirects = 0; ; redirects++) {
      const { response, backend } = await send(client, pool, request, options, call)
      if (!isRedirect(request, response)) return response
      await response.body?.cancel()
      if (redirects === MAX_REDIRECTS) throw new TypeError(`fetch: more than ${MAX_REDIRECTS} redirects`)
      const next = redirectOf(request, response)
      if (!isOfPool(next.location, backend, request, hostNamesOf(pool, options.hosts))) {
        return call(next.location, toOutsideInit(next.request))
      }
      request = next.request
    }
  }
}

function isOfPool(location: URL, backend: Backend, request: PlannedRequest, names: ReadonlySet<string>): boolean {
  return location.host === backend.address || location.host === request.url.host || names.has(location.hostname)
}

interface Sent {
  readonly response: Response
  readonly backend: Backend
}

async function send(
  client: Pick<LookasideClient, 'withBackend'>,
  pool: string,
  request: PlannedRequest,
  options: LookasideFetchOptions,
  call: LookasideFetch,
): Promise<Sent> {
  const { streamed, signal } = request
  // Many calls may share one signal: Node takes more than ten listeners for a leak.
  if (signal !== undefined) setMaxListeners(0, signal)
  const { locality, labelSelector, attemptTimeoutMs, affinityKey: key } = options
  const affinityKey = typeof key === 'function' ? key(request) : key
  let called: Backend | undefined
  const response = await client.withBackend<Response>(
    pool,
    (backend, context) => {
      called = backend
      return attempt(request, backend, context, options, call)
    },
    {
      ...(locality === undefined ? {} : { locality }),
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(attemptTimeoutMs === undefined ? {} : { attemptTimeoutMs }),
      ...(affinityKey === undefined ? {} : { affinityKey }),
      ...(signal === undefined ? {} : { signal }),
      ...(streamed
        ? { maxAttempts: 1 }
        : options.maxAttempts === undefined
          ? {}
          : { maxAttempts: options.maxAttempts }),
      idempotent: options.idempotent?.(request) ?? request.idempotent,
      classify: (ending) => classifyHttpEnding(ending, streamed),
      until: ({ body }) => bodyEnd(body).then(verdictOf),
    },
  )
  if (called === undefined) throw new TypeError(`fetch: no backend of "${pool}" was called`)
  return { response, backend: called }
}

function verdictOf(end: BodyEnd): Verdict | undefined {
  return end.kind === 'broke' ? classifyHttpEnding({ kind: 'threw', error: end.error }, false) : undefined
}

/** One call. The caller's signal keeps its hold on the body after the attempt is over; a time-out of the attempt does not. */
async function attempt(
  { url, hasHost, headers, init, signal, redirect }: PlannedRequest,
  backend: Backend,
  context: AttemptContext,
  options: LookasideFetchOptions,
  call: LookasideFetch,
): Promise<Response> {
  const controller = new AbortController()
  follow(context.signal, controller)
  const letGo = signal === undefined ? () => undefined : follow(signal, controller)
  const https = options.https ?? (hasHost && url.protocol === 'https:')
  const target = `${https ? 'https' : 'http'}://${backend.address}${url.pathname}${url.search}`
  const manual = redirect === 'follow' ? 'manual' : redirect
  try {
    const response = await call(target, { ...init, headers, redirect: manual, signal: controller.signal })
    void bodyEnd(response.body).then(letGo)
    return response
  } catch (error) {
    letGo()
    throw error
  }
}

/** Aborts with the signal, until what it returns is called. */
function follow(signal: AbortSignal, controller: AbortController): () => void {
  const abort = (): void => controller.abort(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  return () => signal.removeEventListener('abort', abort)
}
