import { beforeEach, describe, expect, test } from '@jest/globals'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { tracing } from '@opentelemetry/sdk-node'
import { refuse } from '../../../server/errors.ts'
import { createCallTracing } from '../../../server/telemetry/call-tracing.ts'
import type { CallHeaders, CallTracing, TracedMethod } from '../../../server/telemetry/ports.ts'
import { readTraceparent } from '../../../server/telemetry/trace-context.ts'
import { createTraceScope, traceFields } from '../../../server/telemetry/trace-scope.ts'
import type { TraceScope } from '../../../server/telemetry/trace-scope.ts'
import { traceUseCases } from '../../../server/telemetry/trace-use-cases.ts'
import { TracedPicks } from '../../../server/telemetry/traced-picks.ts'
import type { OutcomeReport, PickQuery, UseCases } from '../../../server/use-cases.ts'
import type { Harness } from '../../support/replica.ts'
import { startReplica } from '../../support/replica.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const CALLER = 'b7ad6b7169203331'
const PICK: TracedMethod = { kind: 'grpc', name: 'lookaside.v1.LookasideService/PickBackend' }
const MESSAGE: TracedMethod = { kind: 'grpc_message', name: 'lookaside.v1.LookasideService/StreamPicks' }

const sampled = headers(`00-${TRACE}-${CALLER}-01`)
const unsampled = headers(`00-${TRACE}-${CALLER}-00`)

function headers(...traceparent: string[]): CallHeaders {
  return { get: (name) => (name === 'traceparent' ? traceparent : []) }
}

function query(pool: string, changes: Partial<PickQuery> = {}): PickQuery {
  return {
    ...{ pool, affinityKey: '', locality: undefined, labelSelector: new Map(), excludeBackendIds: [], alternates: 0 },
    ...{ previousPickToken: '', affinityToken: '' },
    ...changes,
  }
}

function outcome(token: string, changes: Partial<OutcomeReport> = {}): OutcomeReport {
  return {
    ...{
      token,
      pool: '',
      backendId: '',
      result: 'success',
      latencyMs: 12,
      status: '200',
      load: undefined,
      loadAgeMs: 0,
    },
    ...changes,
  }
}

interface Traced {
  readonly harness: Harness
  readonly scope: TraceScope
  readonly calls: CallTracing
  readonly useCases: UseCases
  readonly spans: () => tracing.ReadableSpan[]
  /** How many spans the SDK was asked for. */
  readonly started: () => number
}

async function start(sampler: tracing.Sampler, followsParent: boolean, drawTrace = () => true): Promise<Traced> {
  const exporter = new tracing.InMemorySpanExporter()
  let started = 0
  const counting: tracing.Sampler = {
    shouldSample: (...given) => {
      started++
      return sampler.shouldSample(...given)
    },
  }
  const provider = new tracing.BasicTracerProvider({
    sampler: counting,
    spanProcessors: [new tracing.SimpleSpanProcessor(exporter)],
  })
  const tracer = provider.getTracer('test')
  const harness = await startReplica()
  const scope = createTraceScope()
  harness.register('p', 'a')
  harness.register('p', 'b')
  harness.time.advance(20)
  return {
    harness,
    scope,
    calls: createCallTracing({ tracer, readContext: readTraceparent, followsParent, drawTrace, scope }),
    useCases: traceUseCases(harness.replica.useCases, { tracer, scope, policyOf: () => 'peak_ewma' }),
    spans: () => exporter.getFinishedSpans(),
    started: () => started,
  }
}

const parentBased = (root: tracing.Sampler): tracing.Sampler => new tracing.ParentBasedSampler({ root })

function pickIn(traced: Traced, given: CallHeaders, wanted: PickQuery = query('p'), method = PICK) {
  const call = traced.calls.begin(method, given)
  const answer = traced.useCases.picks.pick(wanted)
  call?.end(answer.kind === 'refused' ? answer : undefined)
  return answer
}

let traced: Traced
beforeEach(async () => {
  traced = await start(parentBased(new tracing.AlwaysOnSampler()), true)
})

