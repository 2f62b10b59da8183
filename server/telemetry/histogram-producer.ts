import type { HrTime } from '@opentelemetry/api'
import { ValueType } from '@opentelemetry/api'
import { emptyResource } from '@opentelemetry/resources'
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics'
import type { CollectionResult, DataPoint, HistogramMetricData, MetricProducer } from '@opentelemetry/sdk-metrics'
import type { Exemplar, Histogram, HistogramSeries } from './histogram.ts'
import type { MetricName } from './metrics.ts'
import { METRICS } from './metrics.ts'
import { SCOPE } from './names.ts'

export interface NamedHistogram {
  readonly name: MetricName
  readonly histogram: Histogram
}

/** What the SDK has no field for in 2.x: the text format that knows exemplars reads it from here. */
export interface HistogramValue {
  readonly buckets: { boundaries: number[]; counts: number[] }
  readonly sum: number
  readonly count: number
  readonly exemplars: readonly (Exemplar | undefined)[]
}

/**
 * Hands histograms that counted by themselves to a reader of the SDK: its API has no observable histogram, and a
 * MetricProducer is the specification's door for data that was aggregated elsewhere. One of these a reader, since a reader that
 * wants deltas is told what came since its own last look.
 */
export function createHistogramProducer(
  histograms: () => readonly NamedHistogram[],
  temporality: AggregationTemporality,
  now: () => number,
): MetricProducer {
  const isDelta = temporality === AggregationTemporality.DELTA
  const told = new WeakMap<HistogramSeries, Told>()
  const point = (series: HistogramSeries): DataPoint<HistogramValue> => {
    const at = now()
    const before = isDelta ? told.get(series) : undefined
    const counts = series.counts.map((count, bucket) => count - (before?.counts[bucket] ?? 0))
    if (isDelta) told.set(series, { counts: [...series.counts], sum: series.sum, at })
    return {
      startTime: hrTime(before?.at ?? series.since),
      endTime: hrTime(at),
      attributes: series.labels,
      value: {
        buckets: { boundaries: [...series.bounds], counts },
        sum: series.sum - (before?.sum ?? 0),
        count: counts.reduce((sum, count) => sum + count, 0),
        exemplars: series.exemplars,
      },
    }
  }
  const metric = ({ name, histogram }: NamedHistogram): HistogramMetricData => {
    const { unit, description } = METRICS[name]
    return {
      descriptor: { name, unit, description, valueType: ValueType.DOUBLE },
      aggregationTemporality: temporality,
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: [...histogram.all()].map(point),
    }
  }
  return {
    collect: (): Promise<CollectionResult> => {
      const metrics = histograms()
        .map(metric)
        .filter(({ dataPoints }) => dataPoints.length > 0)
      const scopeMetrics = metrics.length === 0 ? [] : [{ scope: { name: SCOPE }, metrics }]
      return Promise.resolve({ resourceMetrics: { resource: emptyResource(), scopeMetrics }, errors: [] })
    },
  }
}

interface Told {
  readonly counts: readonly number[]
  readonly sum: number
  readonly at: number
}

function hrTime(ms: number): HrTime {
  return [Math.floor(ms / 1_000), Math.round((ms % 1_000) * 1e6)]
}
