import type {
  Clock,
  PickRequest,
  PolicyFactory,
  PolicyOutcome,
  Rng,
  SignalName,
  Snapshot,
} from '../../policies/policy.ts'
import type { PickerStart, PolicyRunner, RunningPicker, RunningPolicy } from '../pick/policy-runner.ts'
import type { PolicyChoice, PoolConfig } from '../pools/pool-config.ts'
import type { Log } from '../telemetry/ports.ts'
import { containPolicy, type ContainedPicker, type ContainedPolicy } from './contain.ts'
import { describeError } from './describe-error.ts'
import type { PolicyFailure } from './guard.ts'
import type { PolicyRegistry } from './registry.ts'
import { remakePolicy } from './remake.ts'

export interface RunnerOptions {
  readonly registry: PolicyRegistry
  readonly rng: Rng
  readonly clock: Clock
  readonly log: Log
  /** Called for each failure of a policy, for counting. Must not throw. */
  readonly onFailure?: ((pool: string, failure: PolicyFailure) => void) | undefined
}

/**
 * Runs policies for the pick room: contained, and exchanged in place when a newer version is proven. The exchange
 * happens between two picks, and the pickers that the room already holds answer with the new version from then on.
 */
export function createPolicyRunner(options: RunnerOptions): PolicyRunner {
  const { registry } = options
  return {
    run: (pool, choice = pool.policy, rng = options.rng) => runPolicy({ ...options, rng }, pool, choice),
    followsWeight: (type) => consumes(registry, type, 'weight'),
    readsReports: (type) => consumes(registry, type, 'load_report'),
    remake: (remake) => remakePolicy(registry, remake),
  }
}

function consumes(registry: PolicyRegistry, type: string, signal: SignalName): boolean {
  const says = registry.get(type)?.consumes
  return says !== undefined && [...says.required, ...says.optional].includes(signal)
}

interface LivePicker extends RunningPicker {
  lastWasFallback: boolean
  inner: ContainedPicker
  readonly snapshot: Snapshot
}

function runPolicy(options: RunnerOptions, pool: PoolConfig, choice: PolicyChoice): RunningPolicy {
  const { registry } = options
  let contained = contain(options, pool, choice)
  let live: LivePicker | undefined

  const exchange = (): void => {
    const old = contained
    contained = contain(options, pool, choice)
    if (live !== undefined) live.inner = contained.onSnapshot(live.snapshot)
    old.close()
  }
  const choices = choice.type === pool.fallbackPolicy.type ? [choice] : [choice, pool.fallbackPolicy]
  const unsubscribe = choices.map(({ type, config }) => registry.subscribe(type, config, exchange))

  return {
    onSnapshot(snapshot) {
      live = livePicker(snapshot, contained.onSnapshot(snapshot), choice, pool.fallbackPolicy)
      return live
    },
    onOutcome(outcome: PolicyOutcome) {
      contained.onOutcome(outcome)
    },
    status: () => contained.status(),
    close() {
      for (const stop of unsubscribe) stop()
      contained.close()
    },
  }
}

function livePicker(
  snapshot: Snapshot,
  inner: ContainedPicker,
  choice: PolicyChoice,
  fallbackChoice: PolicyChoice,
): LivePicker {
  const picker: LivePicker = {
    snapshot,
    inner,
    lastWasFallback: false,
    pick(request: PickRequest) {
      const { inner } = picker
      const result = inner.pick(request)
      picker.lastWasFallback = inner.lastWasFallback
      return result
    },
    servedBy: () => picker.inner.servedBy(),
    start(withState): PickerStart {
      const { factory, fallback, state, obstacle } = picker.inner.start(withState)
      return { choice: fallback ? fallbackChoice : choice, code: factory, fallback, state, obstacle }
    },
  }
  return picker
}

function contain(options: RunnerOptions, pool: PoolConfig, choice: PolicyChoice): ContainedPolicy {
  const { registry, rng, clock, log, onFailure } = options
  const chosen = prepare(registry, choice)
  const fallback = prepare(registry, pool.fallbackPolicy)
  const fields = { pool: pool.name, policy: choice.type }
  return containPolicy({
    factory: chosen.factory,
    config: chosen.config,
    fallbackFactory: fallback.factory,
    fallbackConfig: fallback.config,
    context: {
      name: pool.name,
      rng,
      clock,
      log: {
        info: (message, more) => log.info(message, { ...more, ...fields }),
        warn: (message, more) => log.warn(message, { ...more, ...fields }),
      },
    },
    clock,
    explain: registry.explain(choice.type),
    log,
    onFailure: (failure) => onFailure?.(pool.name, failure),
  })
}

interface Prepared {
  readonly factory: PolicyFactory
  readonly config: unknown
}

/**
 * A pool's config may come from another replica, which knows policies that are not loaded here. Then the pool is served
 * by its fallback, and its status says why.
 */
function prepare(registry: PolicyRegistry, { type, config }: PolicyChoice): Prepared {
  const factory = registry.get(type)
  if (factory === undefined) return cannotServe(type, 'no policy of this type is loaded in this replica')
  try {
    return { factory, config: factory.parseConfig(config) }
  } catch (error) {
    return cannotServe(type, describeError(error))
  }
}

function cannotServe(type: string, why: string): Prepared {
  const factory: PolicyFactory = {
    type,
    stability: 'experimental',
    description: why,
    consumes: { required: [], optional: [] },
    configSchema: {},
    parseConfig: () => undefined,
    create() {
      throw new Error(why)
    },
  }
  return { factory, config: undefined }
}
