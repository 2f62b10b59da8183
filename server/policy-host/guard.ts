import type {
  Clock,
  PickRequest,
  PickResult,
  Picker,
  Policy,
  PolicyContext,
  PolicyFactory,
  PolicyOutcome,
  Snapshot,
} from '../../policies/policy.ts'
import { createBreaker, type Breaker } from './breaker.ts'
import { faultOf, type Members } from './check-result.ts'
import { defusePromise, describeError, describeValue } from './describe-error.ts'
import type { Explain } from './evaluate.ts'
import { plainState, stateText } from './plain-state.ts'

export type FailureStage = 'create' | 'onSnapshot' | 'pick' | 'onOutcome'

export interface PolicyFailure {
  /** Wire name of the policy that failed. */
  readonly policy: string
  readonly stage: FailureStage
  /** At most 500 characters, one line. */
  readonly message: string
  /** This failure was the one that switched the policy off. */
  readonly switchedOff: boolean
}

/** A snapshot and, for the O(1) check of answers, the set of its backends. */
export interface GuardedView {
  readonly snapshot: Snapshot
  readonly members: Members
}

export interface GuardedPicker {
  /** Whether there is a picker now. */
  ready(): boolean
  /** A checked answer; undefined: the policy is off or has just failed. Never throws. */
  pick(request: PickRequest): PickResult | undefined
  /** What the next pick starts from. Never throws, and a picker that cannot tell is not blamed. */
  start(withState: boolean): GuardedStart
}

export interface GuardedStart {
  /** JSON of the picker's state. Undefined: it tells none. */
  readonly state: string | undefined
  /** Why a pick from here cannot be made again. Empty: it can. */
  readonly obstacle: string
}

export interface PolicyGuard {
  readonly type: string
  onSnapshot(view: GuardedView): GuardedPicker
  onOutcome(outcome: PolicyOutcome): void
  /** Whether the breaker has switched the policy off. */
  off(): boolean
  dumpState(): unknown
  close(): void
}

export interface GuardOptions {
  readonly factory: PolicyFactory
  readonly config: unknown
  readonly context: PolicyContext
  readonly clock: Clock
  /** Says what was thrown, in at most 500 characters. */
  readonly explain: Explain
  readonly onFailure: (failure: PolicyFailure) => void
  /** The policy is tried again after it was off. */
  readonly onTrial: (policy: string) => void
  /** The policy picks and cannot explain. Called once a policy. */
  readonly onUnexplained: (policy: string, message: string) => void
}

/** Runs one policy so that nothing it does wrong gets out: failures become `undefined` and are counted. */
export function guardPolicy(options: GuardOptions): PolicyGuard {
  const life = createLife(options)
  const { breaker } = life
  return {
    type: options.factory.type,
    onSnapshot: (view) => guardedPicker(life, view, options.explain),
    onOutcome(outcome) {
      const policy = life.policy()
      if (policy === undefined || breaker.open) return
      try {
        const answer: unknown = policy.onOutcome?.(outcome)
        if (answer !== undefined && defusePromise(answer)) life.fail('onOutcome', 'onOutcome answered a promise')
      } catch (error) {
        life.fail('onOutcome', options.explain(error))
      }
    },
    off: () => breaker.open,
    dumpState: () => plainState(() => life.policy()?.dumpState?.()),
    close: () => {
      life.discard()
    },
  }
}

/** A policy from its making to its throwing away, again and again. */
interface Life {
  readonly breaker: Breaker
  policy(): Policy | undefined
  /** A picker, by the policy that lives, or else by a new one. Undefined: it failed. */
  build(view: GuardedView): Picker | undefined
  /** The same, by a new policy: state that led to failures is not trusted again. */
  retry(view: GuardedView): Picker | undefined
  fail(stage: FailureStage, message: string): void
  cannotExplain(message: string): void
  discard(): void
}

