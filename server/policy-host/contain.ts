import type {
  Clock,
  PickRequest,
  PickResult,
  PolicyContext,
  PolicyFactory,
  PolicyOutcome,
  Rng,
  Snapshot,
  SnapshotBackend,
} from '../../policies/policy.ts'
import type { Log } from '../telemetry/ports.ts'
import { describeError } from './describe-error.ts'
import type { Explain } from './evaluate.ts'
import { createFailureLog } from './failure-log.ts'
import {
  guardPolicy,
  type GuardedPicker,
  type GuardedStart,
  type GuardedView,
  type PolicyFailure,
  type PolicyGuard,
} from './guard.ts'

export interface ContainOptions {
  readonly factory: PolicyFactory
  /** As `factory.parseConfig` answered. */
  readonly config: unknown
  readonly fallbackFactory: PolicyFactory
  readonly fallbackConfig: unknown
  readonly context: PolicyContext
  readonly clock: Clock
  /** Says what the policy threw. Default: its message, without the place. */
  readonly explain?: Explain | undefined
  /** Rate-limited here, so a failing policy cannot flood it. */
  readonly log: Log
  /** Called for each failure, for counting. Must not throw. */
  readonly onFailure: (failure: PolicyFailure) => void
}

export interface ContainedPicker {
  /** Never throws; a picked backend is of the snapshot and not one that `avoid` forbids. */
  pick(request: PickRequest): PickResult
  /** Whether the last pick was made by the fallback policy or, when that failed too, at random. */
  readonly lastWasFallback: boolean
  /** Wire name of the policy that made the last pick; "random" when both have failed. */
  servedBy(): string
  /** What the next pick starts from. */
  start(withState: boolean): ContainedStart
}

export interface ContainedStart extends GuardedStart {
  /** Whether the fallback serves. */
  readonly fallback: boolean
  /** Whose pick it will be. */
  readonly factory: PolicyFactory
}

export interface ContainedStatus {
  /** Wire name of the policy that serves now. */
  readonly activeType: string
  /** Failures of the policy and of its fallback so far. */
  readonly failures: number
  /** What the last failure said. Empty: none. */
  readonly lastError: string
  /** Clock time in milliseconds since which the fallback serves. Undefined: the policy serves. */
  readonly since: number | undefined
}

export interface ContainedPolicy {
  onSnapshot(snapshot: Snapshot): ContainedPicker
  onOutcome(outcome: PolicyOutcome): void
  /** The policy's own state as plain JSON, for explanation. */
  dumpState(): unknown
  status(): ContainedStatus
  close(): void
}

/**
 * Runs a policy with another one behind it. A policy that throws, or answers garbage, is replaced by the fallback for
 * that pick; five failures within 10 s switch it off for a while (breaker.ts). If the fallback fails too, a backend is
 * drawn at random, so a pick answers whenever anyone could. What cannot be contained here is a policy that never
 * returns: policies run in this process and are trusted not to loop.
 */
export function containPolicy(options: ContainOptions): ContainedPolicy {
  const { context, clock, onFailure } = options
  const failureLog = createFailureLog(options.log, clock, context.name)
  let failures = 0
  let lastError = ''
  let since: number | undefined

  const report = (failure: PolicyFailure): void => {
    failures += 1
    lastError = `${failure.policy}: ${failure.message}`
    failureLog.failed(failure)
    onFailure(failure)
  }
  const shared = { context, clock, onTrial: failureLog.retried, onUnexplained: failureLog.unexplained }
  const primary = guardPolicy({
    ...shared,
    explain: options.explain ?? describeError,
    factory: options.factory,
    config: options.config,
    onFailure(failure) {
      const leavesNoPicker = failure.switchedOff || failure.stage === 'onSnapshot'
      if (leavesNoPicker) since = clock.now()
      report(failure)
    },
  })
  const fallback = guardPolicy({
    ...shared,
    explain: describeError,
    factory: options.fallbackFactory,
    config: options.fallbackConfig,
    onFailure: report,
  })
  let current: GuardedPicker | undefined
  return {
    onSnapshot(snapshot) {
      const view = guardedView(snapshot)
      const guarded = primary.onSnapshot(view)
      current = guarded
      return containedPicker(view, guarded, fallback, options)
    },
    onOutcome(outcome) {
      primary.onOutcome(outcome)
      fallback.onOutcome(outcome)
    },
    dumpState: () => primary.dumpState(),
    status() {
      if (current?.ready() ?? true) return { activeType: primary.type, failures, lastError, since: undefined }
      return { activeType: fallback.off() ? LAST_RESORT : fallback.type, failures, lastError, since }
    },
    close() {
      primary.close()
      fallback.close()
    },
  }
}

/** The list is shared by the policy, its fallback and the checks, so none of them may change it. */
function guardedView(snapshot: Snapshot): GuardedView {
  const { pool, revision, backends } = snapshot
  const frozen = Object.isFrozen(backends) ? backends : Object.freeze([...backends])
  return { snapshot: Object.freeze({ pool, revision, backends: frozen }), members: new Set(frozen) }
}

function containedPicker(
  view: GuardedView,
  guarded: GuardedPicker,
  behind: PolicyGuard,
  { factory, fallbackFactory, context }: ContainOptions,
): ContainedPicker {
  // A healthy policy pays nothing for its fallback; a failing one does not make the first pick pay.
  let fallback = guarded.ready() ? undefined : behind.onSnapshot(view)
  let lastResort = false
  const picker = {
    // A flag instead of an answer with a flag: the good path allocates nothing.
    lastWasFallback: false,
    pick(request: PickRequest): PickResult {
      const result = guarded.pick(request)
      if (result !== undefined) {
        picker.lastWasFallback = false
        return result
      }
      picker.lastWasFallback = true
      fallback ??= behind.onSnapshot(view)
      const second = fallback.pick(request)
      lastResort = second === undefined
      return second ?? anyAcceptable(view.snapshot.backends, request, context.rng)
    },
    servedBy: () => (!picker.lastWasFallback ? factory.type : lastResort ? LAST_RESORT : fallbackFactory.type),
    start(withState: boolean): ContainedStart {
      if (guarded.ready()) return { ...guarded.start(withState), fallback: false, factory }
      const start = fallback?.start(withState) ?? { state: undefined, obstacle: 'the fallback was just being made' }
      return { ...start, fallback: true, factory: fallbackFactory }
    },
  }
  return picker
}

/** How it is called when a backend is drawn at random, policy and fallback having failed. */
const LAST_RESORT = 'random'

/** Uniform among the acceptable backends: reservoir sampling with one place (Vitter 1985, Algorithm R). */
function anyAcceptable(backends: readonly SnapshotBackend[], request: PickRequest, rng: Rng): PickResult {
  let chosen: SnapshotBackend | undefined
  let seen = 0
  for (const backend of backends) {
    if (request.avoid?.(backend) === true) continue
    seen += 1
    if (rng.below(seen) === 0) chosen = backend
  }
  if (chosen === undefined) return { kind: 'none', reason: 'no_acceptable_backend' }
  return { kind: 'picked', backend: chosen, reason: 'random_last_resort' }
}