describe('the span of a pick', () => {
  test("is a server span below the caller's, with the conventions' names", () => {
    const answer = pickIn(traced, sampled)
    const [span] = traced.spans()
    expect(span).toMatchObject({
      name: PICK.name,
      kind: SpanKind.SERVER,
      status: { code: SpanStatusCode.UNSET },
      parentSpanContext: { traceId: TRACE, spanId: CALLER, isRemote: true },
      attributes: {
        'rpc.system.name': 'grpc',
        'rpc.method': PICK.name,
        'rpc.response.status_code': 'OK',
        'lookaside.pool': 'p',
        'lookaside.reason': 'policy',
      },
    })
    if (answer.kind !== 'picked') throw new Error('no pick')
    expect(span?.attributes['lookaside.backend.id']).toBe(answer.backend.id)
    expect(span?.attributes['lookaside.decision.id']).toBe(answer.token)
    expect(span?.attributes['lookaside.revision']).toBe(answer.revision)
    expect(span?.spanContext().traceId).toBe(TRACE)
  })

  test('has the stages of its decision as events', () => {
    pickIn(traced, sampled, query('p', { excludeBackendIds: ['a'] }))
    const [span] = traced.spans()
    expect(span?.events.map(({ name }) => name)).toEqual([
      'lookaside.plan',
      'lookaside.policy',
      'lookaside.last_check',
      'lookaside.lease',
    ])
    expect(span?.events[0]?.attributes).toMatchObject({ 'lookaside.backends': 2, 'lookaside.excluded.excluded': 1 })
    expect(span?.attributes['lookaside.candidates']).toEqual(expect.any(Number))
  })

  test('gives its trace id to the decision', () => {
    const answer = pickIn(traced, sampled)
    const found = traced.useCases.decisions.find(answer.kind === 'picked' ? answer.token : '')
    expect(found).toMatchObject({ kind: 'decision', traceId: TRACE })
  })

  test('never holds an affinity key', () => {
    pickIn(traced, sampled, query('p', { affinityKey: 'secret-of-ada' }))
    const [span] = traced.spans()
    expect(JSON.stringify([span?.attributes, span?.events, span?.status])).not.toContain('secret-of-ada')
  })

  test('of a refusal says why, and blames the service only for its own faults', () => {
    pickIn(traced, sampled, query('nobody'))
    pickIn(traced, sampled, query('p', { excludeBackendIds: ['a', 'b'] }))
    const [unknown, empty] = traced.spans()
    expect(unknown).toMatchObject({
      attributes: { 'rpc.response.status_code': 'NOT_FOUND', 'lookaside.error.reason': 'POOL_NOT_FOUND' },
      status: { code: SpanStatusCode.UNSET },
    })
    expect(empty).toMatchObject({
      attributes: {
        'rpc.response.status_code': 'UNAVAILABLE',
        'error.type': 'UNAVAILABLE',
        'lookaside.error.reason': 'NO_BACKENDS',
      },
      status: { code: SpanStatusCode.ERROR },
    })
    expect(empty?.events.map(({ name }) => name)).toContain('lookaside.plan')
  })

  test('begins a trace where the caller has none, and where its header is garbage', () => {
    pickIn(traced, headers())
    pickIn(traced, headers('00-zz'))
    for (const span of traced.spans()) {
      expect(span.parentSpanContext).toBeUndefined()
      expect(span.spanContext().traceId).not.toBe(TRACE)
    }
    expect(traced.spans()).toHaveLength(2)
  })

  test('over HTTP has the names of HTTP', () => {
    pickIn(traced, sampled, query('nobody'), { kind: 'http', name: 'POST /v1/pools/{pool}:pick' })
    expect(traced.spans()[0]?.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/v1/pools/{pool}:pick',
      'http.response.status_code': 404,
    })
  })
})

describe('a message of many picks', () => {
  test('is one span; each pick is an event, as far as there is room', () => {
    const call = traced.calls.begin(MESSAGE, sampled)
    for (let pick = 0; pick < 40; pick++) traced.useCases.picks.pick(query(pick === 0 ? 'nobody' : 'p'))
    call?.end(undefined)
    const [span, ...others] = traced.spans()
    expect(others).toEqual([])
    expect(span?.attributes).toMatchObject({ 'lookaside.picks': 40, 'lookaside.picks.refused': 1 })
    expect(span?.events).toHaveLength(32)
    expect(span?.events[0]).toMatchObject({
      name: 'lookaside.pick',
      attributes: { 'lookaside.error.reason': 'POOL_NOT_FOUND' },
    })
  })
})

