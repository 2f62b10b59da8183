import type { BackendFlow } from '../policy.ts'

/** A window shorter than this holds too little of anything. */
const MIN_WINDOW_MS = 50
/** More than ever is in flight or completes at once; sums and products of it stay finite. */
const MOST = 1e12

/** What is known of a backend without any history. */
export const NO_FLOW: BackendFlow = {
  ...{ inFlight: 0, exposureMs: 0, completions: 0, busyMs: 0, usualMs: 0 },
  ...{ isEstimated: false, isProven: true },
}

/** Columns of what a meter keeps: side by side in memory, since a pick reads the meters of several backends that it has not seen for long. */
const WINDOW = 0
const AT = 1
const IN_FLIGHT = 2
const EXPOSURE = 3
const BUSY = 4
const COMPLETIONS = 5
const USUAL = 6
const USUAL_AT = 7
const COLUMNS = 8

/** Weight of one success in the usual latency: the last thirty or so count. */
const USUAL_ALPHA = 0.03
/** How long a usual latency is believed without news; then it drifts to that of its peers. */
const USUAL_DECAY_MS = 10_000

/**
 * Share of the past that still counts after `elapsedMs`, when what happened a window ago counts 1/e: the exponential by the first terms
 * of its series, since each pick asks for several. Within 0.1 % up to half a window; what is long gone fades a little later.
 */
function fading(elapsedMs: number, windowMs: number): number {
  if (!(elapsedMs > 0)) return 1
  const lifetimes = elapsedMs / windowMs
  return 1 / (1 + lifetimes * (1 + lifetimes * (1 / 2 + lifetimes / 6)))
}

/**
 * What flows through one backend, and how long its calls usually take, over a window that fades: what happened a window ago counts 1/e. Time in flight is added up
 * while calls run, so a backend that slows down shows it before its first slow call ends. Every number is finite and not
 * negative; a change costs O(1) and allocates nothing, and reading leaves no trace.
 */
export class FlowMeter {
  readonly #sums = new Float64Array(COLUMNS)

  constructor() {
    this.#sums[WINDOW] = MIN_WINDOW_MS
    this.reset()
  }

  /** The window from now on, in milliseconds. */
  setWindow(ms: number): void {
    this.#sums[WINDOW] = ms > MIN_WINDOW_MS && ms < Infinity ? ms : MIN_WINDOW_MS
  }

  /** From `now` on so many requests are in flight. */
  setInFlight(count: number, now: number): void {
    this.#advance(now)
    this.#sums[IN_FLIGHT] = count > 0 && count < MOST ? count : 0
  }

  complete(count: number, now: number): void {
    this.#advance(now)
    if (count > 0 && count < MOST) this.#sums[COMPLETIONS] = this.#sum(COMPLETIONS) + count
  }

  /** So many successes took this long on average, a number that is finite and not negative. */
  usually(latencyMs: number, count: number, now: number, peersMs: number): void {
    const known = this.usualMs(now, peersMs)
    const weight = count === 1 ? USUAL_ALPHA : 1 - Math.pow(1 - USUAL_ALPHA, count)
    this.#sums[USUAL] = known === 0 ? latencyMs : known + weight * (latencyMs - known)
    this.#sums[USUAL_AT] = now
  }

  /** @param peersMs usual latency of its peers. 0: nobody knows any. */
  usualMs(now: number, peersMs: number): number {
    const usual = this.#sum(USUAL)
    if (usual === 0 || peersMs === 0) return usual === 0 ? peersMs : usual
    return peersMs + (usual - peersMs) * fading(now - this.#sum(USUAL_AT), USUAL_DECAY_MS)
  }

  /**
   * What is true at `now`.
   *
   * @param inFlight expected now; it, `isEstimated` and `isProven` are handed through. @param peersMs usual latency of its peers.
   */
  read(now: number, inFlight = 0, peersMs = 0, isEstimated = false, isProven = true): BackendFlow {
    const sums = this.#sums
    const windowMs = sums[WINDOW] ?? 0
    const kept = fading(now - (sums[AT] ?? 0), windowMs)
    const fresh = windowMs * (1 - kept)
    const running = sums[IN_FLIGHT] ?? 0
    return {
      inFlight,
      exposureMs: (sums[EXPOSURE] ?? 0) * kept + running * fresh,
      completions: (sums[COMPLETIONS] ?? 0) * kept,
      busyMs: (sums[BUSY] ?? 0) * kept + (running > 0 ? fresh : 0),
      usualMs: this.usualMs(now, peersMs),
      isEstimated,
      isProven,
    }
  }

  reset(): void {
    this.#sums.fill(0, IN_FLIGHT)
    this.#sums[AT] = NaN
  }

  #advance(now: number): void {
    if (!Number.isFinite(now)) return
    const windowMs = this.#sum(WINDOW)
    const kept = fading(now - this.#sum(AT), windowMs)
    if (!(now <= this.#sum(AT))) this.#sums[AT] = now
    if (kept === 1) return
    const fresh = windowMs * (1 - kept)
    this.#sums[EXPOSURE] = this.#sum(EXPOSURE) * kept + this.#sum(IN_FLIGHT) * fresh
    this.#sums[BUSY] = this.#sum(BUSY) * kept + (this.#sum(IN_FLIGHT) > 0 ? fresh : 0)
    this.#sums[COMPLETIONS] = this.#sum(COMPLETIONS) * kept
  }

  #sum(column: number): number {
    return this.#sums[column] ?? 0
  }
}
