import type { Log } from '../../telemetry/ports.ts'
import { refuseTooLarge } from '../messages/refusals.ts'
import type { Refusal } from '../../errors.ts'
import { INTERNAL } from './status.ts'

/** Runs what answers a request. What it throws is a fault of our own: told to the log in full, to the caller not at all. */
export function guarded<Answer>(log: Log, method: string, run: () => Answer): Answer | Refusal {
  try {
    return run()
  } catch (error) {
    return unexpected(log, method, error)
  }
}

export function unexpected(log: Log, method: string, error: unknown): Refusal {
  log.error('a call failed unexpectedly', {
    method,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  })
  return INTERNAL
}

/** The library has one limit for all messages, the one for streams. */
export function checkUnarySize(bytes: Buffer, limit: number): Refusal | undefined {
  return bytes.length <= limit ? undefined : refuseTooLarge(bytes.length, limit)
}