function createLife(options: GuardOptions): Life {
  const { factory, config, context, clock, explain, onFailure, onTrial } = options
  const breaker = createBreaker(clock)
  let policy: Policy | undefined
  let explains = true
  const life: Life = {
    breaker,
    policy: () => policy,
    build(view) {
      let stage: FailureStage = 'create'
      try {
        policy ??= checkedPolicy(factory.create(config, context))
        stage = 'onSnapshot'
        return checkedPicker(policy.onSnapshot(view.snapshot))
      } catch (error) {
        life.fail(stage, explain(error))
        return undefined
      }
    },
    retry(view) {
      life.discard()
      breaker.beginTrial()
      onTrial(factory.type)
      return life.build(view)
    },
    fail(stage, message) {
      // Without a policy there is nothing to call until it is made anew, so a failed `create` needs no five attempts.
      const switchedOff = stage === 'create' ? breaker.trip() : breaker.fail()
      onFailure({ policy: factory.type, stage, message, switchedOff })
    },
    cannotExplain(message) {
      if (explains) options.onUnexplained(factory.type, message)
      explains = false
    },
    discard() {
      const old = policy
      policy = undefined
      try {
        defusePromise(old?.close?.())
      } catch {
        // It is being thrown away; nothing depends on what it thinks of that.
      }
    },
  }
  return life
}

function guardedPicker(life: Life, view: GuardedView, explain: Explain): GuardedPicker {
  const { breaker } = life
  const { members } = view
  let picker = !breaker.open ? life.build(view) : breaker.due() ? life.retry(view) : undefined
  return {
    ready: () => picker !== undefined && !breaker.open,
    pick(request) {
      if (picker === undefined || breaker.open) {
        if (!breaker.due()) return undefined
        picker = life.retry(view)
        if (picker === undefined) return undefined
      }
      let fault: string | undefined
      try {
        const result = picker.pick(request)
        fault = faultOf(result, members, request)
        if (fault === undefined) return result
        defusePromise(result)
      } catch (error) {
        fault = explain(error)
      }
      if (request.explain === true) return pickUnexplained(life, picker, view, request, fault, explain)
      life.fail('pick', fault)
      return undefined
    },
    start: (withState) => startOf(picker, withState),
  }
}

/**
 * Whether a pick is recorded must not change who serves: what fails under `explain` is made again without it, and only
 * what fails then counts as a failure.
 */
function pickUnexplained(
  life: Life,
  picker: Picker,
  { members }: GuardedView,
  request: PickRequest,
  explainFault: string,
  explain: Explain,
): PickResult | undefined {
  const plain = { ...request, explain: undefined }
  try {
    const result = picker.pick(plain)
    const fault = faultOf(result, members, plain)
    if (fault === undefined) {
      life.cannotExplain(explainFault)
      return result
    }
    defusePromise(result)
    life.fail('pick', fault)
  } catch (error) {
    life.fail('pick', explain(error))
  }
  return undefined
}

function startOf(picker: Picker | undefined, withState: boolean): GuardedStart {
  if (picker === undefined) return { state: undefined, obstacle: 'the policy was being made anew' }
  try {
    if (typeof picker.state !== 'function') return { state: undefined, obstacle: '' }
    if (!withState) {
      return { state: undefined, obstacle: 'the state of the policy is not recorded in a part of a pool this large' }
    }
    return stateText(picker.state())
  } catch (error) {
    return { state: undefined, obstacle: `the policy could not tell its state: ${describeError(error)}` }
  }
}

/** Checks what `create` answered. */
export function checkedPolicy(made: unknown): Policy {
  if (hasMethod<Policy>(made, 'onSnapshot')) return made
  throw new Error(`create answered ${describeValue(made)}; it must be an object with the method onSnapshot(snapshot)`)
}

/** Checks what `onSnapshot` answered. */
export function checkedPicker(made: unknown): Picker {
  if (hasMethod<Picker>(made, 'pick')) return made
  throw new Error(`onSnapshot answered ${describeValue(made)}; it must be an object with the method pick(request)`)
}

/** The method is read for real, without protection: the caller reports what a getter throws. */
function hasMethod<Made extends object>(made: unknown, method: keyof Made & string): made is Made {
  const isObject = typeof made === 'object' && made !== null
  if (isObject && typeof Reflect.get(made, method) === 'function') return true
  defusePromise(made)
  return false
}
