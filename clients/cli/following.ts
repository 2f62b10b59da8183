import type { ClientReadableStream } from '@grpc/grpc-js'

import type { CliFailure } from './failure.ts'

/** What happens to a stream that is followed across breaks. */
export type Following<Message> =
  | { readonly kind: 'message'; readonly message: Message }
  /** It broke, or the service asked to move on; the next try begins after `againInMs`. */
  | { readonly kind: 'lost'; readonly failure: CliFailure | undefined; readonly againInMs: number }
  | { readonly kind: 'back' }

export interface FollowOptions<Message> {
  readonly open: () => ClientReadableStream<Message>
  readonly failureOf: (error: unknown) => CliFailure
  /** True: it has seen enough. */
  readonly on: (event: Following<Message>) => boolean
  /** Calls `run` when somebody asks for the end. The answer stops listening. */
  readonly onStop: (run: () => void) => () => void
}

/** Quick at first, since most breaks are restarts, and never more than a glance at the clock apart. */
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 5_000

/** Errors that a second try cannot mend. */
const FINAL: readonly string[] = ['INVALID_ARGUMENT', 'INVALID_FIELD', 'UNIMPLEMENTED', 'NOT_IMPLEMENTED']

/**
 * Follows a stream of the service for as long as it takes: after the first message a break is told and mended. A stream
 * that never began is a failure, as with every other command.
 */
export function follow<Message>({ open, failureOf, on, onStop }: FollowOptions<Message>): Promise<void> {
  return new Promise((resolve, reject) => {
    let stream: ClientReadableStream<Message> | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let pauseMs = FIRST_PAUSE_MS
    let begun = false
    let lost = false
    const end = (failure?: CliFailure): void => {
      off()
      clearTimeout(timer)
      const last = stream
      stream = undefined
      last?.cancel()
      if (failure === undefined) resolve()
      else reject(failure)
    }
    const off = onStop(() => end())
    const again = (failure: CliFailure | undefined): void => {
      stream = undefined
      if (failure !== undefined && (!begun || FINAL.includes(failure.reason))) return end(failure)
      if (!lost && on({ kind: 'lost', failure, againInMs: pauseMs })) return end()
      lost = true
      timer = setTimeout(connect, pauseMs)
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)
    }
    const connect = (): void => {
      const current = open()
      stream = current
      current.on('data', (message: Message) => {
        if (stream !== current) return
        if (lost && on({ kind: 'back' })) return end()
        begun = true
        lost = false
        pauseMs = FIRST_PAUSE_MS
        if (on({ kind: 'message', message })) end()
      })
      current.on('error', (error) => {
        if (stream === current) again(failureOf(error))
      })
      current.on('end', () => {
        if (stream === current) again(undefined)
      })
    }
    connect()
  })
}
