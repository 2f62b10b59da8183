import type { SpanContext, TextMapGetter, TextMapPropagator } from '@opentelemetry/api'
import { createTraceState, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import type { CallHeaders } from './ports.ts'

/** Finds the caller's span in the headers of its call. Undefined: there is none that is valid. */
export type ReadTraceContext = (headers: CallHeaders) => SpanContext | undefined

/** Version, trace id, parent id, flags (W3C Trace Context, section 3.2). Neither id may be all zeros, no version is ff. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/
/** What version 00 has; later versions may have more. */
const LENGTH = 55
const MAX_LENGTH = 512
/** What must be carried on at least; a longer list is dropped as a whole, since it may not be cut (section 3.3.1.5). */
const MAX_STATE_LENGTH = 512

/** By the W3C's rules. A header that breaks one counts as none, and so does one that comes twice: a trace is never worth a refusal. */
export const readTraceparent: ReadTraceContext = (headers) => {
  const [traceparent, second] = headers.get('traceparent')
  if (typeof traceparent !== 'string' || second !== undefined || traceparent.length > MAX_LENGTH) return undefined
  if (!TRACEPARENT.test(traceparent)) return undefined
  if (traceparent.length !== LENGTH && traceparent.startsWith('00')) return undefined
  const context = {
    traceId: traceparent.slice(3, 35),
    spanId: traceparent.slice(36, 52),
    // Of the flags only `sampled` is known to this version of the standard.
    traceFlags: Number.parseInt(traceparent.charAt(54), 16) & 1,
    isRemote: true,
  }
  const states = headers.get('tracestate')
  if (states.length === 0) return context
  const state = states.join(',')
  return state === '' || state.length > MAX_STATE_LENGTH ? context : { ...context, traceState: createTraceState(state) }
}

/** For other formats than the W3C's: the SDK's propagator reads them. */
export function readWith(propagator: TextMapPropagator): ReadTraceContext {
  const getter: TextMapGetter<CallHeaders> = {
    keys: () => [],
    get: (headers, name) => headers.get(name.toLowerCase()).filter((value) => typeof value === 'string'),
  }
  return (headers) => trace.getSpanContext(propagator.extract(ROOT_CONTEXT, headers, getter))
}
