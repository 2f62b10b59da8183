import type {
  Clock,
  Picker,
  PickRequest,
  Policy,
  PolicyFactory,
  PolicyLog,
  Rng,
  Snapshot,
} from '../../policies/policy.ts'
import type { Log } from '../telemetry/ports.ts'
import { faultOf } from './check-result.ts'
import { defusePromise, describeValue } from './describe-error.ts'
import type { Explain } from './evaluate.ts'
import { checkedPicker, checkedPolicy } from './guard.ts'
import { plainState, stateText } from './plain-state.ts'
import { syntheticSnapshot } from './synthetic-snapshot.ts'

/** Enough that a policy which draws meets each of three backends, and few enough to take no time. */
const ROUNDS = 32
/** Means over the proof, cold code included. A pick has about a microsecond once it is warm. */
const PICK_BUDGET_MS = 0.2
const SNAPSHOT_BUDGET_MS = 20
/** Growing, shrinking and empty: state of backends that have gone is what authors forget. */
const SIZES = [0, 1, 3, 1, 0, 3] as const

export interface ProofOptions {
  readonly factory: PolicyFactory
  /** Parameters to prove it with, as operators write them; `undefined` stands for all defaults. */
  readonly configs: readonly unknown[]
  readonly rng: Rng
  readonly clock: Clock
  readonly log: Log
  readonly explain: Explain
}

/** A policy did not do what the contract asks. The message says in which step. */
export class ProofError extends Error {
  override readonly name = 'ProofError'
}

/**
 * Proves that a policy can serve: it takes its parameters, makes pickers for made-up snapshots of 0, 1 and 3 backends,
 * and these pick only what they may. It proves no more than that; a policy may still fail later, and is contained then.
 *
 * @throws ProofError
 */
export function provePolicy(options: ProofOptions): void {
  const { factory, configs, explain } = options
  for (const config of configs) {
    const parsed = step('parseConfig', explain, () => factory.parseConfig(config))
    const context = { name: 'proof', rng: options.rng, clock: options.clock, log: quietLog }
    const policy = step('create', explain, () => checkedPolicy(factory.create(parsed, context)))
    tryPolicy(policy, options)
  }
  warnOfLooseConfig(options)
}

/** What a policy logs of made-up backends would mislead whoever reads the log. */
const quietLog: PolicyLog = { info() {}, warn() {} }

function step<Answer>(what: string, explain: Explain, run: () => Answer): Answer {
  try {
    return run()
  } catch (error) {
    if (error instanceof ProofError) throw error
    throw new ProofError(`${what}: ${explain(error)}`)
  }
}

function tryPolicy(policy: Policy, { factory, clock, log, explain }: ProofOptions): void {
  let snapshotMs = 0
  let pickMs = 0
  let picks = 0
  let picked = 0
  SIZES.forEach((size, index) => {
    const snapshot = syntheticSnapshot(size, index + 1)
    const started = clock.now()
    const picker = step(`onSnapshot of ${size} backends`, explain, () => checkedPicker(policy.onSnapshot(snapshot)))
    const built = clock.now()
    const members = new Set(snapshot.backends)
    for (const request of requestsFor(snapshot)) {
      const result = step(`pick from ${size} backends`, explain, () => {
        const answer = picker.pick(request)
        const fault = faultOf(answer, members, request)
        if (fault === undefined) return answer
        defusePromise(answer)
        throw new ProofError(`pick from ${size} backends: ${fault}`)
      })
      picks += 1
      if (result.kind === 'picked') picked += 1
    }
    snapshotMs = Math.max(snapshotMs, built - started)
    pickMs += clock.now() - built
    step('onOutcome', explain, () => giveOutcomes(policy, snapshot))
    if (picker.state !== undefined) step(`state of ${size} backends`, explain, () => tryState(policy, picker, snapshot))
  })
  step('dumpState', explain, () => tryDump(policy))
  step('close', explain, () => policy.close?.())
  const type = factory.type
  if (picked === 0) log.warn('a policy picked nothing in its proof', { policy: type, picks })
  const meanMs = pickMs / Math.max(1, picks)
  if (meanMs > PICK_BUDGET_MS || snapshotMs > SNAPSHOT_BUDGET_MS) {
    log.warn('a policy is slow: picks run on the only thread', { policy: type, pickMs: meanMs, snapshotMs })
  }
}

/** A state that is told must fit, or decisions would be recorded that cannot be made again. */
function tryState(policy: Policy, picker: Picker, snapshot: Snapshot): void {
  const { state, obstacle } = stateText(picker.state?.())
  if (obstacle !== '') throw new ProofError(`state: ${obstacle}`)
  if (state !== undefined) checkedPicker(policy.onSnapshot(snapshot, JSON.parse(state)))
}

function* requestsFor({ backends }: Snapshot): Generator<PickRequest> {
  const base: PickRequest = { attempt: 0, alternates: 0 }
  const [first] = backends
  for (let round = 0; round < ROUNDS; round += 1) {
    yield base
    yield { ...base, affinityKey: `key-${round}`, alternates: 2 }
    yield { ...base, hash: { hi: (round * 0x9e3779b1) >>> 0, lo: round }, attempt: 1, explain: true }
    yield { ...base, avoid: (backend) => backend === first, alternates: 1 }
    yield { ...base, avoid: () => true }
  }
}

function giveOutcomes(policy: Policy, { backends }: Snapshot): void {
  const ids = [...backends.map(({ id }) => id), 'backend-that-has-gone']
  for (const backendId of ids) {
    for (const result of ['success', 'error', 'timeout', 'connect_failure', 'cancelled', 'rejected'] as const) {
      const answer: unknown = policy.onOutcome?.({ backendId, result, latencyMs: result === 'success' ? 5 : undefined })
      if (defusePromise(answer)) throw new ProofError('onOutcome: answered a promise; policies are synchronous')
    }
  }
}

function tryDump(policy: Policy): void {
  const state = plainState(() => policy.dumpState?.())
  const isFault = typeof state === 'object' && state !== null && 'error' in state && Object.keys(state).length === 1
  if (isFault) throw new ProofError(describeValue(state.error))
}

/** A schema that lets typing errors through is no reason to refuse a policy, but its operators will pay for it. */
function warnOfLooseConfig({ factory, log }: ProofOptions): void {
  try {
    factory.parseConfig({ an_unknown_key_to_be_refused: true })
  } catch {
    return
  }
  log.warn('a policy accepts unknown keys in its config: typing errors will go unnoticed', { policy: factory.type })
}
