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
import { defusePromise, describeValue } from './describe-error.ts'
import type { Explain } from './evaluate.ts'
import { plainState } from './plain-state.ts'

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
  discard(): void
}

function createLife({ factory, config, context, clock, explain, onFailure, onTrial }: GuardOptions): Life {
  const breaker = createBreaker(clock)
  let policy: Policy | undefined
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
      life.fail('pick', fault)
      return undefined
    },
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
