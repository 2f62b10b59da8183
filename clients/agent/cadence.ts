/** The rhythm of heartbeats before the service has set one: the API's default interval. */
export const FIRST_INTERVAL_MS = 1_000
/** The API's intervals are 100 ms to a minute, jitter around them; anything else is not followed. */
const MIN_INTERVAL_MS = 50
const MAX_INTERVAL_MS = 90_000

/** What the service said, made safe. Undefined or not a number: what was in force stays. */
export function nextInterval(said: number | undefined, inForce: number): number {
  if (said === undefined || !Number.isFinite(said)) return inForce
  return Math.min(MAX_INTERVAL_MS, Math.max(MIN_INTERVAL_MS, said))
}

/**
 * How long an answer may take: half an interval, so that a stream that hangs and a unary call that hangs after it still
 * leave a third of the default lease (3 intervals) to reach another replica.
 */
export function answerTimeout(intervalMs: number): number {
  return Math.min(2_000, Math.max(250, intervalMs / 2))
}
