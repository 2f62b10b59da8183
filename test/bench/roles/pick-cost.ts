import { BUILT_IN_POLICIES } from '../../../policies/index.ts'
import { createRng } from '../../../policies/lib/rng.ts'
import type { Clock, Picker, PickRequest, PolicyContext, PolicyFactory, Snapshot } from '../../../policies/policy.ts'
import { createTape } from '../../../server/pick/decisions/tape.ts'
import { containPolicy } from '../../../server/policy-host/contain.ts'
import { BackendEntry } from '../../../server/pools/backend-entry.ts'
import { PoolTraffic } from '../../../server/pools/traffic.ts'
import { defaultPoolConfig } from '../../../server/pools/pool-config.ts'
import { SILENT_LOG } from '../../../server/telemetry/ports.ts'
import { nullPolicy } from './null-policy.ts'
import { createSink, nanoseconds, type Budget } from './timing.ts'

export const SIZES = [10, 100, 1_000, 10_000] as const

export const MEASURED_POLICIES: readonly PolicyFactory[] = [nullPolicy, ...BUILT_IN_POLICIES]

const KEYS = 1_024

/**
 * Nanoseconds of one `picker.pick`, bare and through the containment, by size. One policy a process: what other policies
 * taught the compiler must not matter.
 */
export function measurePickCost(type: string, budget: Budget): Record<string, number> {
  const factory = MEASURED_POLICIES.find((each) => each.type === type)
  if (factory === undefined) throw new Error(`no policy ${type}`)
  // As in the service: the clock stands while a pick is made.
  const tape = createTape({ rng: createRng(1), clock: { now: () => performance.now() } })
  const { rng, clock } = tape
  const context: PolicyContext = { name: 'bench', rng, clock, log: SILENT_LOG }
  const requests = Array.from({ length: KEYS }, (_, index): PickRequest => ({
    affinityKey: `session-${index}`,
    attempt: 0,
    alternates: 0,
    avoid: undefined,
  }))
  const sink = createSink()
  const cost = (picker: Pick<Picker, 'pick'>): number =>
    nanoseconds((index) => {
      const request = requests[index & (KEYS - 1)]
      if (request === undefined) return
      tape.stand()
      const result = picker.pick(request)
      tape.go()
      sink.take(result.kind === 'picked' ? result.backend.weight : 0)
    }, budget)
  const costs: Record<string, number> = {}
  for (const backends of SIZES) {
    const snapshot = snapshotOf(backends, clock)
    const config = factory.parseConfig(undefined)
    costs[`${backends} bare`] = cost(factory.create(config, context).onSnapshot(snapshot))
    const contained = containPolicy({
      factory,
      config,
      fallbackFactory: nullPolicy,
      fallbackConfig: undefined,
      context,
      clock,
      log: SILENT_LOG,
      onFailure: (failure) => {
        throw new Error(failure.message)
      },
    })
    costs[`${backends} contained`] = cost(contained.onSnapshot(snapshot))
  }
  return costs
}

/** Real entries with unlike weights, latencies and loads, so that no policy takes a short cut. */
function snapshotOf(count: number, clock: Clock): Snapshot {
  const config = defaultPoolConfig('bench')
  const rng = createRng(2)
  const traffic = new PoolTraffic()
  const members = Array.from({ length: count }, (_, index) => {
    const entry = new BackendEntry(
      {
        id: `backend-${String(index).padStart(5, '0')}`,
        address: `10.0.${index >> 8}.${index & 255}:8080`,
        locality: { region: '', zone: '', subZone: '' },
        labels: new Map(),
        weight: 1 + (index % 5),
        epoch: 1,
        capacity: 64,
      },
      config,
      clock,
      3_600_000,
      traffic,
    )
    for (let call = rng.below(8); call > 0; call -= 1) entry.signals.begin()
    for (let call = 0; call < 4; call += 1) entry.signals.observe('success', 5 + rng.below(40))
    return entry.member
  })
  return { pool: 'bench', revision: 1, backends: members }
}
