import type { Load } from '../typescript/load.ts'

/**
 * How a request that the backend served ended. `rejected`: there was no room for it (HTTP 429, RESOURCE_EXHAUSTED), which is no
 * error and says nothing of the latency. `cancelled`: the caller went away.
 */
export type RequestEnd = 'success' | 'error' | 'rejected' | 'cancelled'

/** Measures what a backend serves. */
export interface LoadMeter {
  /** A request begins. Call what it returns when the request ends; more than once changes nothing. */
  begin(): (end?: RequestEnd) => void
  inFlight(): number
  /** The load now; the mean latency is of what succeeded since the last take. */
  take(): Load
}

/** The API's bounds: in-flight 10,000,000, latency one hour. */
const MAX_IN_FLIGHT = 10_000_000
const MAX_LATENCY_MS = 3_600_000

export function createLoadMeter(now: () => number): LoadMeter {
  let inFlight = 0
  let completed = 0
  let errors = 0
  let successes = 0
  let latencySum = 0
  return {
    begin() {
      const startedAt = now()
      let ended = false
      inFlight++
      return (end = 'success') => {
        if (ended) return
        ended = true
        inFlight--
        completed++
        if (end === 'error') errors++
        if (end !== 'success') return
        successes++
        latencySum += now() - startedAt
      }
    },
    inFlight: () => inFlight,
    take() {
      const latency = successes === 0 ? {} : { latencyMs: Math.min(latencySum / successes, MAX_LATENCY_MS) }
      successes = 0
      latencySum = 0
      return { inFlight: Math.min(inFlight, MAX_IN_FLIGHT), completed, errors, ...latency }
    },
  }
}
