import { setTimeout as pause } from 'node:timers/promises'
import type { ClientReadableStream } from '@grpc/grpc-js'

import type { Decision__Output } from '../../proto/gen/lookaside/v1/Decision.ts'
import type { WatchDecisionsRequest } from '../../proto/gen/lookaside/v1/WatchDecisionsRequest.ts'
import type { WatchDecisionsResponse__Output } from '../../proto/gen/lookaside/v1/WatchDecisionsResponse.ts'
import { createBackoff } from '../typescript/backoff.ts'
import type { Connection } from './connection.ts'
import { EXIT } from './exit-codes.ts'
import { CliFailure } from './failure.ts'
import { adviceFor } from './service-failure.ts'

export interface TapEvents {
  connected(): void
  decision(decision: Decision__Output, dropped: number): void
  /** A stream that stood is lost; the next try comes after `retryMs`. */
  lost(failure: CliFailure, retryMs: number): void
}

/** A service that restarts is back within seconds; one that is gone is asked every few seconds. */
const BACKOFF = { initialMs: 250, maxMs: 5_000 }
/** Reasons that another try would meet again. */
const FINAL: ReadonlySet<string> = new Set(['INVALID_FIELD', 'NOT_IMPLEMENTED', 'UNIMPLEMENTED'])

/**
 * Follows decisions until `stop`. A stream that cannot be opened at first ends it with a CliFailure; one that stood and is
 * lost is opened again, and again.
 */
export async function tapDecisions(
  connection: Connection,
  request: WatchDecisionsRequest,
  events: TapEvents,
  stop: AbortSignal,
): Promise<void> {
  const backoff = createBackoff(BACKOFF, Math.random)
  let hasStood = false
  const connected = (): void => {
    hasStood = true
    backoff.reset()
    events.connected()
  }
  while (!stop.aborted) {
    const failure = await follow(connection, request, { ...events, connected }, stop)
    if (stop.aborted) return
    if (failure !== undefined && (!hasStood || FINAL.has(failure.reason))) throw failure
    const retryMs = Math.round(backoff.next())
    if (failure !== undefined) events.lost(failure, retryMs)
    await pause(retryMs, undefined, { signal: stop }).catch(() => undefined)
  }
}

/** One stream, to its end. Undefined: the service ended it in good order, as it does with old streams. */
function follow(
  connection: Connection,
  request: WatchDecisionsRequest,
  events: Pick<TapEvents, 'connected' | 'decision'>,
  stop: AbortSignal,
): Promise<CliFailure | undefined> {
  return new Promise((resolve) => {
    const stream: ClientReadableStream<WatchDecisionsResponse__Output> = connection.admin.WatchDecisions(request)
    let stands = false
    const cancel = (): void => stream.cancel()
    const settle = (failure?: CliFailure): void => {
      clearTimeout(patience)
      stop.removeEventListener('abort', cancel)
      resolve(failure)
    }
    const stand = (): void => {
      clearTimeout(patience)
      if (!stands) events.connected()
      stands = true
    }
    // The stream itself has no deadline, and the service says at once that it stands.
    const patience = setTimeout(() => {
      settle(silence(connection))
      cancel()
    }, connection.timeoutMs)
    stop.addEventListener('abort', cancel, { once: true })
    stream.on('metadata', stand)
    stream.on('data', ({ decision, dropped }: WatchDecisionsResponse__Output) => {
      stand()
      if (decision !== null && !stop.aborted) events.decision(decision, dropped)
    })
    stream.on('error', (error: unknown) => settle(connection.failure('WatchDecisions', error)))
    stream.on('end', () => settle())
  })
}

function silence({ address, timeoutMs }: Connection): CliFailure {
  return new CliFailure({
    ...{ exitCode: EXIT.unreachable, reason: 'TIMEOUT', message: `no answer from ${address} within ${timeoutMs} ms` },
    next: adviceFor('TIMEOUT'),
  })
}
