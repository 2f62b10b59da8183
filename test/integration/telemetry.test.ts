import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { credentials, Metadata } from '@grpc/grpc-js'
import * as api from '@opentelemetry/api'
import { node } from '@opentelemetry/sdk-node'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { createContext, runInContext } from 'node:vm'
import { createClient, openTelemetry } from '../../clients/typescript/index.ts'
import type { LookasideClient } from '../../clients/typescript/index.ts'
import { loadServices } from '../../clients/typescript/protos.ts'
import type { LookasideServiceClient } from '../../proto/gen/lookaside/v1/LookasideService.ts'
import type { PickBackendRequest } from '../../proto/gen/lookaside/v1/PickBackendRequest.ts'
import type { PickBackendResponse__Output } from '../../proto/gen/lookaside/v1/PickBackendResponse.ts'
import type { OtlpSink } from '../support/otlp-sink.ts'
import { startOtlpSink } from '../support/otlp-sink.ts'
import type { Processes, Served } from '../support/processes.ts'
import { createProcesses } from '../support/processes.ts'
import { until } from '../support/until.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const CALLER = 'b7ad6b7169203331'
const SAMPLED = `00-${TRACE}-${CALLER}-01`
/** Nothing that is exported waits for long. */
const PROMPT = { OTEL_BSP_SCHEDULE_DELAY: '50', OTEL_METRIC_EXPORT_INTERVAL: '200' }

const services = loadServices()
let processes: Processes
let sink: OtlpSink
let clients: { close(): void }[]

beforeEach(async () => {
  processes = createProcesses()
  sink = await startOtlpSink()
  clients = []
})

afterEach(async () => {
  for (const client of clients) client.close()
  await processes.close()
  await sink.close()
})

interface Service extends Served {
  readonly lookaside: LookasideServiceClient
  pick(
    headers?: Readonly<Record<string, string | readonly string[]>>,
    pool?: string,
  ): Promise<PickBackendResponse__Output>
}

async function serve(env: Readonly<Record<string, string>>): Promise<Service> {
  const served = await processes.serve({ env: { ...PROMPT, ...env } })
  const lookaside = new services.LookasideService(served.address, credentials.createInsecure())
  const agent = new services.AgentService(served.address, credentials.createInsecure())
  clients.push(lookaside, agent)
  const register = promisify(agent.registerBackend.bind(agent))
  for (const id of ['a', 'b']) {
    await register({ pool: 'p', backend: { id, address: '127.0.0.1:1' }, epoch: 1, health: 'BACKEND_HEALTH_HEALTHY' })
  }
  return {
    ...served,
    lookaside,
    pick: (headers = {}, pool = 'p') => {
      const metadata = new Metadata()
      for (const [name, value] of Object.entries(headers)) for (const each of [value].flat()) metadata.add(name, each)
      return ask(lookaside, { pool }, metadata)
    },
  }
}

function ask(
  client: LookasideServiceClient,
  request: PickBackendRequest,
  metadata: Metadata,
): Promise<PickBackendResponse__Output> {
  return new Promise((resolve, reject) => {
    client.pickBackend(request, metadata, { deadline: Date.now() + 10_000 }, (error, answer) => {
      if (error !== null) reject(error)
      else if (answer === undefined) reject(new Error('no answer'))
      else resolve(answer)
    })
  })
}

function report(client: LookasideServiceClient, pickToken: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    client.reportOutcomes({ outcomes: [{ pickToken, result: 'OUTCOME_RESULT_SUCCESS' }] }, (error, answer) => {
      if (error !== null) reject(error)
      else resolve(answer)
    })
  })
}

const metric = async ({ http }: Served, name: string): Promise<number | undefined> => {
  const lines = (await (await fetch(`${http}/metrics`)).text()).split('\n')
  const value = lines
    .find((line) => line.startsWith(name))
    ?.split(' ')
    .at(-1)
  return value === undefined ? undefined : Number(value)
}

