import type { LoadReport } from '../../../policies/policy.ts'

/** How full a backend is: the larger of what it says and of its requests in flight for its capacity. Undefined: unknown. */
export function reportedUtilization(
  { inFlight }: LoadReport,
  signals: { utilization(): number | undefined; capacity(): number | undefined },
): number | undefined {
  const said = signals.utilization()
  const capacity = signals.capacity()
  // The report's own count and not the estimate of the moment: every replica must come to the same number.
  const filled = inFlight === undefined || capacity === undefined ? undefined : inFlight / capacity
  if (said === undefined || filled === undefined) return said ?? filled
  return Math.max(said, filled)
}
