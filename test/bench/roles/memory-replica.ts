import { BUILT_IN_POLICIES } from '../../../policies/index.ts'
import { createRng } from '../../../policies/lib/rng.ts'
import type { Clock, LoadReport } from '../../../policies/policy.ts'
import { createPolicyCatalog } from '../../../server/policy-host/catalog.ts'
import { createPolicyRegistry } from '../../../server/policy-host/registry.ts'
import { createPolicyRunner } from '../../../server/policy-host/runner.ts'
import { defaultPoolConfig, type PoolConfig } from '../../../server/pools/pool-config.ts'
import { createReplica, type Replica } from '../../../server/replica/replica.ts'
import { createMemoryStore } from '../../../server/store/memory/memory-store.ts'
import { SILENT_LOG } from '../../../server/telemetry/ports.ts'
import type { BenchBackend } from '../messages.ts'

/** A whole replica without its ports. */
export async function startMemoryReplica(): Promise<Replica> {
  const clock: Clock = { now: () => performance.now() }
  const rng = createRng(3)
  const registry = createPolicyRegistry(BUILT_IN_POLICIES, [], SILENT_LOG)
  const replica = createReplica({
    replica: 'bench',
    store: createMemoryStore({ statePath: undefined, log: SILENT_LOG }),
    runner: createPolicyRunner({ registry, rng, clock, log: SILENT_LOG }),
    policies: createPolicyCatalog(registry),
    pools: {
      document: () => ({}),
      parse: () => ({ field: 'config', problem: 'the benchmark puts no configuration' }),
    },
    directory: { poolDefaults: steadyPool, autoCreatePools: true, maxPools: 1_000, maxBackendsPerPool: 10_000 },
    configured: [],
    clock,
    rng,
    timers: {
      after: (ms, run) => {
        const timer = setTimeout(run, ms)
        return () => clearTimeout(timer)
      },
      every: (ms, run) => {
        const timer = setInterval(run, ms)
        return () => clearInterval(timer)
      },
    },
    log: SILENT_LOG,
  })
  await replica.start()
  return replica
}

/** The defaults, but for backends that outlive the run without heartbeats. */
function steadyPool(name: string): PoolConfig {
  const config = defaultPoolConfig(name)
  return { ...config, heartbeat: { ...config.heartbeat, intervalMs: 60_000 } }
}

export function registerIn(replica: Replica, backends: readonly BenchBackend[]): void {
  for (const [index, { pool, id }] of backends.entries()) {
    const answer = replica.useCases.heartbeats.register({
      pool,
      backend: {
        id,
        address: `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}:8080`,
        locality: { region: 'eu-west-1', zone: 'eu-west-1a', subZone: '' },
        labels: new Map([
          ['version', 'v1.24.3'],
          ['tier', 'standard'],
        ]),
        weight: 1,
        epoch: 1,
        capacity: 64,
      },
      health: 'healthy',
    })
    if (answer.kind === 'refused') throw new Error(answer.message)
  }
}

/** A load report as most backends send it: no metrics of their own. */
export function loadReport(inFlight: number): LoadReport {
  return {
    cpuUtilization: 0.25,
    memUtilization: 0.4,
    applicationUtilization: 0,
    rps: 118.5,
    eps: 0,
    utilization: new Map(),
    namedMetrics: new Map(),
    requestCost: new Map(),
    inFlight,
    completed: 1_000,
    errors: 1,
    capacity: 0,
    latencyMs: 12,
  }
}
