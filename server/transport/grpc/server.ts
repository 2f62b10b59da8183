import { Server, ServerCredentials, type ChannelOptions } from '@grpc/grpc-js'
import { ReflectionService } from '@grpc/reflection'
import { HealthImplementation } from 'grpc-health-check'
import type { Clock } from '../../../policies/policy.ts'
import type { CallTracing, Log } from '../../telemetry/ports.ts'
import type { UseCases } from '../../use-cases.ts'
import { DEFAULT_LIMITS, type TransportLimits } from '../limits.ts'
import { RUNTIME_TIMERS, type Timers } from '../timers.ts'
import { createCallGate, type Observe } from './call-gate.ts'
import { loadDefinitions } from './definitions.ts'
import { createDrain } from './drain.ts'
import { createListener } from './listener.ts'
import { addServices } from './services.ts'
import { createStreamLife } from './stream-life.ts'

export interface GrpcServerOptions {
  readonly useCases: UseCases
  readonly log: Log
  readonly clock: Clock
  readonly limits?: Partial<TransportLimits>
  readonly timers?: Timers
  /** Uniform in [0, 1), for the jitter of stream ages. */
  readonly random?: () => number
  /** Default: plain text. */
  readonly credentials?: ServerCredentials
  /** What grpc.health.v1 says at the start. Default: true. */
  readonly serving?: boolean
  /** Called once for each finished call. */
  readonly observe?: Observe
  /** Undefined: nobody traces. */
  readonly tracing?: CallTracing | undefined
}

export interface GrpcServer {
  /** Binds "host:port" and answers the port. Throws when it cannot. */
  readonly start: (address: string) => Promise<number>
  /** What grpc.health.v1 says of each service and of the whole. A drain says NOT_SERVING for good. */
  readonly setServing: (serving: boolean) => void
  /** Sends callers elsewhere, lets calls finish and closes. Resolves within `deadlineMs`, whatever callers do. */
  readonly drain: (deadlineMs: number) => Promise<void>
  /** Cuts everything at once. */
  readonly forceClose: () => void
  readonly stats: TransportStats
}

export interface TransportStats {
  connections(): number
  refusedConnections(): number
  /** Open streams of our own services. */
  streams(): number
}

const SERVICES = ['LookasideService', 'AgentService', 'AdminService'].map((name) => `lookaside.v1.${name}`)

export function createGrpcServer(options: GrpcServerOptions): GrpcServer {
  const { useCases, log, clock, timers = RUNTIME_TIMERS, random = Math.random } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const gate = createCallGate({ limits, clock, timers, observe: options.observe })
  const server = new Server({ ...channelOptions(limits), interceptors: [gate.interceptor] })
  const injector = server.createConnectionInjector(options.credentials ?? ServerCredentials.createInsecure())
  const listener = createListener({ limits, log, clock, accept: (socket) => injector.injectConnection(socket) })
  const life = createStreamLife({ limits, clock, timers, random, connectedAt: listener.connectedAt })
  const definitions = loadDefinitions()
  addServices(server, definitions, { useCases, limits, log, timers, life, tracing: options.tracing })
  const health = new HealthImplementation()
  health.addToServer(server)
  new ReflectionService(definitions.reflected).addToServer(server)

  const setHealth = (serving: boolean): void => {
    for (const service of ['', ...SERVICES]) health.setStatus(service, serving ? 'SERVING' : 'NOT_SERVING')
  }
  setHealth(options.serving ?? true)
  const drain = createDrain({ server, listener, gate, life, limits, timers, log, setHealth })

  return {
    start: (address) => listener.listen(address),
    setServing(serving) {
      if (!drain.isDraining()) setHealth(serving)
    },
    drain: drain.drain,
    forceClose: drain.forceClose,
    stats: {
      connections: () => listener.size,
      refusedConnections: () => listener.refused,
      streams: () => life.size,
    },
  }
}

function channelOptions(limits: TransportLimits): ChannelOptions {
  return {
    'grpc.max_receive_message_length': limits.streamMessageBytes,
    'grpc.max_concurrent_streams': limits.maxConcurrentStreams,
    'grpc.keepalive_time_ms': limits.keepaliveTimeMs,
    'grpc.keepalive_timeout_ms': limits.keepaliveTimeoutMs,
    'grpc.max_connection_age_ms': limits.maxConnectionAgeMs,
    'grpc.max_connection_age_grace_ms': limits.maxConnectionAgeGraceMs,
    'grpc.max_connection_idle_ms': limits.maxConnectionIdleMs,
    // It keeps a record of every connection and call for a debugger that nobody attaches (grpc-node#1941, #2068).
    'grpc.enable_channelz': 0,
  }
}
