import type { FieldShape } from '../../proto/gen/messages.ts'
import type { ErrorReason, Refusal } from '../errors.ts'

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE'

export type QueryField = Pick<FieldShape, 'name' | 'json' | 'kind' | 'of' | 'about'>

/** One request, parsed and of the right form; its values are unchecked. */
export interface RouteCall {
  /** Parameters of the path by name, decoded. */
  readonly path: Readonly<Record<string, string>>
  /** Parameters of the query, by their names in JSON. */
  readonly query: Readonly<Record<string, unknown>>
  /** The body. Without one: an empty object. */
  readonly body: unknown
  /** The Accept header. Empty: none. */
  readonly accept: string
  /** W3C trace id of the caller. Undefined: none. */
  readonly traceId: string | undefined
}

/** Where the events of a stream go. */
export interface EventSink {
  /** Takes a piece of work: `write` is called, in order, as soon as the reader has room. */
  offer(event: PendingEvent): void
}

export interface PendingEvent {
  /** The data of the event; called once, and only when it is sent. `dropped` counts those that were left out before it. */
  readonly data: (dropped: number) => unknown
  /** Left out by the source before this one. */
  readonly dropped: number
}

export type RouteAnswer =
  | Refusal
  | { readonly kind: 'json'; readonly body: unknown }
  | { readonly kind: 'text'; readonly status: number; readonly type: string; readonly text: string }
  /** `open` answers how to stop, or why it does not begin. */
  | { readonly kind: 'events'; readonly open: (sink: EventSink) => (() => void) | Refusal }

/** What the OpenAPI document says of a body. */
export interface BodyDoc {
  /** Name of a message, or of a schema of `openapi/schemas.ts`. */
  readonly schema: string
  readonly example: unknown
}

/** One route: what serves it, and what the OpenAPI document says of it. */
export interface Route {
  readonly method: HttpMethod
  /** With its parameters in braces, as in the OpenAPI document. */
  readonly path: string
  readonly operationId: string
  readonly tag: 'picks' | 'agents' | 'pools' | 'backends' | 'decisions' | 'replica'
  readonly summary: string
  /** The RPC that it mirrors: its comment is the description. Otherwise the description itself. */
  readonly about: { readonly rpc: string } | { readonly text: string }
  readonly query: readonly QueryField[]
  /** It answers at once and belongs to the trace of its caller. */
  readonly traced?: true
  readonly request?: BodyDoc
  readonly response: BodyDoc & { readonly type?: string; readonly about: string }
  /** Reasons that this route refuses with, besides those of every route. */
  readonly errors: readonly ErrorReason[]
  readonly handle: (call: RouteCall) => RouteAnswer | Promise<RouteAnswer>
}
