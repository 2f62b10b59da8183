import type { Verdict } from '../verdict.ts'
import type { Ending } from '../verdict.ts'
import { classifyEnding } from '../verdict.ts'
import { readProperty } from '../property.ts'

/** RFC 9110, section 9.2.2. */
const IDEMPOTENT_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])

/** A request with an idempotency key may be repeated whatever its method is, as in Go's net/http. */
const IDEMPOTENCY_KEYS: readonly string[] = ['idempotency-key', 'x-idempotency-key']

export function isIdempotentRequest(method: string, hasHeader: (name: string) => boolean): boolean {
  return IDEMPOTENT_METHODS.has(method) || IDEMPOTENCY_KEYS.some(hasHeader)
}

/** What the request itself was refused for before it went anywhere: it judges no backend. */
const CALLERS_FAULT = new Set([
  ...['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED', 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH'],
  ...['UND_ERR_DESTROYED', 'UND_ERR_CLOSED'],
])

/** How an HTTP call ended. Busy (503, as 429) is not broken; `streamed`: the body came from a stream, which may fail itself. */
export function classifyHttpEnding(ending: Ending<unknown>, streamed: boolean): Verdict {
  const verdict = classifyEnding(ending)
  if (verdict.status === '503') return { ...verdict, result: 'rejected' }
  if (ending.kind === 'returned' || verdict.result !== 'error') return verdict
  const code = codeOf(ending.error)
  const isOurs = code === undefined ? streamed : CALLERS_FAULT.has(code)
  return isOurs ? { ...verdict, result: 'cancelled' } : verdict
}

function codeOf(error: unknown): string | undefined {
  const code = readProperty(error, 'code') ?? readProperty(readProperty(error, 'cause'), 'code')
  return typeof code === 'string' ? code : undefined
}

/** Names by which URLs call a pool: its own name, where that can be a host name, and with the suffix `.lookaside`. */
export function hostNamesOf(pool: string, others: readonly string[] = []): ReadonlySet<string> {
  const own = pool.includes('/') ? [] : [pool, `${pool}${HOST_SUFFIX}`]
  return new Set([...own, ...others.map((name) => name.toLowerCase())])
}

/** Host names that end so are pools. */
export const HOST_SUFFIX = '.lookaside'
