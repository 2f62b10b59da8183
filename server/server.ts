import { randomBytes } from 'node:crypto'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { BUILT_IN_POLICIES } from '../policies/index.ts'
import { createRng } from '../policies/lib/rng.ts'
import type { Clock, Rng } from '../policies/policy.ts'
import { checkPolicies } from './admin/check-policies.ts'
import type { PoolParser } from './admin/ports.ts'
import { formatEndpoint, poolDocument, poolParser } from './config/index.ts'
import type { ServerConfig } from './config/index.ts'
import type { Refusal } from './errors.ts'
import { createHttpServer } from './http/http-server.ts'
import { createPolicyCatalog } from './policy-host/catalog.ts'
import { startPolicyHost } from './policy-host/host.ts'
import type { PolicyRegistry } from './policy-host/registry.ts'
import { createPolicyRunner } from './policy-host/runner.ts'
import { watchReadiness } from './readiness.ts'
import type { Readiness } from './readiness.ts'
import { createReplica } from './replica/replica.ts'
import type { Replica, Timers } from './replica/replica.ts'
import { openStore } from './store/open-store.ts'
import { countReports } from './telemetry/count-reports.ts'
import { Counts } from './telemetry/counts.ts'
import { observeMetrics } from './telemetry/observe-metrics.ts'
import type { Log } from './telemetry/ports.ts'
import { createPrometheusMetrics } from './telemetry/prometheus.ts'
import { createGrpcServer } from './transport/grpc/server.ts'

export interface ServerOptions {
  readonly config: ServerConfig
  /** Folder that relative paths of policies start at. */
  readonly baseDir: string
  readonly log: Log
  /** Bytes. */
  readonly residentMemory: () => number
}

export interface RunningServer {
  readonly replica: Replica
  readonly grpcPort: number
  readonly httpPort: number
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
  const clock: Clock = { now: () => performance.now() }
  const rng = createRng(randomBytes(6).readUIntBE(0, 6))
  const sources = { builtIns: BUILT_IN_POLICIES, sources: config.policies, baseDir: options.baseDir }
  const host = await startPolicyHost({ ...sources, rng, clock, log })
  const catalog = createPolicyCatalog(host.registry)
  for (const pool of [config.poolDefaults, ...config.pools]) refuseToStart(pool.name, checkPolicies(catalog, pool))
  const replica = buildReplica(config, host.registry, { clock, rng, log })
  const calls = new Counts()
  const reports = new Counts()
  const useCases = countReports(replica.useCases, reports)
  const grpc = createGrpcServer({ useCases, log, clock, observe: ({ method, code }) => calls.add(method, code) })
  const loop = watchEventLoop()
  const metrics = createPrometheusMetrics()
  const { residentMemory } = options
  const counted = { calls, reports, transport: grpc.stats, eventLoopDelayP99: loop.p99, residentMemory }
  observeMetrics(metrics.meter, { replica, ...counted })
  let readiness: Readiness | undefined
  const notReady = (): string | undefined => (readiness === undefined ? 'starting' : readiness.reason())
  const http = createHttpServer({ useCases, notReady, metrics: () => metrics.render(), log })
  const close = async (): Promise<void> => {
    loop.stop()
    readiness?.stop()
    await Promise.allSettled([http.stop(), replica.stop(), host.close(), metrics.stop()])
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
      log.info('draining', { withinMs: config.drainTimeoutMs })
      await grpc.drain(Math.max(CLOSING_MS, config.drainTimeoutMs - CLOSING_MS))
      await close()
    }
    return { replica, grpcPort, httpPort, drain, forceClose }
  } catch (error) {
    await forceClose()
    throw error
  }
}

/** A pool that would be served otherwise than its operator believes is a fault of the start. */
function refuseToStart(pool: string, refusal: Refusal | undefined): void {
  if (refusal === undefined) return
  throw new Error(`${pool === '' ? 'poolDefaults' : `pool ${pool}`}: ${refusal.message} (${refusal.reason})`)
}

function buildReplica(
  config: ServerConfig,
  registry: PolicyRegistry,
  { clock, rng, log }: { clock: Clock; rng: Rng; log: Log },
): Replica {
  const name = randomBytes(4).toString('hex')
  return createReplica({
    replica: name,
    store: openStore({ url: config.store, replicaId: name, log, clock }),
    runner: createPolicyRunner({ registry, rng, clock, log }),
    policies: createPolicyCatalog(registry),
    pools: poolPort(config),
    directory: {
      poolDefaults: (pool) => ({ ...config.poolDefaults, name: pool }),
      autoCreatePools: config.autoCreatePools,
      ...config.limits,
    },
    configured: config.pools,
    clock,
    rng,
    timers: RUNTIME_TIMERS,
    log,
  })
}

function watchEventLoop(): { p99: () => number; stop: () => void } {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  return {
    p99: () => {
      const seconds = delay.percentile(99) / 1e9
      delay.reset()
      return Number.isFinite(seconds) ? seconds : 0
    },
    stop: () => void delay.disable(),
  }
}

function poolPort(config: ServerConfig): PoolParser {
  const parse = poolParser(config.poolDefaults)
  return {
    document: poolDocument,
    parse: (document) => {
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
