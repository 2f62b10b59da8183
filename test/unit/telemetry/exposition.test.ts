import { describe, expect, test } from '@jest/globals'
import { ValueType } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics'
import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics'
import { familyName, formatFor, render } from '../../../server/telemetry/exposition.ts'
import type { HistogramValue } from '../../../server/telemetry/histogram-producer.ts'

const TIMES = { startTime: [0, 0], endTime: [1, 0] } satisfies {
  startTime: [number, number]
  endTime: [number, number]
}

function descriptor(name: string, unit: string): MetricData['descriptor'] {
  return { name, unit, description: 'says\nso', valueType: ValueType.DOUBLE }
}

function metrics(...given: MetricData[]): ResourceMetrics {
  const resource = resourceFromAttributes({ 'service.name': 'look "a" side' })
  return { resource, scopeMetrics: [{ scope: { name: 'lookaside' }, metrics: given }] }
}

const counter: MetricData = {
  descriptor: descriptor('lookaside.picks', '{pick}'),
  dataPointType: DataPointType.SUM,
  isMonotonic: true,
  aggregationTemporality: AggregationTemporality.CUMULATIVE,
  dataPoints: [{ ...TIMES, attributes: { pool: 'a\\b"c\nd' }, value: 3 }],
}

const value: HistogramValue = {
  buckets: { boundaries: [0.001, 0.5], counts: [1, 0, 2] },
  sum: 3.5,
  count: 3,
  exemplars: [{ traceId: 'aa', spanId: 'bb', value: 0.0005, at: 1_700_000_000_123 }, undefined, undefined],
}
const histogram: MetricData = {
  descriptor: descriptor('lookaside.pick.duration', 's'),
  dataPointType: DataPointType.HISTOGRAM,
  aggregationTemporality: AggregationTemporality.CUMULATIVE,
  dataPoints: [{ ...TIMES, attributes: { pool: 'p' }, value }],
}

describe('names', () => {
  test.each([
    ['lookaside.pick.duration', 's', 'lookaside_pick_duration_seconds'],
    ['lookaside.process.memory', 'By', 'lookaside_process_memory_bytes'],
    ['lookaside.seconds', 's', 'lookaside_seconds'],
    ['lookaside.uptime_seconds', 's', 'lookaside_uptime_seconds'],
    ['lookaside.store.up', '{flag}', 'lookaside_store_up'],
    ['a.-.b', '', 'a_b'],
  ])('%s in %s is %s', (name, unit, expected) => {
    expect(familyName(name, unit)).toBe(expected)
  })
})

describe('the format', () => {
  test.each([
    ['', 'prometheus'],
    ['*/*', 'prometheus'],
    ['text/plain', 'prometheus'],
    ['application/openmetrics-text', 'openmetrics'],
    ['application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.4,*/*;q=0.2', 'openmetrics'],
    ['application/openmetrics-text;q=0.1, text/plain', 'prometheus'],
    ['application/openmetrics-text;q=0', 'prometheus'],
    ['application/openmetrics-text;q=nonsense', 'prometheus'],
  ])('for %p is %s', (accept, expected) => {
    expect(formatFor(accept)).toBe(expected)
  })
})

describe("Prometheus' text format", () => {
  test('counters end in _total, values of labels are escaped', () => {
    expect(render(metrics(counter), 'prometheus')).toBe(
      [
        '# HELP target_info What is measured.',
        '# TYPE target_info gauge',
        'target_info{service_name="look \\"a\\" side"} 1',
        '# HELP lookaside_picks_total says\\nso',
        '# TYPE lookaside_picks_total counter',
        'lookaside_picks_total{pool="a\\\\b\\"c\\nd"} 3',
        '',
      ].join('\n'),
    )
  })

  test('buckets of a histogram add up, and there are no exemplars', () => {
    const text = render(metrics(histogram), 'prometheus')
    expect(text.split('\n').filter((line) => line.startsWith('lookaside_pick'))).toEqual([
      'lookaside_pick_duration_seconds_bucket{pool="p",le="0.001"} 1',
      'lookaside_pick_duration_seconds_bucket{pool="p",le="0.5"} 1',
      'lookaside_pick_duration_seconds_bucket{pool="p",le="+Inf"} 3',
      'lookaside_pick_duration_seconds_sum{pool="p"} 3.5',
      'lookaside_pick_duration_seconds_count{pool="p"} 3',
    ])
  })

  test('a metric without values is not there', () => {
    expect(render(metrics({ ...counter, dataPoints: [] }), 'prometheus')).not.toContain('lookaside_picks')
  })
})

describe('OpenMetrics', () => {
  test('names the family of a counter without _total, spells units, and ends', () => {
    const text = render(metrics(counter, histogram), 'openmetrics')
    expect(text).toContain('# TYPE lookaside_picks counter\nlookaside_picks_total{')
    expect(text).toContain('# TYPE target info\ntarget_info{')
    expect(text).toContain('# UNIT lookaside_pick_duration_seconds seconds\n')
    expect(text.endsWith('# EOF\n')).toBe(true)
  })

  test('has exemplars on the buckets that their value lies in', () => {
    expect(render(metrics(histogram), 'openmetrics')).toContain(
      'le="0.001"} 1 # {trace_id="aa",span_id="bb"} 0.0005 1700000000.123\n',
    )
  })
})
