import type { Steering } from '../api/api.ts'
import type { Backend } from '../api/pool.ts'
import { fairShares, isPickable } from '../state/shares.ts'

/** What a change does to a pool, before it is made. */
export interface Effect {
  readonly eligibleBefore: number
  readonly eligibleAfter: number
  readonly backends: number
  /** Fair share of the backend itself, 0 to 1. */
  readonly shareBefore: number
  readonly shareAfter: number
  /** Fewest eligible backends with which the pool stays out of panic. */
  readonly needed: number
}

export function effectOf(
  backends: readonly Backend[],
  id: string,
  steering: Steering,
  panicThresholdPercent: number,
  answered?: Backend,
): Effect {
  const after = backends.map((backend) => (backend.id === id ? changed(backend, steering, answered) : backend))
  const eligible = (list: readonly Backend[]): number => list.filter(({ state }) => isPickable(state)).length
  return {
    eligibleBefore: eligible(backends),
    eligibleAfter: eligible(after),
    backends: backends.length,
    shareBefore: fairShares(backends, false).get(id) ?? 0,
    shareAfter: fairShares(after, false).get(id) ?? 0,
    needed: Math.max(1, Math.ceil((backends.length * panicThresholdPercent) / 100)),
  }
}

/** As the service will see it: a drain hides every other state, and what comes out from under it shows with the next look. */
function changed(backend: Backend, steering: Steering, answered: Backend | undefined): Backend {
  switch (steering.kind) {
    case 'drain':
      return { ...backend, state: 'draining' }
    case 'undrain':
      return backend.state === 'draining' && backend.drainedByOperator ? { ...backend, state: 'eligible' } : backend
    case 'weight': {
      // Slow start multiplies whatever weight is in force.
      const factor = backend.weight > 0 ? backend.effectiveWeight / backend.weight : 1
      const weight = steering.weight ?? answered?.weight ?? backend.weight
      return { ...backend, weight, effectiveWeight: weight * factor }
    }
  }
}
