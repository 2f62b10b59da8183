import { DataPointType } from '@opentelemetry/sdk-metrics'
import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics'
import type { Exemplar } from './histogram.ts'

/** Prometheus' text format 0.0.4, and OpenMetrics 1.0.0, which alone has exemplars. */
export type Format = 'prometheus' | 'openmetrics'

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

/** The format that an Accept header prefers. Prometheus itself sends both with weights and likes OpenMetrics best. */
export function formatFor(accept: string): Format {
  const weights = { prometheus: 0, openmetrics: 0 }
  for (const part of accept.split(',')) {
    const [type = '', ...parameters] = part.split(';').map((word) => word.trim().toLowerCase())
    const weight = Number(parameters.find((each) => each.startsWith('q='))?.slice(2) ?? 1)
    if (type === 'application/openmetrics-text') weights.openmetrics = Math.max(weights.openmetrics, weight)
    if (type === 'text/plain' || type === 'text/*' || type === '*/*')
      weights.prometheus = Math.max(weights.prometheus, weight)
  }
  return weights.openmetrics > 0 && weights.openmetrics >= weights.prometheus ? 'openmetrics' : 'prometheus'
}

/** UCUM units that Prometheus spells out at the end of a name. What stands in braces is an annotation, not a unit. */
const UNIT_NAMES: ReadonlyMap<string, string> = new Map([
  ['s', 'seconds'],
  ['By', 'bytes'],
])

/** A metric's name without what a kind adds to it: `lookaside_pick_duration_seconds`. */
export function familyName(name: string, unit: string): string {
  const bare = sanitize(name)
  const suffix = UNIT_NAMES.get(unit)
  return suffix === undefined || bare.endsWith(`_${suffix}`) ? bare : `${bare}_${suffix}`
}

/** Everything in one of the two formats. */
export function render({ resource, scopeMetrics }: ResourceMetrics, format: Format): string {
  const target = { ...resource.attributes }
  const lines = targetInfo(target, format)
  for (const { metrics } of scopeMetrics) for (const metric of metrics) renderMetric(lines, metric, format)
  if (format === 'openmetrics') lines.push('# EOF')
  return `${lines.join('\n')}\n`
}

function targetInfo(attributes: Readonly<Record<string, unknown>>, format: Format): string[] {
  const labels = renderLabels(attributes)
  if (format === 'openmetrics')
    return ['# HELP target What is measured.', '# TYPE target info', `target_info${labels} 1`]
  return ['# HELP target_info What is measured.', '# TYPE target_info gauge', `target_info${labels} 1`]
}

function renderMetric(lines: string[], metric: MetricData, format: Format): void {
  if (metric.dataPoints.length === 0) return
  const { name, unit, description } = metric.descriptor
  const family = familyName(name, unit)
  const isCounter = metric.dataPointType === DataPointType.SUM && metric.isMonotonic
  const samples = isCounter ? `${family}_total` : family
  const isHistogram = metric.dataPointType === DataPointType.HISTOGRAM
  const kind = isCounter ? 'counter' : isHistogram ? 'histogram' : 'gauge'
  // OpenMetrics names the family, the older format each sample.
  const title = format === 'openmetrics' ? family : samples
  lines.push(`# HELP ${title} ${escapeHelp(description)}`, `# TYPE ${title} ${kind}`)
  const spelled = UNIT_NAMES.get(unit)
  if (format === 'openmetrics' && spelled !== undefined) lines.push(`# UNIT ${title} ${spelled}`)
  if (metric.dataPointType === DataPointType.HISTOGRAM) {
    for (const point of metric.dataPoints) renderHistogram(lines, family, point.attributes, point.value, format)
  } else if (metric.dataPointType !== DataPointType.EXPONENTIAL_HISTOGRAM) {
    for (const { attributes, value } of metric.dataPoints)
      lines.push(`${samples}${renderLabels(attributes)} ${numeral(value)}`)
  }
}

interface Buckets {
  readonly buckets: { readonly boundaries: readonly number[]; readonly counts: readonly number[] }
  readonly sum?: number
  readonly count: number
  readonly exemplars?: readonly (Exemplar | undefined)[]
}

function renderHistogram(
  lines: string[],
  family: string,
  attributes: Readonly<Record<string, unknown>>,
  { buckets, sum = 0, count, exemplars }: Buckets,
  format: Format,
): void {
  let below = 0
  for (const [index, here] of buckets.counts.entries()) {
    below += here
    const bound = buckets.boundaries[index]
    const le = bound === undefined ? '+Inf' : numeral(bound)
    const exemplar = format === 'openmetrics' ? renderExemplar(exemplars?.[index]) : ''
    lines.push(`${family}_bucket${renderLabels({ ...attributes, le })} ${below}${exemplar}`)
  }
  const labels = renderLabels(attributes)
  lines.push(`${family}_sum${labels} ${numeral(sum)}`, `${family}_count${labels} ${count}`)
}

function renderExemplar(exemplar: Exemplar | undefined): string {
  if (exemplar === undefined) return ''
  const { traceId, spanId, value, at } = exemplar
  return ` # {trace_id="${traceId}",span_id="${spanId}"} ${numeral(value)} ${(at / 1_000).toFixed(3)}`
}

function renderLabels(attributes: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(attributes).map(([key, value]) => `${sanitize(key)}="${escapeValue(asText(value))}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function sanitize(name: string): string {
  return name.replace(/[^a-zA-Z0-9_]+/g, '_').replace(/__+/g, '_')
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

function escapeValue(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"')
}

function numeral(value: number): string {
  if (value === Infinity) return '+Inf'
  return value === -Infinity ? '-Inf' : String(value)
}
