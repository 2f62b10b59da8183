import type { Load } from './load.ts'
import type { OutcomeResult } from './outcome.ts'
import { readProperty } from './property.ts'
import { statusName } from './errors.ts'

/** How the function that calls a backend ended. */
export type Ending<Value> =
  { readonly kind: 'returned'; readonly value: Value } | { readonly kind: 'threw'; readonly error: unknown }

/** What an ending says of the backend. */
export interface Verdict {
  readonly result: OutcomeResult
  /** As the protocol spells it, for explanation. Empty: unknown. */
  readonly status: string
  /** No byte of the request can have reached the backend, so that trying elsewhere is safe whatever the request does. */
  readonly neverSent: boolean
  /** Load report that came back with the answer. */
  readonly load?: Load
}

/** Undefined: let {@link classifyEnding} decide. */
export type Classify<Value> = (ending: Ending<Value>) => Verdict | undefined

/**
 * The default classification. A value with a numeric `status` or `statusCode` is judged as an HTTP response; an error by
 * its name, its gRPC code or its system code, looking into `cause`, since fetch wraps what happened.
 */
export function classifyEnding(ending: Ending<unknown>): Verdict {
  return ending.kind === 'returned' ? classifyValue(ending.value) : classifyError(ending.error, 0)
}

/** The same for a value that was returned. */
export function classifyValue(value: unknown): Verdict {
  return classifyHttp(httpStatus(value)) ?? SUCCESS
}

/** Most calls end so: one object for all of them. */
const SUCCESS: Verdict = { result: 'success', status: '', neverSent: false }

function verdict(result: OutcomeResult, status = '', neverSent = false): Verdict {
  return { result, status, neverSent }
}

/** Error chains are short; more than this is a loop. */
const MAX_CAUSES = 5

function classifyError(error: unknown, depth: number): Verdict {
  const name = readProperty(error, 'name')
  const code = readProperty(error, 'code')
  if (name === 'TimeoutError') return verdict('timeout', 'TIMEOUT')
  // A DOMException carries a number in `code` too, so names come before codes.
  if (name === 'AbortError') return verdict('cancelled', 'ABORTED')
  if (typeof code === 'string') {
    const known = classifySystemCode(code, readProperty(error, 'syscall'))
    if (known !== undefined) return known
  }
  if (typeof code === 'number' && typeof readProperty(error, 'details') === 'string') {
    return classifyGrpc(code, readProperty(error, 'details'))
  }
  const http = classifyHttp(httpStatus(error) ?? httpStatus(readProperty(error, 'response')))
  if (http !== undefined) return http
  const cause = readProperty(error, 'cause')
  if (cause !== undefined && depth < MAX_CAUSES) return classifyError(cause, depth + 1)
  return verdict('error', typeof name === 'string' ? name : '')
}

function httpStatus(value: unknown): number | undefined {
  const status = readProperty(value, 'status') ?? readProperty(value, 'statusCode')
  return typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599 ? status : undefined
}

function classifyHttp(status: number | undefined): Verdict | undefined {
  if (status === undefined) return undefined
  if (status === 429) return verdict('rejected', '429')
  return verdict(status >= 500 ? 'error' : 'success', String(status))
}

/** The connection was never made. */
const NOT_CONNECTED = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'EADDRNOTAVAIL', 'ENOENT'],
  ...['UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID'],
])

/** The connection broke: the request may have arrived. */
const BROKEN = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'UND_ERR_SOCKET', 'ERR_HTTP2_STREAM_ERROR'])

const TIMED_OUT = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ESOCKETTIMEDOUT'])

function classifySystemCode(code: string, syscall: unknown): Verdict | undefined {
  if (NOT_CONNECTED.has(code)) return verdict('connect_failure', code, true)
  // The kernel gives up on a connection that it makes, or on one that stands and goes silent.
  if (code === 'ETIMEDOUT')
    return syscall === 'read' ? verdict('timeout', code) : verdict('connect_failure', code, true)
  if (BROKEN.has(code)) return verdict('connect_failure', code)
  if (TIMED_OUT.has(code)) return verdict('timeout', code)
  return code === 'UND_ERR_ABORTED' || code === 'ABORT_ERR' ? verdict('cancelled', code) : undefined
}

function classifyGrpc(code: number, details: unknown): Verdict {
  const name = statusName(code)
  switch (name) {
    case 'UNAVAILABLE':
      // What grpc-js says when no connection was made; another UNAVAILABLE may come from the backend itself.
      return verdict('connect_failure', name, typeof details === 'string' && details.startsWith('No connection'))
    case 'DEADLINE_EXCEEDED':
      return verdict('timeout', name)
    case 'CANCELLED':
      return verdict('cancelled', name)
    case 'RESOURCE_EXHAUSTED':
      return verdict('rejected', name)
    case 'INTERNAL':
    case 'UNKNOWN':
    case 'DATA_LOSS':
    case 'UNIMPLEMENTED':
      return verdict('error', name)
    default:
      return verdict('success', name)
  }
}