describe.each(['http/protobuf', 'http/json'])('over OTLP as %s', (protocol) => {
  test('a pick and its outcome arrive, below the caller and linked; metrics arrive, histograms too', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: protocol }
    const service = await serve({ ...env, OTEL_SERVICE_NAME: 'balancer', OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' })
    const { pickToken } = await service.pick({ traceparent: SAMPLED, tracestate: 'vendor=1' })
    await report(service.lookaside, pickToken)
    await until('both spans are there', () => sink.spans.length === 2)
    const [pick, outcome] = sink.spans
    expect(pick).toMatchObject({
      service: 'balancer',
      name: 'lookaside.v1.LookasideService/PickBackend',
      traceId: TRACE,
      parentSpanId: CALLER,
      attributes: { 'lookaside.pool': 'p', 'lookaside.decision.id': pickToken, 'rpc.response.status_code': 'OK' },
    })
    expect(pick?.events).toContain('lookaside.policy')
    expect(outcome).toMatchObject({
      name: 'lookaside.outcome',
      traceId: TRACE,
      parentSpanId: CALLER,
      links: [pick?.spanId],
      attributes: { 'lookaside.decision.id': pickToken },
    })
    await until('metrics are there', () => sink.metrics.has('lookaside.pick.duration'))
    expect([...sink.metrics]).toEqual(expect.arrayContaining(['lookaside.picks', 'rpc.server.call.duration']))
    await until(
      'spans are counted',
      async () => (await metric(service, 'lookaside_spans_total{result="exported"')) === 2,
    )
  })
})

test('a message of a stream is one span below the span that opened the stream; its picks are events', async () => {
  const service = await serve({ OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint })
  const metadata = new Metadata()
  metadata.set('traceparent', SAMPLED)
  const stream = service.lookaside.streamPicks(metadata)
  const answered = new Promise((resolve) => stream.once('data', resolve))
  stream.write({ sequence: 1, picks: [{ pool: 'p' }, { pool: 'p' }, { pool: 'nobody' }] })
  await answered
  stream.end()
  await until('the span is there', () => sink.spans.length > 0)
  expect(sink.spans).toMatchObject([
    {
      name: 'lookaside.v1.LookasideService/StreamPicks',
      parentSpanId: CALLER,
      events: ['lookaside.pick', 'lookaside.pick', 'lookaside.pick'],
      attributes: { 'lookaside.picks': 3, 'lookaside.picks.refused': 1, 'rpc.response.status_code': 'OK' },
    },
  ])
})

describe('docs/reference/telemetry.md', () => {
  const page = readFileSync(new URL('../../docs/reference/telemetry.md', import.meta.url), 'utf8')
  const block = (language: string): string => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1] ?? ''
  const app = new node.NodeTracerProvider()

  afterEach(() => {
    for (const part of [api.trace, api.context, api.propagation]) part.disable()
  })

  test('its variables turn the export on, and its client joins in', async () => {
    const exports = [...block('sh').matchAll(/^export (.*)$/gm)].flatMap(([, line = '']) => line.split(' '))
    const env = Object.fromEntries(
      exports.map((each): [string, string] => [each.split('=')[0] ?? '', each.split('=')[1] ?? '']),
    )
    expect(env).toHaveProperty('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://collector:4318')
    const service = await serve({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint })
    app.register()
    const code = block('ts')
      .replace(/^import .*$/gm, '')
      .replace('127.0.0.1:50051', service.address)
      .replace('const client =', 'client =')
    const context = createContext({ api, createClient, openTelemetry, client: undefined })
    const client = runInContext(code, context) as LookasideClient
    clients.push({ close: () => void client.close() })
    const span = app.getTracer('app').startSpan('app')
    const { traceId, spanId } = span.spanContext()
    await api.context.with(api.trace.setSpan(api.ROOT_CONTEXT, span), () => client.pick('p', { timeoutMs: 5_000 }))
    await until('the span of the pick is there', () => sink.spans.some((each) => each.traceId === traceId))
    expect(sink.spans.find((each) => each.traceId === traceId)?.parentSpanId).toBe(spanId)
  })
})

