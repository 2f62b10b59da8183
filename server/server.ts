import { randomBytes } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { BUILT_IN_POLICIES } from '../policies/index.ts'
import { createRng } from '../policies/lib/rng.ts'
import type { Clock, Rng } from '../policies/policy.ts'
import type { PolicyCatalog, PoolParser } from './admin/ports.ts'
import { formatEndpoint, poolDocument, poolParser } from './config/index.ts'
import type { ServerConfig } from './config/index.ts'
import { dashboardFolder } from './dashboard-folder.ts'
import { createHttpServer } from './http/http-server.ts'
import { packageVersion } from './package-version.ts'
import { createTape } from './pick/decisions/tape.ts'
import { createPolicyCatalog } from './policy-host/catalog.ts'
import { startPolicyHost } from './policy-host/host.ts'
import type { PolicyHost } from './policy-host/host.ts'
import type { PolicyRegistry } from './policy-host/registry.ts'
import { createPolicyRunner } from './policy-host/runner.ts'
import { PolicyFaults, policyFaults } from './policy-faults.ts'
import type { PoolConfig } from './pools/pool-config.ts'
import { watchReadiness } from './readiness.ts'
import type { Readiness } from './readiness.ts'
import { reconfigure } from './reconfigure.ts'
import type { Reconfigured } from './reconfigure.ts'
import { createReplica } from './replica/replica.ts'
import type { Replica, Timers } from './replica/replica.ts'
import { openStore } from './store/open-store.ts'
import type { ConfigReloads, Log } from './telemetry/ports.ts'
import { createServerTelemetry } from './telemetry/server-telemetry.ts'
import type { RunningSdk } from './telemetry/running-sdk.ts'
import { createTraceScope } from './telemetry/trace-scope.ts'
import type { TraceScope } from './telemetry/trace-scope.ts'
import { createGrpcServer } from './transport/grpc/server.ts'

export interface ServerOptions {
  readonly config: ServerConfig
  /** Folder that relative paths of policies start at. */
  readonly baseDir: string
  readonly log: Log
  /** Bytes. */
  readonly residentMemory: () => number
  /** What became of the configuration file; for those who show it. */
  readonly configReloads: ConfigReloads
  /** Starts OpenTelemetry's SDK for the replica of this name. Default, and where it answers undefined: nothing is exported. */
  readonly startSdk?: (replica: string) => Promise<RunningSdk | undefined>
  /** Where log lines find the trace that they belong to. */
  readonly scope?: TraceScope
}

export interface RunningServer {
  readonly replica: Replica
  readonly grpcPort: number
  readonly httpPort: number
  /** Takes over what a running replica can of another configuration; calls must not overlap. */
  reconfigure(config: ServerConfig): Promise<Reconfigured>
  /** Sends everybody elsewhere, then closes; all within `drainTimeoutMs` of the configuration. */
  drain(): Promise<void>
  /** Closes at once. */
  forceClose(): Promise<void>
}

/** The last part of a drain, for the HTTP side and the store. */
const CLOSING_MS = 1_000

