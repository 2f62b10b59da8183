import type { LoadReport } from '../../../policies/policy.ts'
import type { LoadReport__Output } from '../../../proto/gen/lookaside/v1/LoadReport.ts'
import type { Refusal } from '../../errors.ts'
import { HOUR_MS, toBoundedMs } from './durations.ts'
import { toNumbers } from './maps.ts'
import { checkInteger, checkRange } from './numbers.ts'
import type { Received } from './received.ts'
import { isRefusal } from './refusals.ts'

/** Why a report is refused as a whole, whatever is wrong with it. */
const REASON = 'INVALID_LOAD_REPORT'
const NO_LIMIT = Number.MAX_VALUE
const MAX_IN_FLIGHT = 10_000_000
const MAX_CAPACITY = 1_000_000

export interface ReportedLoad {
  readonly kind: 'load'
  /** Undefined: nothing new. */
  readonly load: LoadReport | undefined
  readonly ageMs: number
}

const NOTHING_NEW: ReportedLoad = { kind: 'load', load: undefined, ageMs: 0 }

/** A checked load report. The refusal names the field inside the report. */
export function toReportedLoad(message: Received<LoadReport__Output> | null): ReportedLoad | Refusal {
  if (message === null) return NOTHING_NEW
  const bad = checkShares(message) ?? checkCounts(message)
  if (bad !== undefined) return bad
  const requestCost = toNumbers('request_cost', message.requestCost, 0, NO_LIMIT)
  if (isRefusal(requestCost)) return requestCost
  const utilization = toNumbers('utilization', message.utilization, 0, 1)
  if (isRefusal(utilization)) return utilization
  const namedMetrics = toNumbers('named_metrics', message.namedMetrics, -NO_LIMIT, NO_LIMIT)
  if (isRefusal(namedMetrics)) return namedMetrics
  const latencyMs = toBoundedMs('latency', message.latency, HOUR_MS, REASON)
  if (isRefusal(latencyMs)) return latencyMs
  const ageMs = toBoundedMs('sample_age', message.sampleAge, HOUR_MS, REASON)
  if (isRefusal(ageMs)) return ageMs
  const load: LoadReport = {
    cpuUtilization: message.cpuUtilization,
    memUtilization: message.memUtilization,
    applicationUtilization: message.applicationUtilization,
    rps: message.rpsFractional,
    eps: message.eps,
    utilization,
    namedMetrics,
    requestCost,
    inFlight: message.inFlight,
    completed: message.completed,
    errors: message.errors,
    capacity: message.capacity,
    latencyMs,
  }
  return { kind: 'load', load, ageMs: ageMs ?? 0 }
}

/** ORCA's ranges (xds.data.orca.v3.OrcaLoadReport). */
function checkShares(message: Received<LoadReport__Output>): Refusal | undefined {
  return (
    checkRange('cpu_utilization', message.cpuUtilization, 0, NO_LIMIT, REASON) ??
    checkRange('mem_utilization', message.memUtilization, 0, 1, REASON) ??
    checkRange('application_utilization', message.applicationUtilization, 0, NO_LIMIT, REASON) ??
    checkRange('rps_fractional', message.rpsFractional, 0, NO_LIMIT, REASON) ??
    checkRange('eps', message.eps, 0, NO_LIMIT, REASON)
  )
}

function checkCounts(message: Received<LoadReport__Output>): Refusal | undefined {
  return (
    checkInteger('in_flight', message.inFlight ?? 0, 0, MAX_IN_FLIGHT, REASON) ??
    checkInteger('completed', message.completed, 0, Number.MAX_SAFE_INTEGER, REASON) ??
    checkInteger('errors', message.errors, 0, Number.MAX_SAFE_INTEGER, REASON) ??
    checkRange('capacity', message.capacity, 0, MAX_CAPACITY, REASON)
  )
}
