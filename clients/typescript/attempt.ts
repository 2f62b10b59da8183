import type { Backend } from './backend.ts'
import type { Clock } from './clock.ts'
import type { Ending } from './verdict.ts'

export interface AttemptContext {
  /** Aborts when the caller gives up or the attempt's time is over: hand it to fetch, or whatever does the call. */
  readonly signal: AbortSignal
  /** From 1. */
  readonly attempt: number
}

/** Calls a backend. */
export type BackendCall<Value> = (backend: Backend, context: AttemptContext) => Value | Promise<Value>

export interface AttemptLimits {
  /** Undefined: no limit. */
  readonly timeoutMs: number | undefined
  /** The caller's own signal. */
  readonly signal: AbortSignal | undefined
}

export type AttemptEnd<Value> = Ending<Value> & {
  readonly latencyMs: number
  /** The caller gave up, whatever the function said then. */
  readonly givenUp: boolean
}

/**
 * A context without limits: its signal never aborts, and is made only for a function that looks at it. A class, since an
 * accessor of an object literal is defined anew for each object, which costs more than a local pick.
 */
export class FreeContext implements AttemptContext {
  readonly attempt: number
  private controller: AbortController | undefined

  constructor(attempt: number) {
    this.attempt = attempt
    this.controller = undefined
  }

  get signal(): AbortSignal {
    return (this.controller ??= new AbortController()).signal
  }
}

/**
 * Runs the function once. It ends with the function, or when the caller gives up or time is over: also a function that
 * ignores its signal cannot hold the caller.
 */
export async function runAttempt<Value>(
  call: BackendCall<Value>,
  backend: Backend,
  attempt: number,
  limits: AttemptLimits,
  clock: Clock,
): Promise<AttemptEnd<Value>> {
  const { signal, timeoutMs } = limits
  if (signal === undefined && timeoutMs === undefined) {
    const startedAt = clock.now()
    const ending = await settle(call, backend, new FreeContext(attempt))
    return { ...ending, latencyMs: clock.now() - startedAt, givenUp: false }
  }
  const controller = new AbortController()
  const interrupted = new Promise<Ending<Value>>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve({ kind: 'threw', error: controller.signal.reason }))
  })
  const giveUp = (): void => controller.abort(signal?.reason)
  if (signal?.aborted === true) giveUp()
  else signal?.addEventListener('abort', giveUp, { once: true })
  const timeout = (): void =>
    controller.abort(new DOMException(`${backend.id} did not answer within ${timeoutMs} ms`, 'TimeoutError'))
  const timer = timeoutMs === undefined ? undefined : clock.after(timeoutMs, timeout)
  const startedAt = clock.now()
  const settled = settle(call, backend, { signal: controller.signal, attempt })
  const ending = await Promise.race([interrupted, settled])
  timer?.cancel()
  signal?.removeEventListener('abort', giveUp)
  const givenUp = ending.kind === 'threw' && signal?.aborted === true
  return { ...ending, latencyMs: clock.now() - startedAt, givenUp }
}

async function settle<Value>(
  call: BackendCall<Value>,
  backend: Backend,
  context: AttemptContext,
): Promise<Ending<Value>> {
  try {
    return { kind: 'returned', value: await call(backend, context) }
  } catch (error) {
    return { kind: 'threw', error }
  }
}
