import type { BackendView } from '../../server/use-cases.ts'
import { REPORT } from './living-pool.ts'
import { mustPick, PLAIN_OUTCOME } from './replica.ts'
import type { Harness } from './replica.ts'

/** Calls a second and replica. */
const CALLS = 200

/** A pool `p` whose backends are as full as the calls that they get make them: their share of the calls over their speed. */
export interface WorkingPool {
  /** Seconds pass: all replicas pick, and every backend reports to all of them. Returns who was picked, in order. */
  work(seconds: number, replicas?: readonly Harness[]): readonly string[]
  /** Largest utilization over the mean in the last `work`. */
  imbalance(): number
}

/** @param speeds by backend id; all replicas run by the clock of the first. */
export function workingPool(speeds: Readonly<Record<string, number>>, all: readonly Harness[]): WorkingPool {
  let recent: readonly string[] = []
  const ids = Object.keys(speeds)

  const utilizationsIn = (picked: readonly string[]): number[] =>
    ids.map((id) => {
      const share = picked.filter((one) => one === id).length / picked.length
      return (share * ids.length * 0.4) / (speeds[id] ?? 1)
    })

  function second(replicas: readonly Harness[]): string[] {
    const picked: string[] = []
    for (const { replica, pick } of replicas) {
      for (let call = 0; call < CALLS; call += 1) {
        const { token, backend } = mustPick(pick('p'))
        picked.push(backend.id)
        replica.useCases.picks.report({ ...PLAIN_OUTCOME, token })
      }
    }
    const utilizations = utilizationsIn(picked)
    all[0]?.time.advance(1_000)
    for (const harness of replicas) {
      for (const [index, id] of ids.entries()) {
        const { record } = harness.replica.directory.get('p')?.entries.get(id) ?? {}
        const load = { ...REPORT, cpuUtilization: utilizations[index] ?? 0, inFlight: undefined, capacity: 0 }
        harness.beat('p', id, { load, epoch: record?.epoch ?? 1 })
      }
    }
    return picked
  }

  return {
    work: (seconds, replicas = all) => {
      recent = Array.from({ length: seconds }, () => second(replicas)).flat()
      return recent
    },
    imbalance: () => {
      const values = utilizationsIn(recent)
      return (Math.max(...values) * values.length) / values.reduce((sum, value) => sum + value, 0)
    },
  }
}

export function backendsOf({ replica }: Harness): ReadonlyMap<string, BackendView> {
  const page = replica.useCases.admin.listBackends('p', 0, '')
  if (page.kind === 'refused') throw new Error(page.message)
  return new Map(page.items.map((view) => [view.backend.id, view]))
}

/** Factors of automatic weights by backend id. */
export function factorsOf(harness: Harness): ReadonlyMap<string, number> {
  return new Map([...backendsOf(harness)].map(([id, { autoWeight }]) => [id, autoWeight?.factor ?? NaN]))
}

/** Carries what replicas tell each other of their picks and factors; call it once, and it goes on for ever. */
export function connect(harnesses: readonly Harness[]): void {
  harnesses[0]?.time.every(25, () => {
    harnesses.forEach(({ store }, from) => {
      for (const change of store.offered.splice(0)) {
        if (change.kind !== 'load') continue
        const told = { ...change, replica: `replica-${from}` }
        for (const other of harnesses) if (other.store !== store) other.store.listener?.apply([told])
      }
    })
  })
}
