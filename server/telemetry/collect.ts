import type { Meter } from '@opentelemetry/api'
import type { Resource } from '@opentelemetry/resources'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import type { IMetricReader, MetricProducer } from '@opentelemetry/sdk-metrics'
import { CONTENT_TYPES, formatFor, render } from './exposition.ts'
import { createHistogramProducer } from './histogram-producer.ts'
import type { NamedHistogram } from './histogram-producer.ts'
import { SCOPE } from './names.ts'

/**
 * Series of one instrument before the SDK folds the rest into one: with its own default of 2,000 that would be at 285 pools,
 * whose backends are counted in seven states.
 */
export const MAX_SERIES = 20_000

/** Makes what a reader needs to see the histograms; each reader needs its own. */
export type MakeProducer = (temporality: AggregationTemporality) => MetricProducer

export interface MetricsOptions {
  /** Undefined: nothing but the service's name. */
  readonly resource: Resource | undefined
  /** The readers that push. */
  readonly readers: (produce: MakeProducer) => readonly IMetricReader[]
  /** Called at each collection. */
  readonly histograms: () => readonly NamedHistogram[]
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export interface Exposition {
  readonly contentType: string
  readonly body: string
}

export interface Metrics {
  readonly meter: Meter
  /** Everything, in the text format that the Accept header prefers. */
  expose(accept: string): Promise<Exposition>
  stop(): Promise<void>
}

/** Metrics by the OpenTelemetry API: read when Prometheus asks, and pushed by what the environment asked for. */
export function createMetrics({ resource, readers, histograms, now }: MetricsOptions): Metrics {
  const produce: MakeProducer = (temporality) => createHistogramProducer(histograms, temporality, now)
  const pull = new PullReader({
    metricProducers: [produce(AggregationTemporality.CUMULATIVE)],
    cardinalitySelector: () => MAX_SERIES,
  })
  const provider = new MeterProvider({
    resource: resource ?? resourceFromAttributes({ 'service.name': SCOPE }),
    readers: [pull, ...readers(produce)],
  })
  return {
    meter: provider.getMeter(SCOPE),
    async expose(accept) {
      const { resourceMetrics, errors } = await pull.collect()
      const [error] = errors
      if (error instanceof Error) throw error
      const format = formatFor(accept)
      return { contentType: CONTENT_TYPES[format], body: render(resourceMetrics, format) }
    },
    stop: () => provider.shutdown(),
  }
}

/** Collects when it is asked. */
class PullReader extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve()
  }
  protected override onShutdown(): Promise<void> {
    return Promise.resolve()
  }
}
