import type { Refusal } from '../../errors.ts'
import type { GoAwayReason } from '../messages/answers.ts'

/** An RPC from the bytes of a request to those of its response. */
export type BytesCall = (request: Buffer) => Buffer | Refusal

/** A bidirectional RPC that answers each message with one message. A refusal ends the stream. */
export interface StreamedCall {
  readonly answer: BytesCall
  /** The message that sends the other side away; appended to any response, it is part of that response. */
  readonly goAway: (reason: GoAwayReason, graceMs: number) => Buffer
}
