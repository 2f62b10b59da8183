import type { BackendSignals, PickRequest, SignalName, Snapshot, SnapshotBackend } from '../../../policies/policy.ts'
import { NO_FLOW } from '../../../policies/lib/flow-meter.ts'
import { createRng } from '../../../policies/lib/rng.ts'
import type { PolicyRunner, RemakeFailure } from '../policy-runner.ts'
import type { RecordedBackend, RecordedInputs } from './recorded-inputs.ts'
import { reviveReport } from './recorded-inputs.ts'
import { playDraws, switchedRng } from './tape.ts'

/** What came out when a question was asked again. */
export interface Rerun {
  readonly kind: 'rerun'
  /** Id of the backend answered. Empty: none. */
  readonly answer: string
  /** The policy's code that answered. */
  readonly code: object
  /** Signals that were read and had not been recorded. */
  readonly unrecorded: readonly SignalName[]
  /** Draws asked for beyond those recorded, or less: the policy went another way. */
  readonly drawsDiffer: boolean
}

/**
 * Asks a question to a picker again: a new policy, made from the recorded snapshot and state, with the recorded signals, clock
 * and draws. Nothing that serves takes notice.
 */
export function rerun(runner: PolicyRunner, inputs: RecordedInputs): Rerun | RemakeFailure {
  const unrecorded = new Set<SignalName>()
  const backends = inputs.backends.map((backend) => recordedMember(backend, (signal) => unrecorded.add(signal)))
  const snapshot: Snapshot = Object.freeze({
    pool: inputs.pool,
    revision: inputs.revision,
    backends: Object.freeze(backends),
  })
  const draws = playDraws(inputs.draws)
  // What the policy draws while it is made was drawn when it was made; the record begins with the pick.
  const { rng, settle } = switchedRng(createRng(1), draws)
  const { pool, policy, state, at } = inputs
  const remade = runner.remake({ pool, choice: policy, snapshot, state, rng, clock: { now: () => at } })
  if (remade.kind === 'failed') return remade
  unrecorded.clear()
  settle()
  const result = remade.pick(requestOf(inputs))
  const drawsDiffer = draws.beyond > 0 || draws.left > 0
  remade.close()
  if (result.kind === 'failed') return result
  const answer = result.kind === 'picked' ? result.backend.id : ''
  return { kind: 'rerun', answer, code: remade.code, unrecorded: [...unrecorded], drawsDiffer }
}

function requestOf({ request }: RecordedInputs): PickRequest {
  const { affinityKey, hash, attempt, alternates, avoid } = request
  const avoided = avoid === undefined ? undefined : new Set(avoid)
  return {
    affinityKey,
    hash,
    attempt,
    alternates,
    avoid: avoided === undefined ? undefined : (backend) => avoided.has(backend.id),
    explain: true,
  }
}

function recordedMember(backend: RecordedBackend, unrecorded: (signal: SignalName) => void): SnapshotBackend {
  const { id, address, locality, labels, weight, home } = backend
  const signals = recordedSignals(backend, unrecorded)
  return Object.freeze({ id, address, locality, labels: new Map(Object.entries(labels)), weight, signals, home })
}

function recordedSignals(
  { signals, weight }: RecordedBackend,
  unrecorded: (signal: SignalName) => void,
): BackendSignals {
  const report = reviveReport(signals?.loadReport)
  const read = <Value>(signal: SignalName, value: Value | undefined, otherwise: Value): Value => {
    if (signals === undefined) unrecorded(signal)
    return value ?? otherwise
  }
  return Object.freeze({
    inFlight: () => read('in_flight', signals?.inFlight, 0),
    latencyMs: () => read('latency', signals?.latencyMs, undefined),
    successRate: () => read('success_rate', signals?.successRate, 1),
    utilization: () => read('utilization', signals?.utilization, undefined),
    capacity: () => read('capacity', signals?.capacity, undefined),
    loadReport: () => {
      // An age without a report: the policy does not say that it consumes reports, so none is held.
      if (report === undefined && signals?.loadReportAgeMs !== undefined) unrecorded('load_report')
      return read('load_report', report, undefined)
    },
    loadReportAgeMs: () => read('load_report', signals?.loadReportAgeMs, undefined),
    weight: () => read('weight', signals?.weight, weight),
    flow: () => read('flow', signals?.flow, NO_FLOW),
  })
}
