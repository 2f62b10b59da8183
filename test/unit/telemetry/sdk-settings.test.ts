import { describe, expect, test } from '@jest/globals'
import { readSdkSettings } from '../../../server/telemetry/sdk-settings.ts'

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }

describe('what the environment asks for', () => {
  test.each([
    ['nothing', {}],
    ['everything else', { OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'always_on', OTEL_PROPAGATORS: 'b3' }],
    ['none', { ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' }],
    ['Prometheus alone', { OTEL_METRICS_EXPORTER: 'prometheus' }],
    ['a disabled SDK', { ...ENDPOINT, OTEL_SDK_DISABLED: 'TRUE' }],
    ['empty values', { OTEL_EXPORTER_OTLP_ENDPOINT: ' ', OTEL_TRACES_EXPORTER: '' }],
  ])('%s starts nothing', (_what, env) => {
    expect(readSdkSettings(env)).toBeUndefined()
  })

  test('an endpoint starts both signals, one of a signal that one', () => {
    expect(readSdkSettings(ENDPOINT)).toMatchObject({ traces: true, metrics: ['otlp'] })
    expect(readSdkSettings({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c' })).toMatchObject({
      traces: true,
      metrics: [],
    })
    expect(readSdkSettings({ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://c' })).toMatchObject({
      traces: false,
      metrics: ['otlp'],
    })
  })

  test('an exporter that is named starts its signal, without an endpoint too', () => {
    expect(readSdkSettings({ OTEL_TRACES_EXPORTER: 'otlp' })).toMatchObject({ traces: true, metrics: [] })
    const metrics = readSdkSettings({ OTEL_METRICS_EXPORTER: 'otlp, console,prometheus' })
    expect(metrics).toMatchObject({ traces: false, metrics: ['otlp', 'console'] })
  })

  test('what is set and has no effect is told', () => {
    const env = { OTEL_TRACES_EXPORTER: 'jaeger', OTEL_CONFIG_FILE: 'otel.yaml', OTEL_LOGS_EXPORTER: 'otlp' }
    expect(readSdkSettings(env)).toMatchObject({
      traces: false,
      warnings: [
        'OTEL_TRACES_EXPORTER: there is no jaeger, only otlp, console, zipkin, none',
        expect.stringContaining('OTEL_CONFIG_FILE is not honoured'),
        expect.stringContaining('OTEL_LOGS_EXPORTER is not honoured'),
      ],
    })
  })

  test.each([
    ['', true],
    ['parentbased_traceidratio', true],
    ['parentbased_always_off', true],
    ['traceidratio', false],
    ['always_on', false],
  ])('the sampler %p follows its parent: %s', (sampler, follows) => {
    expect(readSdkSettings({ ...ENDPOINT, OTEL_TRACES_SAMPLER: sampler })?.followsParent).toBe(follows)
  })

  test.each([
    ['', '0.5', 1],
    ['always_off', '', 0],
    ['parentbased_always_off', '0.5', 0],
    ['traceidratio', '0.5', 0.5],
    ['parentbased_traceidratio', ' 0.01 ', 0.01],
    ['parentbased_traceidratio', '0', 0],
    ['traceidratio', '', 1],
    ['traceidratio', 'half', 1],
    ['traceidratio', '-0.5', 1],
    ['traceidratio', '1.5', 1],
    ['somebody_elses', '0.5', 1],
  ])('the sampler %p with %p takes %p of what begins here', (sampler, arg, ratio) => {
    const env = { ...ENDPOINT, OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: arg }
    expect(readSdkSettings(env)?.ratio).toBe(ratio)
  })

  test.each([
    ['', 'w3c'],
    ['tracecontext', 'w3c'],
    ['tracecontext,baggage', 'w3c'],
    ['baggage', 'none'],
    ['none', 'none'],
    ['b3', 'other'],
    ['tracecontext,b3', 'other'],
  ])('the propagators %p are read as %s', (propagators, expected) => {
    expect(readSdkSettings({ ...ENDPOINT, OTEL_PROPAGATORS: propagators })?.propagation).toBe(expected)
  })

  test('a time-out is never longer than the interval, and nonsense is the default', () => {
    const times = (interval: string, timeout: string): unknown =>
      readSdkSettings({ ...ENDPOINT, OTEL_METRIC_EXPORT_INTERVAL: interval, OTEL_METRIC_EXPORT_TIMEOUT: timeout })
    expect(times('', '')).toMatchObject({ metricIntervalMs: 60_000, metricTimeoutMs: 30_000 })
    expect(times('1000', '')).toMatchObject({ metricIntervalMs: 1_000, metricTimeoutMs: 1_000 })
    expect(times('-5', 'soon')).toMatchObject({ metricIntervalMs: 60_000, metricTimeoutMs: 30_000 })
  })
})
