import type { Span, SpanContext } from '@opentelemetry/api'
import type { RecordedCall } from './recorded-call.ts'

/** Picks whose outcome may still come; beyond it the oldest go. About 3 MB when full, and only of sampled picks. */
const MAX_PICKS = 8_192

/** What the outcome of a pick needs to find its place in the trace. */
export interface TracedPick {
  readonly pick: SpanContext
  /** The caller's span. Undefined: the trace began with the pick. */
  readonly parent: SpanContext | undefined
  readonly pool: string
  readonly backendId: string
}

/** The sampled picks of this replica that no outcome has ended, by their token. */
export class TracedPicks {
  private readonly byToken = new Map<string, TracedPick>()
  private readonly max: number

  constructor(max: number = MAX_PICKS) {
    this.max = max
  }

  get size(): number {
    return this.byToken.size
  }

  remember(token: string, { span, parent }: { span: Span; parent: RecordedCall['parent'] }, pool: string, id: string) {
    if (this.byToken.size >= this.max) {
      const oldest = this.byToken.keys().next()
      if (oldest.done !== true) this.byToken.delete(oldest.value)
    }
    this.byToken.set(token, { pick: span.spanContext(), parent, pool, backendId: id })
  }

  /** A pick has one outcome, so it is forgotten with it. */
  take(token: string): TracedPick | undefined {
    const traced = this.byToken.get(token)
    if (traced !== undefined) this.byToken.delete(token)
    return traced
  }
}
