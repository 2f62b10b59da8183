import type { LoadReport } from '../../policies/policy.ts'
import type { BackendRecord } from '../../server/store/store.ts'

/** A backend's registration with everything plain. */
export function backendRecord(id: string, changes: Partial<BackendRecord> = {}): BackendRecord {
  return {
    id,
    address: '127.0.0.1:8080',
    locality: { region: '', zone: '', subZone: '' },
    labels: new Map(),
    weight: 1,
    epoch: 1,
    capacity: 0,
    ...changes,
  }
}

/** A load report that says next to nothing. */
export const NO_LOAD: LoadReport = {
  cpuUtilization: 0.5,
  memUtilization: 0,
  applicationUtilization: 0,
  rps: 0,
  eps: 0,
  requestCost: new Map<string, number>(),
  utilization: new Map<string, number>(),
  namedMetrics: new Map<string, number>(),
  inFlight: undefined,
  completed: 0,
  errors: 0,
  capacity: 0,
  latencyMs: undefined,
}
