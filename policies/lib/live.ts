/** Signals as policies count with them: finite and not negative whatever was reported. */

import type { SnapshotBackend } from '../policy.ts'

/** Least weight that counts. A policy divides by weights, and a backend in the snapshot must stay reachable. */
export const MIN_WEIGHT = 1e-6

/** Most, as in Envoy: the largest unsigned 32-bit number. */
const MAX_WEIGHT = 4_294_967_295

/** A weight that can be divided by, whatever was reported. */
export function usableWeight(weight: number): number {
  if (!(weight > MIN_WEIGHT)) return MIN_WEIGHT
  return weight < MAX_WEIGHT ? weight : MAX_WEIGHT
}

/** The weight in force now, slow start included. */
export function liveWeight(backend: SnapshotBackend): number {
  return usableWeight(backend.signals.weight())
}

/** Whether all live weights are the same at this moment. */
export function haveEqualWeights(backends: readonly SnapshotBackend[]): boolean {
  const first = backends[0]
  if (first === undefined) return true
  const weight = liveWeight(first)
  return backends.every((backend) => liveWeight(backend) === weight)
}

/** More than any backend holds or any call takes; sums and products of it stay finite. */
const MOST = 1e9

function usableMeasure(value: number | undefined): number {
  if (value === undefined || !(value > 0)) return 0
  return value < MOST ? value : MOST
}

/** The load signal as a number that can be counted with. */
export function liveInFlight(backend: SnapshotBackend): number {
  return usableMeasure(backend.signals.inFlight())
}

/** The latency signal in milliseconds; 0: no history. */
export function liveLatencyMs(backend: SnapshotBackend): number {
  return usableMeasure(backend.signals.latencyMs())
}