describe('what is not sampled', () => {
  test('by the caller, is not even put to the sampler', () => {
    pickIn(traced, unsampled)
    expect(traced.started()).toBe(0)
    expect(traced.spans()).toEqual([])
  })

  test('by the draw, is not even put to the sampler, and a caller who samples is not drawn for', async () => {
    const drawn = await start(parentBased(new tracing.AlwaysOnSampler()), true, () => false)
    pickIn(drawn, headers())
    expect(drawn.started()).toBe(0)
    pickIn(drawn, sampled)
    expect(drawn.spans()).toHaveLength(1)
  })

  test('by the caller, is put to a sampler that goes its own way', async () => {
    const own = await start(new tracing.AlwaysOnSampler(), false)
    pickIn(own, unsampled)
    expect(own.spans()).toHaveLength(1)
  })

  test('by the sampler, leaves nothing behind: no span, no scope, no outcome', async () => {
    const off = await start(parentBased(new tracing.AlwaysOffSampler()), true)
    const answer = pickIn(off, headers())
    expect(off.scope.call).toBeUndefined()
    if (answer.kind === 'picked') off.useCases.picks.report(outcome(answer.token))
    expect(off.spans()).toEqual([])
    expect(off.started()).toBe(1)
  })
})

describe('the outcome of a traced pick', () => {
  test("is linked to the pick's span, beside it below the caller's", () => {
    const answer = pickIn(traced, sampled)
    if (answer.kind !== 'picked') throw new Error('no pick')
    expect(traced.useCases.picks.report(outcome(answer.token))).toBeUndefined()
    const [pick, ended] = traced.spans()
    expect(ended).toMatchObject({
      name: 'lookaside.outcome',
      parentSpanContext: { spanId: CALLER },
      attributes: {
        'lookaside.pool': 'p',
        'lookaside.backend.id': answer.backend.id,
        'lookaside.decision.id': answer.token,
        'lookaside.outcome.result': 'success',
        'lookaside.outcome.latency': 0.012,
        'lookaside.outcome.status': '200',
      },
    })
    expect(ended?.links.map(({ context }) => context.spanId)).toEqual([pick?.spanContext().spanId])
  })

  test('comes once: a second outcome of the same token is counted and not traced', () => {
    const answer = pickIn(traced, sampled)
    if (answer.kind !== 'picked') throw new Error('no pick')
    traced.useCases.picks.report(outcome(answer.token))
    traced.useCases.picks.report(outcome(answer.token))
    expect(traced.spans()).toHaveLength(2)
  })

  test('is an error when the call was, and says when the report itself was refused', () => {
    const first = pickIn(traced, headers())
    if (first.kind !== 'picked') throw new Error('no pick')
    traced.harness.replica.useCases.heartbeats.deregister('p', first.backend.id, 1)
    traced.useCases.picks.report(outcome(first.token, { result: 'timeout', latencyMs: undefined, status: '' }))
    const [pick, ended] = traced.spans()
    expect(ended?.parentSpanContext?.spanId).toBe(pick?.spanContext().spanId)
    expect(ended).toMatchObject({
      status: { code: SpanStatusCode.ERROR },
      attributes: { 'error.type': 'timeout', 'lookaside.error.reason': 'BACKEND_NOT_FOUND' },
    })
    expect(ended?.attributes).not.toHaveProperty('lookaside.outcome.latency')
  })

  test('is remembered for so many picks; the oldest go first', () => {
    const memory = new TracedPicks(2)
    const call = traced.calls.begin(PICK, sampled)
    if (traced.scope.call === undefined) throw new Error('no call')
    for (const token of ['1', '2', '3']) memory.remember(token, traced.scope.call, 'p', 'a')
    call?.end(undefined)
    expect(memory.size).toBe(2)
    expect(memory.take('1')).toBeUndefined()
    expect(memory.take('3')?.backendId).toBe('a')
    expect(memory.take('3')).toBeUndefined()
  })
})

describe('the scope', () => {
  test('names the trace while a call is served, and only then', () => {
    expect(traceFields(traced.scope)).toEqual({})
    const call = traced.calls.begin(PICK, sampled)
    expect(traceFields(traced.scope)).toMatchObject({ trace_id: TRACE, trace_flags: '01' })
    call?.end(refuse('INTERNAL', 'x'))
    expect(traceFields(traced.scope)).toEqual({})
  })
})
