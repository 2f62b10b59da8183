import type { IncomingHttpHeaders } from 'node:http'
import type { CallHeaders } from '../telemetry/ports.ts'

/** W3C Trace Context, 3.2: version, trace id, parent id and flags; an id of zeros only is none. */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-|$)/

/** The W3C trace id that a request belongs to. Undefined: none. */
export function traceIdOf({ traceparent }: IncomingHttpHeaders): string | undefined {
  return typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined
}

/** The headers of a request as tracing reads them. Node has joined what came more than once. */
export function callHeaders(headers: IncomingHttpHeaders): CallHeaders {
  return {
    get(name) {
      const value = headers[name]
      return value === undefined ? [] : typeof value === 'string' ? [value] : value
    },
  }
}
