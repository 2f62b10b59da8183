import type { AttemptEnd, BackendCall } from './attempt.ts'
import { runAttempt } from './attempt.ts'
import type { Backend } from './backend.ts'
import type { Clock } from './clock.ts'
import type { Outcome } from './outcome.ts'
import type { Pick, PickOptions } from './pick.ts'
import { readProperty } from './property.ts'
import type { RetryBudget } from './retry-budget.ts'
import type { Classify, Ending, Verdict } from './verdict.ts'
import { classifyEnding } from './verdict.ts'

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
}

export interface WithBackendDeps {
  pick(pool: string, options: PickOptions): Promise<Pick>
  report(outcome: Outcome): void
  readonly budget: RetryBudget
  readonly clock: Clock
  readonly onRetry: (kind: 'allowed' | 'over_budget') => void
}

/** The API takes 0 to 8 alternates and 64 exclusions. */
const MAX_ATTEMPTS = 9
const MAX_EXCLUDED = 64

/** A backend to try, and how its outcome is named: a pick has a token, an alternate has none. */
interface Candidate {
  readonly backend: Backend
  readonly token: string | undefined
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
export async function withBackend<Value>(
  deps: WithBackendDeps,
  pool: string,
  call: BackendCall<Value>,
  options: WithBackendOptions<Value>,
): Promise<Value> {
  const maxAttempts = options.maxAttempts ?? 3
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1 || maxAttempts > MAX_ATTEMPTS) {
    throw new RangeError(`maxAttempts: is ${maxAttempts}, expected a whole number from 1 to ${MAX_ATTEMPTS}`)
  }
  deps.budget.deposit()
  const candidates = createCandidates(deps, pool, options, maxAttempts)
  let candidate = await candidates.first()
  for (let attempt = 1; ; attempt++) {
    const limits = { timeoutMs: options.attemptTimeoutMs, signal: options.signal }
    const end = await runAttempt(call, candidate.backend, attempt, limits, deps.clock)
    const verdict = judge(end, options)
    deps.report(toOutcome(pool, candidate, end, verdict))
    if (end.givenUp || attempt === maxAttempts || !mayRetry(verdict, end, options)) return unwrap(end)
    const allowed = deps.budget.tryWithdraw()
    deps.onRetry(allowed ? 'allowed' : 'over_budget')
    const next = allowed ? await candidates.next() : undefined
    if (next === undefined) return unwrap(end)
    letGo(end)
    candidate = next
  }
}

function judge<Value>(end: AttemptEnd<Value>, options: WithBackendOptions<Value>): Verdict {
  if (end.givenUp) return { result: 'cancelled', status: '', neverSent: false }
  return options.classify?.(end) ?? classifyEnding(end)
}

function mayRetry<Value>(verdict: Verdict, end: Ending<Value>, options: WithBackendOptions<Value>): boolean {
  if (verdict.result === 'success' || verdict.result === 'cancelled') return false
  return options.retryable?.(verdict, end) ?? isRetryable(verdict, options.idempotent === true)
}

function toOutcome(pool: string, candidate: Candidate, end: AttemptEnd<unknown>, verdict: Verdict): Outcome {
  const { result, status, load } = verdict
  const fields = { result, status, latencyMs: end.latencyMs, ...(load === undefined ? {} : { load }) }
  if (candidate.token !== undefined) return { token: candidate.token, ...fields }
  return { pool, backendId: candidate.backend.id, ...fields }
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

/** The backends to try, in order: the pick, its alternates, then a pick that excludes those. */
function createCandidates<Value>(
  deps: WithBackendDeps,
  pool: string,
  options: WithBackendOptions<Value>,
  maxAttempts: number,
): { first(): Promise<Candidate>; next(): Promise<Candidate | undefined> } {
  const excluded = new Set(options.excludeBackendIds)
  const waiting: Candidate[] = []
  let left = maxAttempts
  let previousToken = ''
  const pick = async (): Promise<Candidate> => {
    const { idempotent: _i, maxAttempts: _m, attemptTimeoutMs: _a, classify: _c, retryable: _r, ...query } = options
    const excludeBackendIds = [...excluded].slice(-MAX_EXCLUDED)
    const retry = previousToken === '' ? {} : { previousPickToken: previousToken }
    const picked = await deps.pick(pool, { ...query, ...retry, excludeBackendIds, alternates: left - 1 })
    previousToken = picked.token
    for (const backend of picked.alternates) waiting.push({ backend, token: undefined })
    return { backend: picked.backend, token: picked.token }
  }
  const use = (candidate: Candidate): Candidate => {
    left--
    excluded.add(candidate.backend.id)
    return candidate
  }
  return {
    first: async () => use(await pick()),
    async next() {
      const alternate = waiting.shift()
      if (alternate !== undefined) return use(alternate)
      try {
        return use(await pick())
      } catch {
        // How the backend failed says more than that there is no other one.
        return undefined
      }
    },
  }
}
