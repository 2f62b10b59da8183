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
