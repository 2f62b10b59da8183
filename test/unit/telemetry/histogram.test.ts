import { describe, expect, test } from '@jest/globals'
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics'
import * as fc from 'fast-check'
import { Histogram } from '../../../server/telemetry/histogram.ts'
import { createHistogramProducer } from '../../../server/telemetry/histogram-producer.ts'

const BOUNDS = [1, 2, 5]

async function collect(
  producer: ReturnType<typeof createHistogramProducer>,
): Promise<readonly { start: number; counts: readonly number[]; sum: number | undefined; labels: object }[]> {
  const { resourceMetrics } = await producer.collect()
  return resourceMetrics.scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .flatMap((metric) => (metric.dataPointType === DataPointType.HISTOGRAM ? metric.dataPoints : []))
    .map(({ value, startTime, attributes }) => ({
      start: startTime[0],
      counts: value.buckets.counts,
      sum: value.sum,
      labels: attributes,
    }))
}

describe('a histogram', () => {
  test('bounds belong to the bucket below', () => {
    const series = new Histogram(BOUNDS, () => 0).open({})
    expect([0, 1, 1.5, 2, 5, 6].map((value) => series.record(value))).toEqual([0, 0, 1, 1, 2, 3])
    expect(series.counts).toEqual([2, 2, 1, 1])
    expect(series.sum).toBe(15.5)
  })

  test('every value is counted once, in the first bucket that holds it', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 10, noNaN: true })), (values) => {
        const series = new Histogram(BOUNDS, () => 0).open({})
        for (const value of values) series.record(value)
        const expected = [...BOUNDS, Infinity].map(
          (bound, index) => values.filter((value) => value <= bound && value > (BOUNDS[index - 1] ?? -1)).length,
        )
        expect(series.counts).toEqual(expected)
      }),
    )
  })

  test('too many series share one, and closed ones make room', () => {
    const histogram = new Histogram(BOUNDS, () => 0, 2)
    const first = histogram.open({ pool: 'a' })
    histogram.open({ pool: 'b' })
    const shared = histogram.open({ pool: 'c' })
    expect(histogram.open({ pool: 'd' })).toBe(shared)
    expect(shared.labels).toEqual({ 'otel.metric.overflow': 'true' })
    histogram.close(first)
    expect(histogram.open({ pool: 'e' }).labels).toEqual({ pool: 'e' })
    expect([...histogram.all()].map(({ labels }) => labels)).toEqual([{ pool: 'b' }, { pool: 'e' }, shared.labels])
  })
})

describe('what readers see of it', () => {
  test('a cumulative reader sees everything since the series began', async () => {
    let now = 5_000
    const histogram = new Histogram(BOUNDS, () => now)
    const producer = createHistogramProducer(
      () => [{ name: 'lookaside.pick.duration', histogram }],
      AggregationTemporality.CUMULATIVE,
      () => now,
    )
    expect(await collect(producer)).toEqual([])
    const series = histogram.open({ pool: 'a' })
    series.record(1)
    now = 9_000
    await collect(producer)
    series.record(3)
    expect(await collect(producer)).toEqual([{ start: 5, counts: [1, 0, 1, 0], sum: 4, labels: { pool: 'a' } }])
  })

  test('a reader of deltas sees what came since its own last look, whatever others read', async () => {
    let now = 5_000
    const histogram = new Histogram(BOUNDS, () => now)
    const make = (): ReturnType<typeof createHistogramProducer> =>
      createHistogramProducer(
        () => [{ name: 'lookaside.pick.duration', histogram }],
        AggregationTemporality.DELTA,
        () => now,
      )
    const [one, other] = [make(), make()]
    const series = histogram.open({})
    series.record(1)
    now = 6_000
    expect(await collect(one)).toMatchObject([{ start: 5, counts: [1, 0, 0, 0], sum: 1 }])
    series.record(6)
    now = 7_000
    expect(await collect(one)).toMatchObject([{ start: 6, counts: [0, 0, 0, 1], sum: 6 }])
    expect(await collect(other)).toMatchObject([{ start: 5, counts: [1, 0, 0, 1], sum: 7 }])
  })
})
