import type { LookasideClient } from '../client.ts'
import type { WithBackendOptions } from '../with-backend.ts'
import { headerPairs, readHeader, withHost } from './dispatch-headers.ts'
import type {
  Dispatch,
  DispatchController,
  DispatchHandler,
  DispatchInterceptor,
  DispatchRequest,
} from './dispatch-handler.ts'
import { isDispatch, styleOf } from './dispatch-handler.ts'
import type { Answer, Exchange } from './exchange.ts'
import { createExchange, toError } from './exchange.ts'
import { classifyHttpEnding, HOST_SUFFIX, isIdempotentRequest } from './http-request.ts'

export type {
  Dispatch,
  DispatchController,
  DispatchHandler,
  DispatchInterceptor,
  DispatchRequest,
} from './dispatch-handler.ts'

/** A request to a pool, for options that depend on it. */
export interface PooledRequest {
  readonly pool: string
  readonly origin: URL
  readonly path: string
  readonly method: string
  /** The value of a header, by its lower-case name. */
  header(name: string): string | undefined
}

export interface LookasideInterceptorOptions extends Pick<
  WithBackendOptions<Answer>,
  'locality' | 'labelSelector' | 'maxAttempts' | 'attemptTimeoutMs'
> {
  /**
   * Host names that pools serve, `{ 'shop.example': 'payments/checkout' }`. Their requests keep the name in the Host header,
   * and with TLS in what the certificate must be for. Besides them, `<pool>.lookaside` is always a pool, and the backend is
   * called by its own address.
   */
  readonly pools?: Readonly<Record<string, string>>
  /** What sticky sessions and the hashing policies go by. */
  readonly affinityKey?: string | ((request: PooledRequest) => string | undefined)
  /** Whether a request may be done twice. Default: what it says itself, else by its method, or an Idempotency-Key. */
  readonly idempotent?: (request: PooledRequest) => boolean
}

/**
 * An interceptor for undici 6, 7 and 8: `new Agent().compose(lookasideInterceptor(client))` sends requests for
 * `http://<pool>.lookaside` to the backend that Lookaside picks, and others where they say. It belongs on an Agent, which has
 * a connection for every origin. Outcomes are reported and failures retried as by `lookasideFetch`; redirects are not
 * followed here.
 */
export function lookasideInterceptor(
  client: Pick<LookasideClient, 'withBackend'>,
  options: LookasideInterceptorOptions = {},
): DispatchInterceptor {
  const named = new Map(Object.entries(options.pools ?? {}).map(([host, pool]) => [host.toLowerCase(), pool]))
  return (next) => {
    const dispatch: unknown = next
    if (!isDispatch(dispatch)) throw new TypeError('lookasideInterceptor: hand it to compose() of an undici Agent')
    return (request, handler) => {
      const origin = toUrl(request.origin)
      if (origin === undefined) return dispatch(request, handler)
      const pool = named.get(origin.hostname) ?? poolInName(origin.hostname)
      if (pool === undefined) return dispatch(request, handler)
      const keptHost = named.has(origin.hostname) ? origin.host : undefined
      void exchangeWithPool({ client, dispatch, options, request, handler, origin, pool, keptHost })
      return true
    }
  }
}

function toUrl(origin: string | URL | undefined): URL | undefined {
  if (origin instanceof URL) return origin
  return origin !== undefined && URL.canParse(origin) ? new URL(origin) : undefined
}

function poolInName(hostname: string): string | undefined {
  return hostname.endsWith(HOST_SUFFIX) ? hostname.slice(0, -HOST_SUFFIX.length) : undefined
}

interface Job {
  readonly client: Pick<LookasideClient, 'withBackend'>
  readonly dispatch: Dispatch
  readonly options: LookasideInterceptorOptions
  readonly request: DispatchRequest
  readonly handler: DispatchHandler
  readonly origin: URL
  readonly pool: string
  readonly keptHost: string | undefined
}

/** Everything from the pick to the last byte. Never rejects: the handler is told. */
async function exchangeWithPool(job: Job): Promise<void> {
  const { client, handler, origin, pool } = job
  const caller = new AbortController()
  let exchange: Exchange | undefined
  const stop = (reason: unknown): void => {
    caller.abort(toError(reason))
    exchange?.abort(toError(reason))
  }
  const own = createOwnController(caller, stop, () => exchange)
  if (styleOf(handler) === 'legacy') handler.onConnect?.(stop)
  else handler.onRequestStart?.(own, {})
  let last: Answer | undefined
  try {
    const answer = await client.withBackend<Answer>(
      pool,
      async (backend, { signal }) => {
        last?.discard()
        const current = createExchange(handler, own)
        exchange = current
        signal.addEventListener('abort', () => current.abort(signal.reason), { once: true })
        const request = { ...job.request, origin: `${origin.protocol}//${backend.address}` }
        const named = job.keptHost === undefined ? request : withHost(request, job.keptHost)
        job.dispatch(named, current.handler)
        last = await current.answer
        return last
      },
      { ...callOptions(job), signal: caller.signal, until: ({ done }) => done },
    )
    answer.release()
  } catch (error) {
    if (styleOf(handler) === 'legacy') handler.onError?.(toError(error))
    else handler.onResponseError?.(own, toError(error))
  }
}

function callOptions({ request, origin, pool, options }: Job): Partial<WithBackendOptions<Answer>> {
  const { locality, labelSelector, attemptTimeoutMs, maxAttempts } = options
  const { path, method, headers } = request
  const pooled = { pool, origin, path, method, header: (name: string) => readHeader(headers, name) }
  const { affinityKey: key } = options
  const affinityKey = typeof key === 'function' ? key(pooled) : key
  const names = new Set(headerPairs(headers).map(([name]) => name.toLowerCase()))
  const streamed = !isWhole(request.body)
  const attempts = streamed ? 1 : maxAttempts
  return {
    ...(locality === undefined ? {} : { locality }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(attemptTimeoutMs === undefined ? {} : { attemptTimeoutMs }),
    ...(affinityKey === undefined ? {} : { affinityKey }),
    ...(attempts === undefined ? {} : { maxAttempts: attempts }),
    idempotent:
      options.idempotent?.(pooled) ?? request.idempotent ?? isIdempotentRequest(method, (name) => names.has(name)),
    classify: (ending) => classifyHttpEnding(ending, streamed),
  }
}

/** A body that can be sent again. */
function isWhole(body: unknown): boolean {
  return body === undefined || body === null || typeof body === 'string' || ArrayBuffer.isView(body)
}

/** The one controller that the caller's handler sees, whichever attempt is running. */
function createOwnController(
  caller: AbortController,
  stop: (reason: unknown) => void,
  current: () => Exchange | undefined,
): DispatchController {
  return {
    get aborted() {
      return caller.signal.aborted
    },
    get reason(): unknown {
      const reason: unknown = caller.signal.reason
      return reason ?? null
    },
    get paused() {
      return current()?.controller()?.paused ?? false
    },
    get rawHeaders(): unknown {
      return current()?.controller()?.rawHeaders
    },
    get rawTrailers(): unknown {
      return current()?.controller()?.rawTrailers
    },
    abort: stop,
    pause: () => current()?.pause(),
    resume: () => current()?.resume(),
  }
}
