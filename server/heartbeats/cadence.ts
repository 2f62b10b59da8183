import type { Rng } from '../../policies/policy.ts'

/** Share of the interval by which a beat may come earlier or later, so that agents which start together drift apart. */
const JITTER = 0.1

/** Milliseconds until the next heartbeat is due: the interval, give or take a tenth. */
export function nextHeartbeatAfterMs(intervalMs: number, rng: Rng): number {
  return Math.round(intervalMs * (1 - JITTER + 2 * JITTER * rng.next()))
}
