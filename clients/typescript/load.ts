import type { LoadReport } from '../../proto/gen/lookaside/v1/LoadReport.ts'
import { toDuration } from './duration.ts'

/**
 * What a backend says of its load: ORCA's fields and ranges (xds.data.orca.v3.OrcaLoadReport) and what a central picker
 * needs besides. The service refuses a report with a number that is not finite, negative or out of its range.
 */
export interface Load {
  /** Share of the CPU in use, 0 and up. */
  readonly cpuUtilization?: number
  /** Share of the memory in use, 0 to 1. */
  readonly memUtilization?: number
  /** Utilization as the application defines it, 0 and up. */
  readonly applicationUtilization?: number
  /** Requests served per second. */
  readonly rpsFractional?: number
  /** Errors answered per second. */
  readonly eps?: number
  readonly requestCost?: Readonly<Record<string, number>>
  /** Each 0 to 1. */
  readonly utilization?: Readonly<Record<string, number>>
  readonly namedMetrics?: Readonly<Record<string, number>>
  /** Requests in flight at the sample time. */
  readonly inFlight?: number
  /** Requests completed since the backend started, errors included. */
  readonly completed?: number
  /** Requests that failed since the backend started. */
  readonly errors?: number
  /** Requests served well at one time, relative to the peers. */
  readonly capacity?: number
  /** Mean latency in milliseconds of what succeeded since the previous report. */
  readonly latencyMs?: number
}

/** `ageMs`: how old the sample is now. */
export function toLoadMessage(load: Load, ageMs = 0): LoadReport {
  const { latencyMs, ...fields } = load
  return {
    ...fields,
    ...(latencyMs === undefined ? {} : { latency: toDuration(latencyMs) }),
    ...(ageMs > 0 ? { sampleAge: toDuration(ageMs) } : {}),
  }
}

/** A number of a load report with tag and key overhead, rounded up. */
const LOAD_ENTRY_BYTES = 16

/** An upper bound of a load report's encoded size. */
export function loadSizeBound(load: Load): number {
  const maps = [load.requestCost, load.utilization, load.namedMetrics].flatMap((map) => Object.keys(map ?? {}))
  const fields = Object.keys(load).length + 2
  return maps.reduce((sum, key) => sum + Buffer.byteLength(key) + LOAD_ENTRY_BYTES, fields * LOAD_ENTRY_BYTES)
}
