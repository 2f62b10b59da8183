import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import type { Meter } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { MeterProvider } from '@opentelemetry/sdk-metrics'

export interface PrometheusMetrics {
  readonly meter: Meter
  /** Everything in Prometheus' text format. */
  render(): Promise<string>
  stop(): Promise<void>
}

/** Metrics by the OpenTelemetry API, collected when Prometheus asks. */
export function createPrometheusMetrics(): PrometheusMetrics {
  const reader = new PrometheusExporter({ preventServerStart: true })
  const resource = resourceFromAttributes({ 'service.name': 'lookaside' })
  const provider = new MeterProvider({ resource, readers: [reader] })
  const serializer = new PrometheusSerializer()
  return {
    meter: provider.getMeter('lookaside'),
    render: async () => {
      const { resourceMetrics, errors } = await reader.collect()
      const [error] = errors
      if (error instanceof Error) throw error
      return serializer.serialize(resourceMetrics)
    },
    stop: () => provider.shutdown(),
  }
}
