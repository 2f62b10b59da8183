import type { SnapshotBackend } from '../../policy.ts'
import { liveInFlight, liveLatencyMs } from '../live.ts'

/** The signals that filters and scorers may read. Slow start is built in around the policy, so weight is none of them. */
export const MEASURED = ['in_flight', 'latency', 'success_rate', 'utilization', 'capacity'] as const

export type Measured = (typeof MEASURED)[number]

/** Larger than any measure; ratios of it stay finite. */
const MOST = 1e9

function usable(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? Math.min(value, MOST) : undefined
}

/** A signal as a finite number that is not negative; undefined: unknown. */
export function measure(backend: SnapshotBackend, signal: Measured): number | undefined {
  const { signals } = backend
  switch (signal) {
    case 'in_flight':
      return liveInFlight(backend)
    case 'latency':
      return usable(liveLatencyMs(backend))
    case 'success_rate':
      return Math.min(1, usable(signals.successRate()) ?? 0)
    case 'utilization':
      return usable(signals.utilization())
    case 'capacity':
      return usable(signals.capacity())
  }
}