/** Puts the rooms together and opens the ports. Throws when a port, the store's file or a policy is not in order. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { config, log } = options
  let inForce = config
  const clock: Clock = { now: () => performance.now() }
  const rng = createRng(randomBytes(6).readUIntBE(0, 6))
  const { host, catalog } = await startPolicies(options, { rng, clock })
  const name = randomBytes(4).toString('hex')
  const replica = buildReplica(name, config, () => inForce.poolDefaults, host.registry, { clock, rng, log })
  const { residentMemory, configReloads, scope = createTraceScope() } = options
  const telemetry = createServerTelemetry({
    ...{ replica, clock, scope, residentMemory, configReloads, timers: RUNTIME_TIMERS },
    sdk: await options.startSdk?.(name),
  })
  const { useCases, tracing, observeCall } = telemetry
  const grpc = createGrpcServer({ useCases, log, clock, tracing, observe: observeCall })
  let readiness: Readiness | undefined
  const notReady = (): string | undefined => (readiness === undefined ? 'starting' : readiness.reason())
  const http = createHttpServer({
    ...{ useCases, log, tracing, metrics: telemetry.expose(grpc.stats), dashboard: dashboardFolder() },
    process: {
      version: packageVersion(),
      notReady,
      config: configReloads,
      eventLoopDelayP99: telemetry.eventLoopDelayP99,
      wallClock: Date.now,
    },
  })
  const close = async (): Promise<void> => {
    readiness?.stop()
    await Promise.allSettled([http.stop(), replica.stop(), host.close(), telemetry.stop(CLOSING_MS)])
  }
  const forceClose = async (): Promise<void> => {
    grpc.forceClose()
    await close()
  }
  try {
    await replica.start()
    readiness = watchReadiness(replica, RUNTIME_TIMERS, (ready) => grpc.setServing(ready))
    const grpcPort = await grpc.start(formatEndpoint(config.listen))
    const httpPort = await http.start(config.http.listen.host, config.http.listen.port)
    log.info('serving', { grpc: grpcPort, http: httpPort, store: replica.store.kind })
    const drain = async (): Promise<void> => {
      readiness?.drain()
      const { drainTimeoutMs } = inForce
      log.info('draining', { withinMs: drainTimeoutMs })
      http.drain()
      await grpc.drain(Math.max(CLOSING_MS, drainTimeoutMs - CLOSING_MS))
      await close()
    }
    const applyConfig = async (next: ServerConfig): Promise<Reconfigured> => {
      const result = await reconfigure({ host, catalog, directory: replica.directory }, inForce, next)
      if (result.kind === 'applied') inForce = next
      return result
    }
    return { replica, grpcPort, httpPort, reconfigure: applyConfig, drain, forceClose }
  } catch (error) {
    await forceClose()
    throw error
  }
}

/** A configuration that asks for a policy that cannot run stops the start. */
async function startPolicies(
  { config, baseDir, log }: ServerOptions,
  { rng, clock }: { rng: Rng; clock: Clock },
): Promise<{ host: PolicyHost; catalog: PolicyCatalog }> {
  const sources = { builtIns: BUILT_IN_POLICIES, sources: config.policies, baseDir }
  const host = await startPolicyHost({ ...sources, rng, clock, log })
  const catalog = createPolicyCatalog(host.registry)
  const faults = policyFaults(catalog, config)
  if (faults.length === 0) return { host, catalog }
  await host.close()
  throw new PolicyFaults(faults)
}

function buildReplica(
  name: string,
  config: ServerConfig,
  poolDefaults: () => PoolConfig,
  registry: PolicyRegistry,
  { clock, rng, log }: { clock: Clock; rng: Rng; log: Log },
): Replica {
  const tape = createTape({ rng, clock })
  return createReplica({
    replica: name,
    store: openStore({ url: config.store, replicaId: name, log, clock }),
    runner: createPolicyRunner({ registry, rng: tape.rng, clock: tape.clock, log }),
    policies: createPolicyCatalog(registry),
    pools: poolPort(poolDefaults),
    directory: {
      poolDefaults: (pool) => ({ ...config.poolDefaults, name: pool }),
      autoCreatePools: config.autoCreatePools,
      ...config.limits,
    },
    configured: config.pools,
    clock,
    rng,
    tape,
    decisions: config.decisions,
    timers: RUNTIME_TIMERS,
    log,
  })
}

/** A reload may change the defaults; making a parser is dear, so it is made anew only then. */
function poolPort(poolDefaults: () => PoolConfig): PoolParser {
  let base = poolDefaults()
  let parse = poolParser(base)
  return {
    document: poolDocument,
    parse: (document) => {
      if (base !== poolDefaults()) {
        base = poolDefaults()
        parse = poolParser(base)
      }
      const parsed = parse(document)
      if (parsed.kind === 'ok') return parsed.config
      const [first] = parsed.problems
      const problem = parsed.problems
        .map((each) => `${each.path}: expected ${each.expected}, got ${each.got}`)
        .join('; ')
      return { field: first?.path ?? 'config', problem }
    },
  }
}

const RUNTIME_TIMERS: Timers = {
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
  every: (ms, run) => {
    const timer = setInterval(run, ms)
    timer.unref()
    return () => clearInterval(timer)
  },
}
