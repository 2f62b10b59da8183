import { NO_FLOW } from '../../policies/lib/flow-meter.ts'
import type { BackendFlow, BackendSignals, LoadReport, Snapshot, SnapshotBackend } from '../../policies/policy.ts'

const REPORT: LoadReport = {
  cpuUtilization: 0.4,
  memUtilization: 0.5,
  applicationUtilization: 0.3,
  rps: 120,
  eps: 0.5,
  utilization: new Map([['db_pool', 0.2]]),
  namedMetrics: new Map([['queue_depth', 3]]),
  requestCost: new Map(),
  inFlight: 4,
  completed: 10_000,
  errors: 20,
  capacity: 8,
  latencyMs: 12,
}

const FLOW: BackendFlow = {
  inFlight: 4,
  exposureMs: 400,
  completions: 20,
  busyMs: 100,
  usualMs: 20,
  isEstimated: false,
  isProven: true,
}

/** Known backends, and as the last one a newcomer without any history: it is what authors forget. */
function signalsOf(index: number, isNewcomer: boolean): BackendSignals {
  return {
    inFlight: () => (isNewcomer ? 0 : index + 1),
    latencyMs: () => (isNewcomer ? undefined : 10 * (index + 1)),
    successRate: () => (isNewcomer ? 1 : 0.99),
    utilization: () => (isNewcomer ? undefined : 0.3),
    capacity: () => (isNewcomer ? undefined : 8),
    loadReport: () => (isNewcomer ? undefined : REPORT),
    loadReportAgeMs: () => (isNewcomer ? undefined : 250),
    weight: () => index + 1,
    flow: () => (isNewcomer ? NO_FLOW : FLOW),
  }
}

function backendOf(index: number, isNewcomer: boolean): SnapshotBackend {
  return Object.freeze({
    id: `backend-${index}`,
    address: `192.0.2.${index + 1}:8080`,
    locality: Object.freeze({ region: 'eu', zone: `eu-${index % 2}`, subZone: '' }),
    labels: new Map([['version', `v${index}`]]),
    weight: index + 1,
    signals: Object.freeze(signalsOf(index, isNewcomer)),
  })
}

/** A made-up snapshot to try policies on, frozen through and through. Addresses are of RFC 5737. */
export function syntheticSnapshot(backends: number, revision: number): Snapshot {
  const made = Array.from({ length: backends }, (_, index) => backendOf(index, index > 0 && index === backends - 1))
  return Object.freeze({ pool: 'proof', revision, backends: Object.freeze(made) })
}
