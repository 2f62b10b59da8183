/** The standard variables, OTEL_*: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
export type Environment = Readonly<Record<string, string | undefined>>

export interface SdkSettings {
  readonly traces: boolean
  /** What metrics are pushed by. Prometheus asks for itself, at `/metrics`. */
  readonly metrics: readonly ('otlp' | 'console')[]
  /** Milliseconds. */
  readonly metricIntervalMs: number
  readonly metricTimeoutMs: number
  /** A caller that does not sample settles it, as it does with the default sampler. */
  readonly followsParent: boolean
  /** Share of the traces that begin here that the sampler takes, 0 to 1. */
  readonly ratio: number
  /** Whose headers are read. `w3c`: by our own reader, which costs least. */
  readonly propagation: 'w3c' | 'none' | 'other'
  /** What was set and has no effect, for the log. */
  readonly warnings: readonly string[]
}

/** As the specification has them. */
const INTERVAL_MS = 60_000
const TIMEOUT_MS = 30_000
const METRIC_EXPORTERS = ['otlp', 'console', 'prometheus', 'none']
const TRACE_EXPORTERS = ['otlp', 'console', 'zipkin', 'none']
const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT'

/**
 * What the environment asks for. Undefined: nothing, and then no SDK is loaded. An exporter that is named switches its signal on,
 * and so does an endpoint for OTLP, since that is what the specification exports by when nothing is named.
 */
export function readSdkSettings(env: Environment): SdkSettings | undefined {
  const value = (name: string): string => env[name]?.trim() ?? ''
  if (value('OTEL_SDK_DISABLED').toLowerCase() === 'true') return undefined
  const warnings: string[] = []
  const exporters = (signal: 'TRACES' | 'METRICS', known: readonly string[]): string[] => {
    const named = listOf(value(`OTEL_${signal}_EXPORTER`))
    for (const name of named) {
      if (!known.includes(name)) warnings.push(`OTEL_${signal}_EXPORTER: there is no ${name}, only ${known.join(', ')}`)
    }
    if (named.length > 0) return named.includes('none') ? [] : named.filter((name) => known.includes(name))
    const hasEndpoint = value(ENDPOINT) !== '' || value(`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`) !== ''
    return hasEndpoint ? ['otlp'] : []
  }
  const traces = exporters('TRACES', TRACE_EXPORTERS).length > 0
  const metrics = exporters('METRICS', METRIC_EXPORTERS).filter((name) => name === 'otlp' || name === 'console')
  for (const name of ['OTEL_CONFIG_FILE', 'OTEL_LOGS_EXPORTER']) {
    if (value(name) !== '' && value(name) !== 'none')
      warnings.push(`${name} is not honoured: see docs/reference/telemetry.md`)
  }
  if (!traces && metrics.length === 0 && warnings.length === 0) return undefined
  const metricIntervalMs = numberOf(value('OTEL_METRIC_EXPORT_INTERVAL'), INTERVAL_MS)
  const sampler = value('OTEL_TRACES_SAMPLER')
  return {
    traces,
    metrics,
    metricIntervalMs,
    metricTimeoutMs: Math.min(metricIntervalMs, numberOf(value('OTEL_METRIC_EXPORT_TIMEOUT'), TIMEOUT_MS)),
    followsParent: sampler === '' || sampler.startsWith('parentbased_'),
    ratio: ratioOf(sampler.replace('parentbased_', ''), value('OTEL_TRACES_SAMPLER_ARG')),
    propagation: propagationOf(listOf(value('OTEL_PROPAGATORS'))),
    warnings,
  }
}

/** What the SDK makes of the two variables: a ratio that is none counts as 1. */
function ratioOf(root: string, arg: string): number {
  if (root === 'always_off') return 0
  const ratio = root === 'traceidratio' && arg !== '' ? Number(arg) : 1
  return ratio >= 0 && ratio <= 1 ? ratio : 1
}

function propagationOf(propagators: readonly string[]): SdkSettings['propagation'] {
  if (propagators.includes('none')) return 'none'
  const formats = propagators.filter((name) => name !== 'baggage')
  if (propagators.length === 0 || (formats.length === 1 && formats[0] === 'tracecontext')) return 'w3c'
  return formats.length === 0 ? 'none' : 'other'
}

function listOf(value: string): string[] {
  return value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

function numberOf(value: string, fallback: number): number {
  const number = Number(value)
  return value !== '' && Number.isFinite(number) && number > 0 ? number : fallback
}
