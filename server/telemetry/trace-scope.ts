import type { SpanContext } from '@opentelemetry/api'
import type { RecordedCall } from './recorded-call.ts'

/**
 * The recorded call that is being served at this very moment. A pick is synchronous, so one field says it exactly; an
 * AsyncLocalStorage, which OpenTelemetry's context manager for Node uses, costs every promise of the process something.
 */
export interface TraceScope {
  call: RecordedCall | undefined
}

export function createTraceScope(): TraceScope {
  return { call: undefined }
}

/** What a log line says of the span that it belongs to, by the names of OpenTelemetry's "Trace Context in non-OTLP logs". */
export function traceFields({ call }: TraceScope): Record<string, string> {
  return call === undefined ? {} : fieldsOf(call.span.spanContext())
}

function fieldsOf({ traceId, spanId, traceFlags }: SpanContext): Record<string, string> {
  return { trace_id: traceId, span_id: spanId, trace_flags: traceFlags.toString(16).padStart(2, '0') }
}
