/**
 * Moving averages over uneven time steps (Eckner, "Algorithms for unevenly spaced time series"). Values that are not
 * finite or are negative are ignored, and time that stands still or goes backwards counts as no time, so what is read
 * is always finite and at least 0.
 */

function isUsable(value: number): boolean {
  return value >= 0 && value < Infinity
}

/** Share of the old value that is left after `elapsedMs`. A decay time of 0 keeps nothing. */
function remaining(elapsedMs: number, decayMs: number): number {
  return decayMs > 0 ? Math.exp(-elapsedMs / decayMs) : 0
}

/**
 * Peak-sensitive moving average of latencies: a sample above the estimate replaces it at once, one below pulls it down
 * slowly. Reading decays it toward 0, and the decay is kept, as in tower (tower/src/load/peak_ewma.rs) and Finagle
 * (loadbalancer/PeakEwma.scala): a sample is compared with what the last read returned.
 */
export class PeakEwma {
  readonly #decayMs: number
  #estimate: number | undefined
  #stamp: number

  /**
   * @param decayMs mean lifetime of a value in milliseconds, more than 0.
   * @param initialMs estimate before the first sample, from time `startMs` on (tower's default_rtt). Undefined: none.
   * @param startMs time at which `initialMs` starts to decay. Default: the first read or sample.
   */
  constructor(decayMs: number, initialMs?: number, startMs?: number) {
    if (!(decayMs > 0)) throw new RangeError(`decayMs: expected more than 0, got ${decayMs}`)
    this.#decayMs = decayMs
    this.#estimate = initialMs !== undefined && isUsable(initialMs) ? initialMs : undefined
    this.#stamp = startMs ?? NaN
  }

  observe(valueMs: number, nowMs: number): void {
    if (!isUsable(valueMs)) return
    const estimate = this.#estimate
    const kept = remaining(this.#advance(nowMs), this.#decayMs)
    this.#estimate = estimate === undefined || valueMs > estimate ? valueMs : estimate * kept + valueMs * (1 - kept)
  }

  /** The estimate in milliseconds; undefined without history. */
  read(nowMs: number): number | undefined {
    if (this.#estimate === undefined) return undefined
    this.#estimate *= remaining(this.#advance(nowMs), this.#decayMs)
    return this.#estimate
  }

  /** What `read` would return, without keeping the decay. */
  peek(nowMs: number): number | undefined {
    const elapsed = nowMs > this.#stamp && Number.isFinite(nowMs) ? nowMs - this.#stamp : 0
    return this.#estimate === undefined ? undefined : this.#estimate * remaining(elapsed, this.#decayMs)
  }

  /** Moves the stamp on, never back, and returns the milliseconds since the last one. */
  #advance(nowMs: number): number {
    const stamp = this.#stamp
    if (!Number.isFinite(nowMs)) return 0
    if (!(nowMs <= stamp)) this.#stamp = nowMs
    return nowMs > stamp ? nowMs - stamp : 0
  }
}

/**
 * Plain moving average by Finagle's rule (finagle-core/.../util/Ema.scala): with w = exp(-elapsed / tau),
 * value = sample * (1 - w) + value * w. The first sample sets the value; tau 0 means no averaging.
 */
export class Ema {
  readonly #tauMs: number
  #value: number | undefined
  #stamp = NaN

  /** @param tauMs mean lifetime of a value in milliseconds, at least 0. */
  constructor(tauMs: number) {
    if (!(tauMs >= 0)) throw new RangeError(`tauMs: expected at least 0, got ${tauMs}`)
    this.#tauMs = tauMs
  }

  observe(value: number, nowMs: number): void {
    if (!isUsable(value) || !Number.isFinite(nowMs)) return
    const elapsed = nowMs > this.#stamp ? nowMs - this.#stamp : 0
    const kept = remaining(elapsed, this.#tauMs)
    this.#value = this.#value === undefined ? value : value * (1 - kept) + this.#value * kept
    if (!(nowMs <= this.#stamp)) this.#stamp = nowMs
  }

  /** The value; undefined before the first sample. */
  read(): number | undefined {
    return this.#value
  }

  /** Forgets everything. */
  reset(): void {
    this.#value = undefined
    this.#stamp = NaN
  }
}
