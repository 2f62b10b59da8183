import { BUILT_IN_POLICIES } from '../../../policies/index.ts'
import { createRng } from '../../../policies/lib/rng.ts'
import type { PolicyFactory } from '../../../policies/policy.ts'
import { createTape } from '../../pick/decisions/tape.ts'
import { createPolicyRegistry } from '../../policy-host/registry.ts'
import { createPolicyRunner } from '../../policy-host/runner.ts'
import { defaultPoolConfig } from '../../pools/pool-config.ts'
import type { PoolConfig } from '../../pools/pool-config.ts'
import { createReplica } from '../../replica/replica.ts'
import type { Replica } from '../../replica/replica.ts'
import { SILENT_LOG } from '../../telemetry/ports.ts'
import type { EventQueue } from '../event-queue.ts'
import type { Contender, Scenario } from '../scenario.ts'
import { DEFAULT_DELAY_MS, POOL } from './agents.ts'
import { SharedStore } from './shared-store.ts'

export interface FleetOptions {
  readonly events: EventQueue
  readonly scenario: Scenario
  readonly contender: Contender
  readonly seed: number
  /** Policies besides the built-in ones. */
  readonly policies: readonly PolicyFactory[]
}

/** The replicas of a scenario: the real ones, on virtual time. */
export async function startFleet(options: FleetOptions): Promise<readonly Replica[]> {
  const { events, scenario } = options
  const store = new SharedStore(events, scenario.feed.delayMs ?? DEFAULT_DELAY_MS)
  const config = poolConfigOf(options)
  const replicas = Array.from({ length: scenario.replicas }, (_, index) => {
    const name = `r${index}`
    const tape = createTape({ clock: events, rng: createRng(options.seed * 1_000 + index) })
    const registry = createPolicyRegistry([...BUILT_IN_POLICIES, ...options.policies], [], SILENT_LOG)
    return createReplica({
      replica: name,
      store: store.of(name),
      runner: createPolicyRunner({
        ...{ registry, rng: tape.rng, clock: tape.clock, log: SILENT_LOG },
        onFailure: (_pool, { message }) => {
          throw new Error(`policy ${options.contender.policy.type} failed: ${message}`)
        },
      }),
      policies: { list: () => [], has: () => true, isBuiltIn: () => true, check: () => undefined },
      // Nobody writes a configuration while it is simulated.
      pools: { parse: () => config, document: () => ({}) },
      directory: {
        poolDefaults: () => config,
        autoCreatePools: true,
        maxPools: 1,
        maxBackendsPerPool: 1_000_000,
      },
      configured: [config],
      clock: tape.clock,
      rng: tape.rng,
      tape,
      decisions: { perSecond: 0, keep: 1 },
      digestMs: scenario.sharingMs,
      wallTime: () => events.now(),
      timers: events,
      log: SILENT_LOG,
    })
  })
  for (const replica of replicas) await replica.start()
  return replicas
}

function poolConfigOf({ scenario, contender }: FleetOptions): PoolConfig {
  const base = defaultPoolConfig(POOL)
  return {
    ...base,
    heartbeat: { ...base.heartbeat, intervalMs: scenario.feed.heartbeatMs },
    // Whoever gives up says so; a lease is the backstop for lost outcomes.
    pickLeaseMs: Math.max(1_000, scenario.deadlineMs ?? base.pickLeaseMs),
    ...scenario.pool,
    ...contender.pool,
    policy: contender.policy,
  }
}
