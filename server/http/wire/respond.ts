import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { ERRORS, type Refusal } from '../../errors.ts'
import { errorBody, retryAfter } from './error-answer.ts'

/** Bytes of an answer. */
export interface Payload {
  readonly status: number
  readonly type: string
  readonly body: string | Uint8Array
  readonly headers?: OutgoingHttpHeaders
}

/** An answer is data for whoever asked: no page frames it, sniffs it, keeps it or is told where it came from. */
const SAFE: OutgoingHttpHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

export const JSON_TYPE = 'application/json; charset=utf-8'

/** Writes the whole answer. `node:http` leaves the body of a HEAD out by itself. */
export function respond(response: ServerResponse, { status, type, body, headers }: Payload): void {
  if (response.headersSent || response.destroyed) return
  const size = typeof body === 'string' ? Buffer.byteLength(body) : body.length
  // RFC 9110, 8.6: with 304 it would have to be the length of what is not sent.
  const length = status === 304 ? {} : { 'content-length': size }
  response.writeHead(status, { ...SAFE, 'content-type': type, ...length, ...headers })
  response.end(body)
}

export function respondJson(response: ServerResponse, body: unknown, status = 200): void {
  respond(response, { status, type: JSON_TYPE, body: JSON.stringify(body) })
}

export function respondRefusal(
  response: ServerResponse,
  refusal: Refusal,
  { status = ERRORS[refusal.reason].http, headers = {} }: { status?: number; headers?: OutgoingHttpHeaders } = {},
): void {
  const after = retryAfter(refusal.reason)
  const body = JSON.stringify(errorBody(refusal, status))
  const retry = after === undefined ? {} : { 'retry-after': after }
  respond(response, { status, type: JSON_TYPE, body, headers: { ...retry, ...headers } })
}

/** The headers of a stream of server-sent events. */
export function beginEvents(response: ServerResponse): void {
  const headers = { ...SAFE, 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' }
  response.writeHead(200, headers)
  response.flushHeaders()
}
