import type { AttemptEnd, BackendCall } from './attempt.ts'
import { FreeContext, runAttempt } from './attempt.ts'
import type { Backend } from './backend.ts'
import type { Attemptable } from './candidates.ts'
import { createCandidates } from './candidates.ts'
import type { Clock } from './clock.ts'
import type { LocalBackend } from './local-backend.ts'
import { endCall } from './local-backend.ts'
import type { Outcome } from './outcome.ts'
import type { Pick, PickOptions } from './pick.ts'
import { readProperty } from './property.ts'
import type { RetryBudget } from './retry-budget.ts'
import type { ClientTracing } from './tracing.ts'
import type { Classify, Ending, Verdict } from './verdict.ts'
import { classifyEnding, classifyValue } from './verdict.ts'

export interface WithBackendOptions<Value> extends Omit<PickOptions, 'alternates' | 'previousPickToken' | 'timeoutMs'> {
  /** The call may be done twice without harm, so that any failure may be retried. Default: false. */
  readonly idempotent?: boolean
  /** Attempts in all, 1 to 9. Default: 3. */
  readonly maxAttempts?: number
  /** Time for each attempt in milliseconds. Default: no limit but the function's own. */
  readonly attemptTimeoutMs?: number
  /** Judges an ending. Default, and where it answers undefined: {@link classifyEnding}. */
  readonly classify?: Classify<Value>
  /** Whether a failure may be tried on another backend. Default: {@link isRetryable}. */
  readonly retryable?: (verdict: Verdict, ending: Ending<Value>) => boolean
  /**
   * For a value that is still worked on when it is returned, such as a response whose body is read later: the pick counts
   * as in flight until this settles, and a verdict that it resolves to replaces the first one. The latency stays that of
   * the call itself.
   */
  readonly until?: (value: Value) => Promise<Verdict | undefined>
}

export interface WithBackendDeps {
  pick(pool: string, options: PickOptions): Promise<Pick>
  /** Undefined: the pick needs to be asked for. */
  pickHere(pool: string, options: PickOptions, now: number): Here | undefined
  /** What this client knows of the backend by its own calls. */
  local(pool: string, backendId: string): LocalBackend
  report(outcome: Outcome, now: number): void
  readonly budget: RetryBudget
  readonly clock: Clock
  readonly onRetry: (kind: 'allowed' | 'over_budget') => void
  /** Undefined: nothing is traced. */
  readonly tracing?: ClientTracing | undefined
}

/** A backend that was picked at once, from the live list. */
export interface Here {
  readonly backend: Backend
  readonly local: LocalBackend
}

/** The API takes 0 to 8 alternates. */
const MAX_ATTEMPTS = 9

interface Run<Value> {
  readonly deps: WithBackendDeps
  readonly pool: string
  readonly call: BackendCall<Value>
  readonly options: WithBackendOptions<Value>
  readonly maxAttempts: number
}

interface Attempted<Value> {
  /** From 1. */
  readonly number: number
  readonly candidate: Attemptable
  readonly local: LocalBackend
  readonly end: AttemptEnd<Value>
  readonly verdict: Verdict
}

/**
 * Anything may be retried when the call is idempotent; otherwise only what cannot have reached the backend, since a
 * request that broke on its way may have been served (RFC 9110, section 9.2.2).
 */
export function isRetryable(verdict: Verdict, idempotent: boolean): boolean {
  if (verdict.result === 'success' || verdict.result === 'cancelled') return false
  return idempotent || verdict.neverSent
}

/** Picks, calls, judges, reports, and tries another backend while that may help. Returns or throws what the last attempt did. */
export function withBackend<Value>(
  deps: WithBackendDeps,
  pool: string,
  call: BackendCall<Value>,
  options: WithBackendOptions<Value>,
): Promise<Value> {
  const { maxAttempts = 3 } = options
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1 || maxAttempts > MAX_ATTEMPTS) {
    const message = `maxAttempts: is ${maxAttempts}, expected a whole number from 1 to ${MAX_ATTEMPTS}`
    return Promise.reject(new RangeError(message))
  }
  const now = deps.clock.now()
  deps.budget.deposit(now)
  const run = { deps, pool, call, options, maxAttempts }
  const isFree = options.signal === undefined && options.attemptTimeoutMs === undefined && deps.tracing === undefined
  const here = isFree ? deps.pickHere(pool, options, now) : undefined
  return here === undefined ? callPicked(run) : callHere(run, here, now)
}

/** The short way: nothing is awaited but the call itself, so that a local pick costs next to nothing. */
function callHere<Value>(run: Run<Value>, here: Here, startedAt: number): Promise<Value> {
  const { deps, options } = run
  const done = (value: Value): Value | Promise<Value> => {
    const isPlain = options.classify === undefined && options.until === undefined
    const verdict = isPlain ? classifyValue(value) : undefined
    if (verdict?.result !== 'success') return concludeHere(run, here, { kind: 'returned', value }, startedAt)
    const now = deps.clock.now()
    endCall(here.local, 'success', now)
    const { status } = verdict
    deps.report(
      { pool: run.pool, backendId: here.backend.id, result: 'success', status, latencyMs: now - startedAt },
      now,
    )
    return value
  }
  const failed = (error: unknown): Promise<Value> => concludeHere(run, here, { kind: 'threw', error }, startedAt)
  here.local.inFlight++
  try {
    const value = run.call(here.backend, new FreeContext(1))
    return (value instanceof Promise ? value : Promise.resolve(value)).then(done, failed)
  } catch (error) {
    return failed(error)
  }
}