describe('what is exported', () => {
  test('waits for nobody at SIGTERM: what was not sent yet is sent then', async () => {
    const service = await serve({ OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint, OTEL_BSP_SCHEDULE_DELAY: '3600000' })
    await service.pick({ traceparent: SAMPLED })
    service.kill('SIGTERM')
    expect(await service.ended).toEqual({ code: 0, signal: null })
    expect(sink.spans).toHaveLength(1)
  })

  test('is what the sampler lets through', async () => {
    const service = await serve({
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint,
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0',
    })
    for (let pick = 0; pick < 20; pick++) await service.pick()
    await service.pick({ traceparent: `00-${TRACE}-${CALLER}-00` })
    await service.pick({ traceparent: SAMPLED })
    service.kill('SIGTERM')
    await service.ended
    expect(sink.spans.map(({ parentSpanId }) => parentSpanId)).toEqual([CALLER])
  })

  test("follows OTEL_PROPAGATORS: B3's headers are read, and the W3C's are not", async () => {
    const service = await serve({
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${sink.endpoint}/v1/traces`,
      OTEL_PROPAGATORS: 'b3',
    })
    await service.pick({ b3: `${TRACE}-${CALLER}-1` })
    await service.pick({ traceparent: SAMPLED })
    service.kill('SIGTERM')
    await service.ended
    expect(sink.spans.map(({ traceId }) => traceId === TRACE)).toEqual([true, false])
    expect(sink.metrics.size).toBe(0)
  })

  test('is nothing without a variable that asks for it', async () => {
    const service = await serve({ OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'always_on' })
    await service.pick({ traceparent: SAMPLED })
    expect(await metric(service, 'lookaside_spans_total')).toBeUndefined()
    service.kill('SIGTERM')
    await service.ended
    expect(sink.requests).toBe(0)
    expect(service.stderr()).not.toContain('OpenTelemetry')
  })
})

test('hostile headers cost their sender its trace, and no pick', async () => {
  const long = 'x'.repeat(4_000)
  const hostile = [
    { traceparent: 'garbage' },
    { traceparent: [SAMPLED, SAMPLED] },
    { traceparent: `01-${TRACE}-${CALLER}-01-${long}` },
    { traceparent: SAMPLED, tracestate: `a=${long}` },
    { traceparent: SAMPLED, tracestate: ','.repeat(500) },
    { traceparent: SAMPLED, tracestate: Array.from({ length: 50 }, (_, index) => `k${index}=v`) },
    { traceparent: SAMPLED, baggage: `a=${long}` },
  ]
  const service = await serve({ OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint })
  for (const headers of hostile) expect((await service.pick(headers)).backend?.id).toMatch(/^[ab]$/)
  service.kill('SIGTERM')
  await service.ended
  expect(sink.spans.map(({ traceId }) => traceId === TRACE)).toEqual([false, false, false, true, true, true, true])
  expect(JSON.stringify(sink.spans)).not.toContain(long)
})

describe('a collector', () => {
  const EXPORT = { OTEL_EXPORTER_OTLP_TIMEOUT: '400', OTEL_BSP_EXPORT_TIMEOUT: '400' }

  test('that hangs costs no pick anything, and the end of the process a second', async () => {
    sink.behaviour = 'hang'
    const service = await serve({ ...EXPORT, OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint })
    for (let pick = 0; pick < 200; pick++) expect((await service.pick()).backend?.id).toMatch(/^[ab]$/)
    await until('the sink was asked', () => sink.requests > 0)
    await until(
      'failures are counted',
      async () => ((await metric(service, 'lookaside_spans_total{result="failed"')) ?? 0) > 0,
    )
    const stopping = performance.now()
    service.kill('SIGTERM')
    expect(await service.ended).toEqual({ code: 0, signal: null })
    expect(performance.now() - stopping).toBeLessThan(5_000)
  })

  test('that is away is told of once, and spans beyond the queue are counted as dropped', async () => {
    await sink.close()
    const service = await serve({
      ...EXPORT,
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint,
      OTEL_BSP_MAX_QUEUE_SIZE: '10',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '5',
    })
    await Promise.all(Array.from({ length: 300 }, () => service.pick()))
    await until(
      'drops are counted',
      async () => ((await metric(service, 'lookaside_spans_total{result="dropped"')) ?? 0) > 0,
    )
    await until('it is told', () => service.stderr().includes('OpenTelemetry: '))
    service.kill('SIGTERM')
    expect(await service.ended).toEqual({ code: 0, signal: null })
    const complaints = service
      .stderr()
      .split('\n')
      .filter((line) => line.includes('ECONNREFUSED'))
    expect(complaints.length).toBeLessThanOrEqual(3)
  })
})

test('the resource is what the environment says, and never the command line', async () => {
  const service = await serve({ OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint, OTEL_RESOURCE_ATTRIBUTES: 'team=a%20b' })
  const exposed = await (await fetch(`${service.http}/metrics`)).text()
  expect(exposed).toMatch(/target_info\{.*team="a b"/)
  // The command line may hold the password of a store.
  expect(exposed).not.toContain('process_command')
})
