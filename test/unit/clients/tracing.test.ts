import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Metadata } from '@grpc/grpc-js'
import * as api from '@opentelemetry/api'
import { core, node, tracing } from '@opentelemetry/sdk-node'
import { openTelemetry, tracedMetadata } from '../../../clients/typescript/tracing.ts'
import type { ClientTracing } from '../../../clients/typescript/tracing.ts'
import type { Backend } from '../../../clients/typescript/backend.ts'

const BACKEND: Backend = { id: 'a', address: '[::1]:8080', locality: undefined, labels: new Map(), weight: 1 }

const exporter = new tracing.InMemorySpanExporter()
const provider = new node.NodeTracerProvider({
  sampler: new tracing.ParentBasedSampler({ root: new tracing.AlwaysOnSampler() }),
  spanProcessors: [new tracing.SimpleSpanProcessor(exporter)],
})
const sampled = (): api.Span => provider.getTracer('app').startSpan('app')
const unsampled = (): api.Span =>
  api.trace.wrapSpanContext({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: api.TraceFlags.NONE })
const within = <Value>(span: api.Span, run: () => Value): Value =>
  api.context.with(api.trace.setSpan(api.ROOT_CONTEXT, span), run)

beforeAll(() => {
  provider.register({
    propagator: new core.CompositePropagator({
      propagators: [new core.W3CTraceContextPropagator(), new core.W3CBaggagePropagator()],
    }),
  })
})

afterAll(() => {
  api.context.disable()
  api.trace.disable()
  api.propagation.disable()
})

describe('headers of a pick', () => {
  const make = tracedMetadata(() => new Metadata(), openTelemetry(api))

  test('name the active span when it is sampled', () => {
    const span = sampled()
    const { traceId, spanId } = span.spanContext()
    expect(within(span, () => make('PickBackend')).get('traceparent')).toEqual([`00-${traceId}-${spanId}-01`])
  })

  test('are none outside of a span, in one that is not sampled, and on a stream', () => {
    expect(make('PickBackend').getMap()).toEqual({})
    expect(within(unsampled(), () => make('PickBackend')).getMap()).toEqual({})
    expect(within(sampled(), () => make('StreamPicks')).getMap()).toEqual({})
  })

  test('never carry the baggage of the application', () => {
    const span = sampled()
    const baggage = api.propagation.createBaggage({ user: { value: 'ada' } })
    const context = api.propagation.setBaggage(api.trace.setSpan(api.ROOT_CONTEXT, span), baggage)
    const metadata = api.context.with(context, () => make('PickBackend'))
    expect(Object.keys(metadata.getMap())).toEqual(['traceparent'])
  })

  test('keep what the application put there itself', () => {
    const own = tracedMetadata(() => {
      const metadata = new Metadata()
      metadata.set('authorization', 'Bearer x')
      return metadata
    }, openTelemetry(api))
    expect(within(sampled(), () => own('PickBackend')).get('authorization')).toEqual(['Bearer x'])
  })

  test.each([
    ['a name that is none', { 'Trace Parent': 'x' }],
    ['a value with a line break', { traceparent: 'x\ny' }],
    ['a value beyond ASCII', { tracestate: 'k=ü' }],
    ['an endless value', { tracestate: 'x'.repeat(2_000) }],
    ['an empty value', { tracestate: '' }],
  ])('%s is left out rather than to fail the pick', (_what, headers) => {
    const odd: ClientTracing = { ...openTelemetry(api), headers: () => headers }
    expect(tracedMetadata(() => new Metadata(), odd)('PickBackend').getMap()).toEqual({})
  })

  test('without tracing the maker of metadata stays as it is', () => {
    const plain = (): Metadata => new Metadata()
    expect(tracedMetadata(plain, undefined)).toBe(plain)
  })
})

describe('the span of an attempt', () => {
  test('lies below the active span, and what the call does lies below it', async () => {
    exporter.reset()
    const app = sampled()
    const seen = await within(app, async () => {
      const span = openTelemetry(api).beginAttempt({ pool: 'p', backend: BACKEND, attempt: 2, token: 'r.1.x' })
      const active = await span.run(async () => {
        await Promise.resolve()
        return api.trace.getActiveSpan()?.spanContext()
      })
      span.end({ result: 'success', status: '200', neverSent: false })
      return active
    })
    const [span] = exporter.getFinishedSpans()
    expect(span?.parentSpanContext?.spanId).toBe(app.spanContext().spanId)
    expect(seen?.spanId).toBe(span?.spanContext().spanId)
    expect(span).toMatchObject({
      name: 'lookaside.backend_call',
      kind: api.SpanKind.CLIENT,
      attributes: {
        'lookaside.pool': 'p',
        'lookaside.backend.id': 'a',
        'lookaside.attempt': 2,
        'lookaside.decision.id': 'r.1.x',
        'server.address': '::1',
        'server.port': 8080,
        'lookaside.outcome.result': 'success',
        'lookaside.outcome.status': '200',
      },
      status: { code: api.SpanStatusCode.UNSET },
    })
  })

  test.each([
    ['timeout', api.SpanStatusCode.ERROR],
    ['connect_failure', api.SpanStatusCode.ERROR],
    ['cancelled', api.SpanStatusCode.UNSET],
  ] as const)('%s ends it with status %s', (result, code) => {
    exporter.reset()
    const span = openTelemetry(api).beginAttempt({ pool: 'p', backend: BACKEND, attempt: 1, token: undefined })
    span.end({ result, status: '', neverSent: false })
    const [ended] = exporter.getFinishedSpans()
    expect(ended?.status.code).toBe(code)
    expect(ended?.attributes['error.type']).toBe(code === api.SpanStatusCode.ERROR ? result : undefined)
    expect(ended?.attributes).not.toHaveProperty('lookaside.decision.id')
  })
})
