/** A pool of equal backends under steady load, to see how a policy shares the calls out. */

import type { Picker, Policy } from '../../policies/policy.ts'
import { backendOf, makeBackend, requestOf, snapshotOf, type FakeClock, type TestBackend } from './policy-fixtures.ts'

export interface TestPool {
  readonly policy: Policy
  readonly clock: FakeClock
  /** Every call takes this long; one call a millisecond comes in. */
  readonly latencyMs: number
}

interface Running {
  readonly backend: TestBackend
  readonly endsAt: number
}

/** One call a millisecond; those that are due end first. */
function call(pool: TestPool, picker: Picker, backends: readonly TestBackend[], running: Running[]): TestBackend {
  pool.clock.advance(1)
  while (running[0] !== undefined && running[0].endsAt <= pool.clock.now()) {
    const { backend } = running.shift() ?? running[0]
    backend.state.inFlight -= 1
    backend.state.latencyMs = pool.latencyMs
    pool.policy.onOutcome?.({ backendId: backend.id, result: 'success', latencyMs: pool.latencyMs })
  }
  const chosen = backendOf(picker.pick(requestOf()))
  const backend = backends.find((one) => one.id === chosen.id)
  if (backend === undefined) throw new Error(`${chosen.id} is not in the snapshot`)
  backend.state.inFlight += 1
  running.push({ backend, endsAt: pool.clock.now() + pool.latencyMs })
  return backend
}

/** Picks of each backend in parts of its fair share, after `picks` calls on one snapshot. */
export function share(pool: TestPool, backends: readonly TestBackend[], picks: number): Map<string, number> {
  return churn(pool, backends, { rounds: 1, picksPerRound: picks, replaced: 0 })
}

/**
 * A new snapshot each round, in which the `replaced` oldest backends make place for new ones.
 *
 * @returns picks of each backend in parts of its fair share over the rounds that it was there.
 */
export function churn(
  pool: TestPool,
  start: readonly TestBackend[],
  { rounds, picksPerRound, replaced }: { rounds: number; picksPerRound: number; replaced: number },
): Map<string, number> {
  let backends = [...start]
  let made = 0
  const running: Running[] = []
  const picks = new Map<string, number>()
  const fair = new Map<string, number>()
  for (let round = 0; round < rounds; round += 1) {
    if (round > 0 && replaced > 0) {
      const fresh = Array.from({ length: replaced }, () => {
        made += 1
        // Ids that sort among the old ones, as ids of restarted backends do.
        return makeBackend(`b${String((made * 7919) % 100_000).padStart(5, '0')}-${made}`)
      })
      backends = [...backends.slice(replaced), ...fresh]
    }
    const sorted = [...backends].sort((a, b) => (a.id < b.id ? -1 : 1))
    const picker = pool.policy.onSnapshot(snapshotOf(sorted))
    for (const backend of sorted) fair.set(backend.id, (fair.get(backend.id) ?? 0) + picksPerRound / sorted.length)
    for (let pick = 0; pick < picksPerRound; pick += 1) {
      const { id } = call(pool, picker, sorted, running)
      picks.set(id, (picks.get(id) ?? 0) + 1)
    }
  }
  return new Map([...fair].map(([id, expected]) => [id, (picks.get(id) ?? 0) / expected]))
}
