import type { Attributes, Tracer } from '@opentelemetry/api'
import { ROOT_CONTEXT, SpanKind, trace, TraceFlags } from '@opentelemetry/api'
import { ATTR } from './names.ts'
import type { CallTracing, TracedMethod } from './ports.ts'
import { RecordedCall } from './recorded-call.ts'
import type { ReadTraceContext } from './trace-context.ts'
import type { TraceScope } from './trace-scope.ts'

export interface CallTracingDeps {
  readonly tracer: Tracer
  readonly readContext: ReadTraceContext
  /** A caller that does not sample settles it: nothing more is computed. */
  readonly followsParent: boolean
  /** Draws a trace that begins with the call. False: its sampler leaves it out, so nothing more is computed. */
  readonly drawTrace: () => boolean
  readonly scope: TraceScope
}

/** A server span a call, below the caller's own span. */
export function createCallTracing(deps: CallTracingDeps): CallTracing {
  const { tracer, readContext, followsParent, drawTrace, scope } = deps
  const leave = (call: RecordedCall): void => {
    if (scope.call === call) scope.call = undefined
  }
  return {
    begin(method, headers) {
      const parent = readContext(headers)
      if (parent === undefined) {
        if (!drawTrace()) return undefined
      } else if (followsParent && (parent.traceFlags & TraceFlags.SAMPLED) === 0) return undefined
      const context = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent)
      const span = tracer.startSpan(method.name, { kind: SpanKind.SERVER, attributes: attributesOf(method) }, context)
      if (!span.isRecording()) return undefined
      const call = new RecordedCall(span, parent, method, leave)
      scope.call = call
      return call
    },
  }
}

function attributesOf({ kind, name }: TracedMethod): Attributes {
  if (kind !== 'http') return { [ATTR.rpcSystem]: 'grpc', [ATTR.rpcMethod]: name }
  const [verb = '', route = ''] = name.split(' ')
  return { [ATTR.httpMethod]: verb, [ATTR.httpRoute]: route }
}
