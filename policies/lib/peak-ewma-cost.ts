export interface PeakEwmaPenalty {
  /** Latency in milliseconds that an idle backend without history is taken to have. */
  readonly defaultLatencyMs: number
  /** Cost in milliseconds of a backend without history that has requests in flight already. */
  readonly penaltyMs: number
}

/**
 * Finagle's penalty, Long.MaxValue >> 16 nanoseconds: 39 hours, more than any latency, so that a backend without
 * history gets one probe and then nothing until the probe ends.
 */
export const FINAGLE_PENALTY_MS = 140_737_488.355_327

/**
 * Cost of one more request: latency * (in flight + 1). A latency of 0 means no history, as in Finagle.
 *
 * Source: Finagle, PeakEwma.scala (default latency 0); Envoy's variant has a default of 10 ms and a penalty of 1e6.
 */
export function peakEwmaCost(latencyMs: number, inFlight: number, penalty: PeakEwmaPenalty): number {
  if (latencyMs > 0) return latencyMs * (inFlight + 1)
  return inFlight > 0 ? penalty.penaltyMs + inFlight : penalty.defaultLatencyMs
}
