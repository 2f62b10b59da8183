import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { gunzipSync } from 'node:zlib'
import type { AddressInfo } from 'node:net'
import protobuf from 'protobufjs'

export interface SunkSpan {
  readonly service: string
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  /** Empty: none. */
  readonly parentSpanId: string
  readonly attributes: Readonly<Record<string, unknown>>
  readonly events: readonly string[]
  /** Span ids. */
  readonly links: readonly string[]
}

export interface OtlpSink {
  /** `http://host:port`. */
  readonly endpoint: string
  readonly spans: SunkSpan[]
  /** Names. */
  readonly metrics: Set<string>
  /** Requests that came, answered or not. */
  requests: number
  /** What is done with requests. Default: take. */
  behaviour: 'take' | 'hang' | 'refuse'
  close(): Promise<void>
}

/** The fields of OTLP that are looked at (opentelemetry-proto 1.x), as JSON has them. */
interface Value {
  readonly stringValue?: string
  readonly intValue?: string | number
  readonly doubleValue?: number
  readonly boolValue?: boolean
  readonly arrayValue?: { readonly values: readonly Value[] }
}
interface Attribute {
  readonly key: string
  readonly value: Value
}
interface Span {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly attributes?: readonly Attribute[]
  readonly events?: readonly { readonly name: string }[]
  readonly links?: readonly { readonly spanId: string }[]
}
interface Request {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly Attribute[] }
    readonly scopeSpans?: readonly { readonly spans?: readonly Span[] }[]
  }[]
  readonly resourceMetrics?: readonly {
    readonly scopeMetrics?: readonly { readonly metrics?: readonly { readonly name: string }[] }[]
  }[]
}

const PROTO = `syntax = "proto3";
message ArrayValue { repeated AnyValue values = 1; }
message AnyValue { oneof value {
  string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; ArrayValue array_value = 5; } }
message KeyValue { string key = 1; AnyValue value = 2; }
message Resource { repeated KeyValue attributes = 1; }
message Event { string name = 2; }
message Link { bytes trace_id = 1; bytes span_id = 2; }
message Span { bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5;
  repeated KeyValue attributes = 9; repeated Event events = 11; repeated Link links = 13; }
message ScopeSpans { repeated Span spans = 2; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Traces { repeated ResourceSpans resource_spans = 1; }
message Metric { string name = 1; }
message ScopeMetrics { repeated Metric metrics = 2; }
message ResourceMetrics { repeated ScopeMetrics scope_metrics = 2; }
message Metrics { repeated ResourceMetrics resource_metrics = 1; }`

/** A receiver of OTLP over HTTP on loopback, in protobuf or JSON, that keeps what came. */
export async function startOtlpSink(): Promise<OtlpSink> {
  const { root } = protobuf.parse(PROTO)
  const server = createServer((request, response) => void serve(request, response))
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    sink.requests++
    const parts: Buffer[] = []
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
    if (sink.behaviour === 'hang') return
    if (sink.behaviour === 'refuse') {
      response.writeHead(503).end()
      return
    }
    const body = Buffer.concat(parts)
    const bytes = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
    const isJson = request.headers['content-type'] === 'application/json'
    const type = root.lookupType(request.url === '/v1/traces' ? 'Traces' : 'Metrics')
    const message: unknown = isJson
      ? JSON.parse(bytes.toString('utf8'))
      : type.toObject(type.decode(bytes), { longs: Number })
    take(message as Request)
    response.writeHead(200, { 'content-type': isJson ? 'application/json' : 'application/x-protobuf' })
    response.end(isJson ? '{}' : '')
  }
  const take = ({ resourceSpans = [], resourceMetrics = [] }: Request): void => {
    for (const { resource, scopeSpans = [] } of resourceSpans) {
      const service = String(plain(resource?.attributes)['service.name'])
      for (const { spans = [] } of scopeSpans) sink.spans.push(...spans.map((span) => toSunk(service, span)))
    }
    for (const { scopeMetrics = [] } of resourceMetrics) {
      for (const { metrics = [] } of scopeMetrics) for (const { name } of metrics) sink.metrics.add(name)
    }
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const sink: OtlpSink = {
    endpoint: `http://127.0.0.1:${port}`,
    spans: [],
    metrics: new Set(),
    requests: 0,
    behaviour: 'take',
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return sink
}

function toSunk(service: string, span: Span): SunkSpan {
  return {
    ...{ service, name: span.name, traceId: hex(span.traceId), spanId: hex(span.spanId) },
    parentSpanId: hex(span.parentSpanId ?? ''),
    attributes: plain(span.attributes),
    events: (span.events ?? []).map(({ name }) => name),
    links: (span.links ?? []).map(({ spanId }) => hex(spanId)),
  }
}

/** Bytes in protobuf, hexadecimal in JSON. */
function hex(id: string | Uint8Array): string {
  return typeof id === 'string' ? id : Buffer.from(id).toString('hex')
}

function plain(attributes: readonly Attribute[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, unwrap(value)]))
}

function unwrap({ stringValue, intValue, doubleValue, boolValue, arrayValue }: Value): unknown {
  if (arrayValue !== undefined) return (arrayValue.values ?? []).map(unwrap)
  return stringValue ?? (intValue === undefined ? undefined : Number(intValue)) ?? doubleValue ?? boolValue
}
