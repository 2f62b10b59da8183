/** Delays between tries that fail. */
export interface Backoff {
  /** The delay before the next try, in milliseconds. */
  next(): number
  /** A try worked. */
  reset(): void
}

export interface BackoffOptions {
  /** Upper end of the first delay. */
  readonly initialMs: number
  /** Upper end that the delays grow to, doubling. */
  readonly maxMs: number
}

/**
 * Full jitter: uniform between 0 and an end that doubles, so that many who lost the service together come back apart
 * (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 */
export function createBackoff(options: BackoffOptions, random: () => number): Backoff {
  let end = options.initialMs
  return {
    next() {
      const delay = random() * end
      end = Math.min(end * 2, options.maxMs)
      return delay
    },
    reset() {
      end = options.initialMs
    },
  }
}
