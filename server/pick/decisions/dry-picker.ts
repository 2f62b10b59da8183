import type { Clock, PickRequest, PickResult, Rng, Snapshot } from '../../../policies/policy.ts'
import type { PoolConfig } from '../../pools/pool-config.ts'
import type { PickerStart, PolicyRunner, Remade, RunningPicker } from '../policy-runner.ts'
import { choiceOf } from '../pool-picks.ts'
import { Twin, twinned, untwinned } from '../twin.ts'
import type { Role, View } from '../view.ts'
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
export function dryPicker(deps: DryPickerDeps, view: View, role: Role): RunningPicker {
  const { runner, config } = deps
  const live = view.peek(role)
  const start = live?.start(true) ?? freshStart(choiceOf(config, role) ?? config.policy)
  const backends = view.members.map((member) => new Twin(member))
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
      const twinRequest = twinned(request)
      const result = policy?.pick(twinRequest)
      if (result !== undefined && result.kind !== 'failed') return untwinned(result)
      picker.lastWasFallback = true
      servedBy = config.fallbackPolicy.type
      const second = make(config.fallbackPolicy, undefined)?.pick(twinRequest)
      if (second === undefined || second.kind === 'failed')
        return { kind: 'none', reason: 'policy_and_fallback_failed' }
      return untwinned(second)
    },
    servedBy: () => servedBy,
    start: () => start,
  }
  return picker
}

function freshStart(choice: PickerStart['choice']): PickerStart {
  return { choice, code: {}, fallback: false, state: undefined, obstacle: '' }
}
