import type { Attributes, Span, SpanContext } from '@opentelemetry/api'
import { SpanStatusCode } from '@opentelemetry/api'
import type { Refusal } from '../errors.ts'
import { ERRORS } from '../errors.ts'
import type { Decision, Picked } from '../use-cases.ts'
import { addStages } from './decision-events.ts'
import { ATTR, EVENT } from './names.ts'
import type { TracedCall, TracedMethod } from './ports.ts'

/** Picks of one message that get an event each; the others are only counted. The SDK keeps 128 events a span. */
const MAX_PICK_EVENTS = 32
/** A policy from elsewhere may say anything in its refusal. */
const MAX_MESSAGE = 256

/** Codes that are the service's fault for a server span, by the RPC conventions; the others are the caller's. */
const FAULTS: ReadonlySet<string> = new Set([
  'UNKNOWN',
  'DEADLINE_EXCEEDED',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
])

/** A call whose span is recorded. */
export class RecordedCall implements TracedCall {
  readonly span: Span
  /** The caller's span. Undefined: the trace begins here. */
  readonly parent: SpanContext | undefined
  private readonly method: TracedMethod
  private readonly leave: (call: RecordedCall) => void
  private picks = 0
  private refused = 0

  constructor(span: Span, parent: SpanContext | undefined, method: TracedMethod, leave: (call: RecordedCall) => void) {
    this.span = span
    this.parent = parent
    this.method = method
    this.leave = leave
  }

  get traceId(): string {
    return this.span.spanContext().traceId
  }

  /** Tells what became of one pick of this call. `decision`: its record, if there is one. */
  picked(pool: string, policy: string, answer: Picked | Refusal, decision: Decision | undefined): void {
    this.picks++
    if (answer.kind === 'refused') this.refused++
    if (this.method.kind === 'grpc_message') {
      if (this.picks <= MAX_PICK_EVENTS) this.span.addEvent(EVENT.pick, attributesOf(pool, policy, answer, decision))
      return
    }
    this.span.setAttributes(attributesOf(pool, policy, answer, decision))
    if (decision !== undefined) addStages(this.span, decision)
    if (answer.kind === 'picked') this.span.addEvent(EVENT.lease, { [ATTR.leaseSeconds]: answer.leaseMs / 1_000 })
  }

  end(refusal: Refusal | undefined): void {
    const { span, method } = this
    if (method.kind === 'grpc_message')
      span.setAttributes({ [ATTR.picks]: this.picks, [ATTR.picksRefused]: this.refused })
    setStatus(span, method, refusal)
    span.end()
    this.leave(this)
  }
}

function attributesOf(
  pool: string,
  policy: string,
  answer: Picked | Refusal,
  decision: Decision | undefined,
): Attributes {
  const attributes: Attributes = { [ATTR.pool]: pool }
  const picker = decision?.policy ?? policy
  if (picker !== '') attributes[ATTR.policy] = picker
  if (decision !== undefined) attributes[ATTR.candidates] = decision.candidates
  if (answer.kind === 'refused') {
    attributes[ATTR.error] = answer.reason
    if (decision !== undefined) attributes[ATTR.decision] = decision.id
    return attributes
  }
  attributes[ATTR.reason] = answer.reason
  attributes[ATTR.backend] = answer.backend.id
  attributes[ATTR.decision] = answer.token
  attributes[ATTR.revision] = answer.revision
  if (answer.alternates.length > 0) attributes[ATTR.alternates] = answer.alternates.length
  if (answer.degraded !== undefined) attributes[ATTR.degraded] = [...answer.degraded.reasons]
  return attributes
}

function setStatus(span: Span, { kind }: TracedMethod, refusal: Refusal | undefined): void {
  const { code, http } = refusal === undefined ? { code: 'OK', http: 200 } : ERRORS[refusal.reason]
  span.setAttribute(kind === 'http' ? ATTR.httpStatus : ATTR.rpcStatus, kind === 'http' ? http : code)
  if (refusal === undefined) return
  span.setAttribute(ATTR.error, refusal.reason)
  if (!FAULTS.has(code)) return
  span.setAttribute(ATTR.errorType, kind === 'http' ? String(http) : code)
  span.setStatus({ code: SpanStatusCode.ERROR, message: refusal.message.slice(0, MAX_MESSAGE) })
}
