import type {
  BackendFlow,
  BackendSignals,
  Clock,
  LoadReport,
  Policy,
  PolicyContext,
  PolicyFactory,
  PickRequest,
  PickResult,
  Rng,
  Snapshot,
  SnapshotBackend,
} from '../../policies/policy.ts'
import { createRng } from '../../policies/lib/rng.ts'

/** What a test may set of a backend at any moment. */
export interface BackendState {
  inFlight: number
  latencyMs: number | undefined
  successRate: number
  utilization: number | undefined
  capacity: number | undefined
  weight: number
  /** In flight expected now: as `inFlight`, if nothing else is said. */
  flow: Omit<BackendFlow, 'inFlight'> & Partial<Pick<BackendFlow, 'inFlight'>>
  report: LoadReport | undefined
  /** Of the sample of the report, in milliseconds. */
  reportAgeMs: number | undefined
}

/** A load report that says nothing but this. */
export function reportOf(detail: Partial<LoadReport>): LoadReport {
  return {
    ...{ cpuUtilization: 0, memUtilization: 0, applicationUtilization: 0, rps: 0, eps: 0, completed: 0, errors: 0 },
    ...{ utilization: new Map(), namedMetrics: new Map(), requestCost: new Map() },
    ...{ inFlight: undefined, capacity: 0, latencyMs: undefined },
    ...detail,
  }
}

export interface TestBackend extends SnapshotBackend {
  /** Live values behind `signals`. */
  readonly state: BackendState
}

export function makeBackend(
  id: string,
  state: Partial<BackendState> = {},
  detail: Partial<Pick<SnapshotBackend, 'address' | 'weight' | 'locality' | 'labels' | 'home'>> = {},
): TestBackend {
  const weight = detail.weight ?? state.weight ?? 1
  const live: BackendState = {
    inFlight: 0,
    latencyMs: undefined,
    successRate: 1,
    utilization: undefined,
    capacity: undefined,
    weight,
    flow: { exposureMs: 0, completions: 0, busyMs: 0, usualMs: 0, isEstimated: false, isProven: true },
    report: undefined,
    reportAgeMs: undefined,
    ...state,
  }
  const signals: BackendSignals = {
    inFlight: () => live.inFlight,
    latencyMs: () => live.latencyMs,
    successRate: () => live.successRate,
    utilization: () => live.utilization,
    capacity: () => live.capacity,
    loadReport: () => live.report,
    loadReportAgeMs: () => live.reportAgeMs,
    weight: () => live.weight,
    flow: () => ({ inFlight: live.inFlight, ...live.flow }),
  }
  return {
    id,
    address: detail.address ?? `${id}:80`,
    locality: detail.locality ?? { region: '', zone: '', subZone: '' },
    labels: detail.labels ?? new Map<string, string>(),
    weight,
    signals,
    home: detail.home,
    state: live,
  }
}

/** Ids that sort in the order of their numbers: b0000, b0001, ... */
export function backendId(index: number): string {
  return `b${String(index).padStart(5, '0')}`
}

export function makeBackends(
  count: number,
  state: (index: number) => Partial<BackendState> = () => ({}),
): TestBackend[] {
  return Array.from({ length: count }, (_, index) => makeBackend(backendId(index), state(index)))
}

let revisions = 0

export function snapshotOf(backends: readonly SnapshotBackend[]): Snapshot {
  revisions += 1
  return { pool: 'test', revision: revisions, backends }
}

export interface FakeClock extends Clock {
  advance(ms: number): void
}

export function fakeClock(): FakeClock {
  let now = 0
  return {
    now: () => now,
    advance(ms) {
      now += ms
    },
  }
}

/** Randomness that answers with the given integers in turn, each modulo the bound. Running out is an error. */
export function scriptedRng(values: readonly number[]): Rng {
  let used = 0
  const take = (): number => {
    const value = values[used]
    if (value === undefined) throw new Error(`the script of ${values.length} random numbers is used up`)
    used += 1
    return value
  }
  return { below: (bound) => take() % bound, next: () => take() }
}

export function contextOf(detail: { rng?: Rng; clock?: Clock; warnings?: string[] } = {}): PolicyContext {
  return {
    name: 'test',
    rng: detail.rng ?? createRng(1),
    clock: detail.clock ?? fakeClock(),
    log: { info: () => undefined, warn: (message) => detail.warnings?.push(message) },
  }
}

export function createPolicy(
  factory: PolicyFactory,
  config: unknown = undefined,
  detail: Parameters<typeof contextOf>[0] = {},
): Policy {
  return factory.create(factory.parseConfig(config), contextOf(detail))
}

export function requestOf(detail: Partial<PickRequest> = {}): PickRequest {
  return { attempt: 0, alternates: 0, ...detail }
}

/** The backend of a pick that must succeed. */
export function backendOf(result: PickResult): SnapshotBackend {
  if (result.kind !== 'picked') throw new Error(`expected a backend, got ${result.kind}: ${result.reason}`)
  return result.backend
}

/** Ids of `count` picks, in order. */
export function pickIds(
  picker: { pick(request: PickRequest): PickResult },
  count: number,
  request = requestOf(),
): string[] {
  return Array.from({ length: count }, () => backendOf(picker.pick(request)).id)
}

/** How often each of `ids` occurs. */
export function countsOf(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}
