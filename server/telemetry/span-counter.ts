import type { Attributes, Meter, MeterProvider } from '@opentelemetry/api'
import { createNoopMeter } from '@opentelemetry/api'
import type { SpanCounts } from './metric-sources.ts'

/** What the SDK's span processors count themselves by (semantic conventions, "SDK metrics", in development). */
const PROCESSED = 'otel.sdk.processor.span.processed'
const ERROR_TYPE = 'error.type'
const QUEUE_FULL = 'queue_full'

/** Listens to what span processors count, and keeps it under a name of ours, which stays the same when theirs changes. */
export function createSpanCounter(): { provider: MeterProvider; counts: SpanCounts } {
  const counts = { exported: 0, failed: 0, dropped: 0 }
  const count = (spans: number, attributes?: Attributes): void => {
    const error = attributes?.[ERROR_TYPE]
    counts[error === undefined ? 'exported' : error === QUEUE_FULL ? 'dropped' : 'failed'] += spans
  }
  const deaf = createNoopMeter()
  const meter: Meter = {
    createCounter: (name, options) => (name === PROCESSED ? { add: count } : deaf.createCounter(name, options)),
    createGauge: (name, options) => deaf.createGauge(name, options),
    createHistogram: (name, options) => deaf.createHistogram(name, options),
    createUpDownCounter: (name, options) => deaf.createUpDownCounter(name, options),
    createObservableGauge: (name, options) => deaf.createObservableGauge(name, options),
    createObservableCounter: (name, options) => deaf.createObservableCounter(name, options),
    createObservableUpDownCounter: (name, options) => deaf.createObservableUpDownCounter(name, options),
    addBatchObservableCallback: () => undefined,
    removeBatchObservableCallback: () => undefined,
  }
  return { provider: { getMeter: () => meter }, counts }
}
