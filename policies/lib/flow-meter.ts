import type { BackendFlow } from '../policy.ts'

/** A window shorter than this holds too little of anything. */
const MIN_WINDOW_MS = 50
/** More than ever is in flight or completes at once; sums and products of it stay finite. */
const MOST = 1e12

/**
 * What flows through one backend, over a window that fades: what happened a window ago counts 1/e. Time in flight is added up
 * while calls run, so a backend that slows down shows it before its first slow call ends. Every number is finite and not
 * negative; a change costs O(1) and allocates nothing, and reading leaves no trace.
 */
export class FlowMeter {
  #windowMs = MIN_WINDOW_MS
  #at = NaN
  #inFlight = 0
  #exposureMs = 0
  #watchedMs = 0
  #completions = 0
  readonly #view = { exposureMs: 0, completions: 0, watchedMs: 0, usualMs: 0, isEstimated: false }

  /** The window from now on, in milliseconds. */
  setWindow(ms: number): void {
    this.#windowMs = ms > MIN_WINDOW_MS && ms < Infinity ? ms : MIN_WINDOW_MS
  }

  /** From `now` on so many requests are in flight. */
  setInFlight(count: number, now: number): void {
    this.#advance(now)
    this.#inFlight = count > 0 && count < MOST ? count : 0
  }

  complete(count: number, now: number): void {
    this.#advance(now)
    if (count > 0 && count < MOST) this.#completions += count
  }

  /**
   * What is true at `now`, in an object that the next read overwrites.
   *
   * @param usualMs the backend's usual latency, and `isEstimated`, are handed through.
   */
  read(now: number, usualMs = 0, isEstimated = false): BackendFlow {
    const kept = this.#kept(now)
    const fresh = this.#windowMs * (1 - kept)
    const view = this.#view
    view.exposureMs = this.#exposureMs * kept + this.#inFlight * fresh
    view.watchedMs = this.#watchedMs * kept + fresh
    view.completions = this.#completions * kept
    view.usualMs = usualMs
    view.isEstimated = isEstimated
    return view
  }

  reset(): void {
    this.#at = NaN
    this.#inFlight = 0
    this.#exposureMs = 0
    this.#watchedMs = 0
    this.#completions = 0
  }

  #kept(now: number): number {
    const elapsed = now - this.#at
    return elapsed > 0 ? Math.exp(-elapsed / this.#windowMs) : 1
  }

  #advance(now: number): void {
    if (!Number.isFinite(now)) return
    const kept = this.#kept(now)
    if (!(now <= this.#at)) this.#at = now
    if (kept === 1) return
    const fresh = this.#windowMs * (1 - kept)
    this.#exposureMs = this.#exposureMs * kept + this.#inFlight * fresh
    this.#watchedMs = this.#watchedMs * kept + fresh
    this.#completions *= kept
  }
}
