import type {
  BackendSignals,
  Clock,
  PickRequest,
  PickResult,
  Rng,
  Snapshot,
  SnapshotBackend,
} from '../../../policies/policy.ts'
import type { SnapshotMember } from '../../pools/backend-entry.ts'
import type { PoolConfig } from '../../pools/pool-config.ts'
import type { PickerStart, PolicyRunner, Remade, RunningPicker } from '../policy-runner.ts'
import type { View } from '../view.ts'
import { HASH_POLICY } from '../view.ts'
import { switchedRng } from './tape.ts'

export interface DryPickerDeps {
  readonly runner: PolicyRunner
  readonly config: PoolConfig
  /** Of the pick alone. */
  readonly rng: Rng
  /** Of the making of policies. */
  readonly makingRng: Rng
  readonly clock: Clock
}

/**
 * A picker that goes on from where the one of the view stands and is nobody else's: what it draws and changes is its own, and
 * it reads the live signals without a trace. The pool's fallback stands behind the policy here, too.
 */
export function dryPicker(deps: DryPickerDeps, view: View, byHash: boolean): RunningPicker {
  const { runner, config } = deps
  const live = view.peek(byHash)
  const start = live?.start(true) ?? freshStart(byHash ? HASH_POLICY : config.policy)
  const twins = new Map<SnapshotBackend, SnapshotMember>()
  const backends = view.members.map((member) => {
    const twin = twinOf(member)
    twins.set(twin, member)
    return twin
  })
  const snapshot: Snapshot = { pool: config.name, revision: view.revision, backends: Object.freeze(backends) }
  const state: unknown = start.state === undefined ? undefined : JSON.parse(start.state)
  const make = (choice: PickerStart['choice'], from: unknown): Remade | undefined => {
    const { rng, settle } = switchedRng(deps.makingRng, deps.rng)
    const remade = runner.remake({ pool: config.name, choice, snapshot, state: from, rng, clock: deps.clock })
    settle()
    return remade.kind === 'remade' ? remade : undefined
  }
  const policy = make(start.choice, state)
  let servedBy = start.choice.type
  const picker = {
    lastWasFallback: start.fallback,
    pick(request: PickRequest): PickResult {
      const twinRequest = twinnedRequest(request, twins)
      const result = policy?.pick(twinRequest)
      if (result !== undefined && result.kind !== 'failed') return untwinned(result, twins)
      picker.lastWasFallback = true
      servedBy = config.fallbackPolicy.type
      const second = make(config.fallbackPolicy, undefined)?.pick(twinRequest)
      if (second === undefined || second.kind === 'failed')
        return { kind: 'none', reason: 'policy_and_fallback_failed' }
      return untwinned(second, twins)
    },
    servedBy: () => servedBy,
    start: () => start,
  }
  return picker
}

function freshStart(choice: PickerStart['choice']): PickerStart {
  return { choice, code: {}, fallback: false, state: undefined, obstacle: '' }
}

function twinOf(member: SnapshotMember): SnapshotBackend {
  const { id, address, locality, labels, weight, signals, home } = member
  const untouched: BackendSignals = {
    inFlight: () => signals.inFlight(),
    latencyMs: () => signals.peekLatencyMs(),
    successRate: () => signals.successRate(),
    utilization: () => signals.utilization(),
    capacity: () => signals.capacity(),
    loadReport: () => signals.loadReport(),
    loadReportAgeMs: () => signals.loadReportAgeMs(),
    weight: () => signals.weight(),
    flow: () => signals.flow(),
    unheard: () => signals.unheard(),
  }
  return Object.freeze({ id, address, locality, labels, weight, signals: Object.freeze(untouched), home })
}

type Twins = ReadonlyMap<SnapshotBackend, SnapshotMember>

function twinnedRequest(request: PickRequest, twins: Twins): PickRequest {
  const { avoid } = request
  if (avoid === undefined) return request
  return { ...request, avoid: (twin) => avoid(twins.get(twin) ?? twin) }
}

function untwinned(result: PickResult, twins: Twins): PickResult {
  if (result.kind !== 'picked') return result
  const real = (twin: SnapshotBackend): SnapshotBackend => twins.get(twin) ?? twin
  return {
    ...result,
    backend: real(result.backend),
    alternates: result.alternates?.map(real),
    scores: result.scores?.map((score) => ({ ...score, backend: real(score.backend) })),
  }
}