/** Anything but a plain success is judged and followed up like any other attempt. */
function concludeHere<Value>(
  run: Run<Value>,
  { backend, local }: Here,
  ending: Ending<Value>,
  startedAt: number,
): Promise<Value> {
  const end = { ...ending, latencyMs: run.deps.clock.now() - startedAt, givenUp: false }
  const candidate = { backend, token: undefined }
  return conclude(run, { number: 1, candidate, local, end, verdict: judge(end, run.options) }, backend)
}

async function callPicked<Value>(run: Run<Value>): Promise<Value> {
  const candidates = candidatesOf(run)
  return conclude(run, await attemptOnce(run, await candidates.first(), 1), undefined, candidates)
}

function candidatesOf<Value>({ deps, pool, options, maxAttempts }: Run<Value>, tried?: Backend) {
  const { idempotent: _i, maxAttempts: _m, attemptTimeoutMs: _a, classify: _c, retryable: _r, ...rest } = options
  const { until: _u, ...query } = rest
  return createCandidates((asked) => deps.pick(pool, asked), query, maxAttempts, tried)
}

async function attemptOnce<Value>(
  { deps, pool, call, options }: Run<Value>,
  candidate: Attemptable,
  number: number,
): Promise<Attempted<Value>> {
  const limits = { timeoutMs: options.attemptTimeoutMs, signal: options.signal }
  const { backend, token } = candidate
  const local = deps.local(pool, backend.id)
  local.inFlight++
  const span = deps.tracing?.beginAttempt({ pool, backend, attempt: number, token })
  const traced: BackendCall<Value> = span === undefined ? call : (...given) => span.run(() => call(...given))
  const end = await runAttempt(traced, backend, number, limits, deps.clock)
  const verdict = judge(end, options)
  span?.end(verdict)
  return { number, candidate, local, end, verdict }
}

/** Hands on what an attempt did, or goes on to other backends. */
async function conclude<Value>(
  run: Run<Value>,
  first: Attempted<Value>,
  tried?: Backend,
  candidates = candidatesOf(run, tried),
): Promise<Value> {
  const { deps, options, pool } = run
  for (let attempted = first; ;) {
    const { candidate, local, end, verdict, number } = attempted
    // It may outlive the call, and must not hold what the call returned: a response that nobody reads is to be collected.
    const { latencyMs } = end
    const finish = (last: Verdict): void => {
      const now = deps.clock.now()
      endCall(local, last.result, now)
      deps.report(toOutcome(pool, candidate, latencyMs, last), now)
    }
    if (end.givenUp || number === run.maxAttempts || !mayRetry(verdict, end, options)) {
      finishWhenDone(end, verdict, finish, options.until)
      return unwrap(end)
    }
    finish(verdict)
    const allowed = deps.budget.tryWithdraw()
    deps.onRetry(allowed ? 'allowed' : 'over_budget')
    const next = allowed ? await candidates.next() : undefined
    if (next === undefined) return unwrap(end)
    letGo(end)
    attempted = await attemptOnce(run, next, number + 1)
  }
}

function finishWhenDone<Value>(
  end: Ending<Value>,
  verdict: Verdict,
  finish: (verdict: Verdict) => void,
  until: WithBackendOptions<Value>['until'],
): void {
  if (end.kind === 'threw' || until === undefined) finish(verdict)
  else
    void until(end.value).then(
      (last) => finish(last ?? verdict),
      () => finish(verdict),
    )
}

function judge<Value>(end: AttemptEnd<Value>, options: WithBackendOptions<Value>): Verdict {
  if (end.givenUp) return judgeGivenUp(end)
  return options.classify?.(end) ?? classifyEnding(end)
}

/** A caller that gives up judges nobody, unless it says that it waited too long (`AbortSignal.timeout`). */
function judgeGivenUp(end: Ending<unknown>): Verdict {
  const late = end.kind === 'threw' && readProperty(end.error, 'name') === 'TimeoutError'
  return { result: late ? 'timeout' : 'cancelled', status: '', neverSent: false }
}

function mayRetry<Value>(verdict: Verdict, end: Ending<Value>, options: WithBackendOptions<Value>): boolean {
  if (verdict.result === 'success' || verdict.result === 'cancelled') return false
  return options.retryable?.(verdict, end) ?? isRetryable(verdict, options.idempotent === true)
}

function toOutcome(pool: string, { backend, token }: Attemptable, latencyMs: number, verdict: Verdict): Outcome {
  const { result, status, load } = verdict
  const fields = load === undefined ? { result, status, latencyMs } : { result, status, latencyMs, load }
  return token === undefined ? { pool, backendId: backend.id, ...fields } : { token, ...fields }
}

function unwrap<Value>(ending: Ending<Value>): Value {
  if (ending.kind === 'threw') throw ending.error
  return ending.value
}

/** A response that is not handed on keeps its connection until its body is cancelled. */
function letGo(ending: Ending<unknown>): void {
  if (ending.kind === 'threw') return
  const body = readProperty(ending.value, 'body')
  if (body instanceof ReadableStream && !body.locked) body.cancel().catch(() => undefined)
}
