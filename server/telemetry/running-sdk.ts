import type { Tracer } from '@opentelemetry/api'
import type { Resource } from '@opentelemetry/resources'
import type { IMetricReader } from '@opentelemetry/sdk-metrics'
import type { MakeProducer } from './collect.ts'
import type { SpanCounts } from './metric-sources.ts'
import type { ReadTraceContext } from './trace-context.ts'

/** OpenTelemetry's SDK, running. */
export interface RunningSdk {
  readonly resource: Resource
  /** Undefined: no traces. */
  readonly tracer: Tracer | undefined
  readonly spans: SpanCounts | undefined
  readonly followsParent: boolean
  readonly drawTrace: () => boolean
  readonly readContext: ReadTraceContext
  /** The readers that push metrics. */
  readonly readers: (produce: MakeProducer) => readonly IMetricReader[]
  /** Exports what waits. It may take as long as the exporters' time-outs: bound it. */
  stop(): Promise<void>
}
