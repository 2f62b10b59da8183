import type { JsonObject } from './json.ts'
import { isObject, objectAt, objectsAt, textAt } from './json.ts'

/** Why a call has no answer. A value: the server being away is expected here. */
export interface Problem {
  readonly kind: 'problem'
  /** `unreachable`: nobody answered. `refused`: the server did, with an error. */
  readonly what: 'unreachable' | 'refused'
  /** HTTP status. 0: none. */
  readonly status: number
  /** Reason in the error catalogue. Empty: none. */
  readonly reason: string
  readonly message: string
}

export interface Answered<Value> {
  readonly kind: 'answered'
  readonly value: Value
}

export type Result<Value> = Answered<Value> | Problem

/** A server that takes longer has a trouble of its own: everything here is answered from memory. */
export const CALL_TIMEOUT_MS = 5_000

export interface Call {
  readonly method: 'GET' | 'POST'
  /** Below the page's own address, as `v1/pools`. */
  readonly path: string
  readonly body?: JsonObject
}

/** Makes one call and never throws. */
export type Caller = (call: Call) => Promise<Result<JsonObject>>

export function createCaller(base: string, fetcher: typeof fetch): Caller {
  return async ({ method, path, body }) => {
    try {
      const response = await fetcher(new URL(path, base), {
        method,
        signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      })
      const answer = await readBody(response)
      if (!response.ok) return refusal(response.status, answer)
      if (answer === undefined) return unreachable('the answer is no JSON: something else answers at this address')
      return { kind: 'answered', value: answer }
    } catch (error) {
      return unreachable(messageOf(error))
    }
  }
}

export function mapResult<From, To>(result: Result<From>, change: (value: From) => To): Result<To> {
  return result.kind === 'problem' ? result : { kind: 'answered', value: change(result.value) }
}

async function readBody(response: Response): Promise<JsonObject | undefined> {
  const text = await response.text()
  try {
    const parsed: unknown = JSON.parse(text)
    return isObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

function refusal(status: number, answer: JsonObject | undefined): Problem {
  const error = objectAt(answer ?? {}, 'error')
  const [detail = {}] = objectsAt(error, 'details')
  const message = textAt(error, 'message')
  return {
    kind: 'problem',
    what: 'refused',
    status,
    reason: textAt(detail, 'reason'),
    message: message === '' ? `the server answered with status ${status}` : message,
  }
}

const unreachable = (message: string): Problem => ({
  kind: 'problem',
  what: 'unreachable',
  status: 0,
  reason: '',
  message,
})

/** Browsers say "Failed to fetch" for whatever goes wrong on the way. */
function messageOf(error: unknown): string {
  const name = isObject(error) ? textAt(error, 'name') : ''
  return name === 'TimeoutError' ? `no answer within ${CALL_TIMEOUT_MS / 1_000} s` : 'the connection failed'
}
