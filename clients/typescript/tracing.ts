import type { Backend } from './backend.ts'
import type { MakeCallMetadata } from './call-metadata.ts'
import type { Verdict } from './verdict.ts'

/** What this client tells a tracing library. {@link openTelemetry} makes one; without one nothing is traced. */
export interface ClientTracing {
  /**
   * Headers by which the service's span of a pick becomes a child of the span that is active now. Undefined: none is active,
   * or it is not sampled, and then the service need not know of it.
   */
  headers(): Readonly<Record<string, string>> | undefined
  /** Begins the span of one call to a backend. */
  beginAttempt(attempt: TracedAttempt): AttemptSpan
}

export interface TracedAttempt {
  readonly pool: string
  readonly backend: Backend
  /** From 1. */
  readonly attempt: number
  /** Token of the pick, by which the service names its decision. Undefined: the backend came without one. */
  readonly token: string | undefined
}

export interface AttemptSpan {
  /** Runs the call with its span active, so that an instrumented library makes its own below it. */
  run<Value>(call: () => Value): Value
  end(verdict: Verdict): void
}

type Context = unknown

interface Span {
  spanContext(): { readonly traceFlags: number }
  setAttribute(key: string, value: string | number): unknown
  setStatus(status: { code: number }): unknown
  end(): void
}

/** The part of `@opentelemetry/api` that is used here: the package stays the application's, in its version. */
export interface OpenTelemetryApi {
  readonly trace: {
    getTracer(name: string): {
      startSpan(name: string, options: { kind: number; attributes: Record<string, string | number> }): Span
    }
    getSpan(context: Context): Span | undefined
    setSpan(context: Context, span: Span): Context
  }
  readonly context: {
    active(): Context
    with<Value>(context: Context, run: () => Value): Value
  }
  readonly propagation: { inject(context: Context, carrier: Record<string, string>): void }
}

/** As the API numbers them. */
const SAMPLED = 1
const KIND_CLIENT = 2
const STATUS_ERROR = 2
/** It belongs to the application's calls and may be large and private; a pick has no use for it. */
const NOT_SENT = 'baggage'
/** What gRPC can carry as text. Anything else would fail the call. */
const NAME = /^[0-9a-z_.-]{1,64}$/
const VALUE = /^[\x20-\x7e]{1,1024}$/

/**
 * Traces by OpenTelemetry: `createClient({ ..., tracing: openTelemetry(api) })` with `import * as api from
 * '@opentelemetry/api'`. Picks made while a sampled span is active join its trace, and each attempt of `withBackend` is a
 * span that carries the id of the decision, `lookaside.decision.id`.
 */
export function openTelemetry({ trace, context, propagation }: OpenTelemetryApi): ClientTracing {
  const tracer = trace.getTracer('@lookaside/client')
  return {
    headers() {
      const active = context.active()
      const span = trace.getSpan(active)
      if (span === undefined || (span.spanContext().traceFlags & SAMPLED) === 0) return undefined
      const headers: Record<string, string> = {}
      propagation.inject(active, headers)
      return headers
    },
    beginAttempt({ pool, backend, attempt, token }) {
      const attributes = {
        'lookaside.pool': pool,
        'lookaside.backend.id': backend.id,
        'lookaside.attempt': attempt,
        ...serverOf(backend.address),
        ...(token === undefined ? {} : { 'lookaside.decision.id': token }),
      }
      const span = tracer.startSpan('lookaside.backend_call', { kind: KIND_CLIENT, attributes })
      return {
        run: (call) => context.with(trace.setSpan(context.active(), span), call),
        end({ result, status }) {
          span.setAttribute('lookaside.outcome.result', result)
          if (status !== '') span.setAttribute('lookaside.outcome.status', status)
          if (result !== 'success' && result !== 'cancelled') {
            span.setAttribute('error.type', result)
            span.setStatus({ code: STATUS_ERROR })
          }
          span.end()
        },
      }
    },
  }
}

/** `host:port` by the names of OpenTelemetry's conventions. An address of another form is left whole. */
function serverOf(address: string): Record<string, string | number> {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(address) ?? []
  if (host === undefined) return { 'server.address': address }
  return { 'server.address': host.replace(/^\[(.*)\]$/, '$1'), 'server.port': Number(port) }
}

/** Metadata whose picks carry the trace. Streams carry many callers' picks, so they belong to nobody's. */
export function tracedMetadata(make: MakeCallMetadata, tracing: ClientTracing | undefined): MakeCallMetadata {
  if (tracing === undefined) return make
  return (call) => {
    const metadata = make(call)
    if (call !== 'PickBackend') return metadata
    for (const [name, value] of Object.entries(tracing.headers() ?? {})) {
      if (name !== NOT_SENT && NAME.test(name) && VALUE.test(value)) metadata.set(name, value)
    }
    return metadata
  }
}
