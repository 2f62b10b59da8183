import type { MethodDefinition, Server, ServiceDefinition } from '@grpc/grpc-js'
import type { CallTracing, Log } from '../../telemetry/ports.ts'
import type { UseCases } from '../../use-cases.ts'
import { createAdminCalls, type AdminCalls } from '../calls/admin.ts'
import { createDecisionCalls, type DecisionCalls } from '../calls/decisions.ts'
import { createHeartbeatCalls } from '../calls/heartbeats.ts'
import { createPickCalls } from '../calls/picks.ts'
import { createWatchCall } from '../calls/watch.ts'
import { createEncodedCards } from '../codec/encode-parts.ts'
import type { TransportLimits } from '../limits.ts'
import type { Timers } from '../timers.ts'
import { decisionStreamHandler } from './decision-stream.ts'
import type { Definitions } from './definitions.ts'
import { messageStreamHandler } from './message-stream.ts'
import type { StreamLife } from './stream-life.ts'
import { messageCall, unaryHandler, type TracedCalls, type UnaryCall } from './unary.ts'
import { watchStreamHandler } from './watch-stream.ts'

export interface ServiceContext {
  readonly useCases: UseCases
  readonly limits: TransportLimits
  readonly log: Log
  readonly timers: Timers
  readonly life: StreamLife
  /** Undefined: nobody traces. */
  readonly tracing: CallTracing | undefined
}

const asIs = (bytes: Buffer): Buffer => bytes
const IN_BYTES = {
  requestSerialize: asIs,
  requestDeserialize: asIs,
  responseSerialize: asIs,
  responseDeserialize: asIs,
}

type MethodShape = Pick<MethodDefinition<object, object>, 'path' | 'requestStream' | 'responseStream'>

/** The same methods with bytes in and out: the codec is called by the handlers, where bad bytes become a clear refusal. */
function inBytes(methods: object): ServiceDefinition {
  const definition: Record<string, MethodDefinition<Buffer, Buffer>> = {}
  for (const [name, method] of Object.entries<MethodShape>({ ...methods })) {
    const { path, requestStream, responseStream } = method
    definition[name] = { path, requestStream, responseStream, ...IN_BYTES }
  }
  return definition
}

/** Registers the three services. */
export function addServices(server: Server, { api }: Definitions, context: ServiceContext): void {
  const { useCases, limits, log, life, timers, tracing } = context
  const maxBytes = limits.unaryMessageBytes
  const cards = createEncodedCards()
  const picks = createPickCalls(useCases.picks, cards, limits)
  const heartbeats = createHeartbeatCalls(useCases.heartbeats)
  const { LookasideService, AgentService, AdminService } = api.lookaside.v1
  const watching = { log, life, timers, maxBytes, stallMs: limits.watchStallMs }
  const traced = (kind: 'grpc' | 'grpc_message', method: string): TracedCalls | undefined =>
    tracing === undefined ? undefined : { tracing, method: { kind, name: `lookaside.v1.LookasideService/${method}` } }
  const unary = (method: string, call: UnaryCall) => unaryHandler(method, call, { log, maxBytes })

  server.addService(inBytes(LookasideService.service), {
    PickBackend: unaryHandler('PickBackend', picks.pickBackend, {
      log,
      maxBytes,
      tracing: traced('grpc', 'PickBackend'),
    }),
    ReportOutcomes: unary('ReportOutcomes', picks.reportOutcomes),
    StreamPicks: messageStreamHandler('StreamPicks', picks.streamPicks, {
      log,
      life,
      tracing: traced('grpc_message', 'StreamPicks'),
    }),
    WatchBackends: watchStreamHandler('WatchBackends', createWatchCall(useCases.picks, cards), watching),
  })
  server.addService(inBytes(AgentService.service), {
    RegisterBackend: unary('RegisterBackend', heartbeats.registerBackend),
    ReportHeartbeat: unary('ReportHeartbeat', heartbeats.reportHeartbeat),
    StreamHeartbeats: messageStreamHandler('StreamHeartbeats', heartbeats.streamHeartbeats, { log, life }),
    DeregisterBackend: unary('DeregisterBackend', heartbeats.deregisterBackend),
  })
  const decisions = createDecisionCalls(useCases.decisions)
  const calls = adminUnaryCalls(AdminService.service, createAdminCalls(useCases.admin), decisions)
  const { WatchDecisions } = AdminService.service
  server.addService(inBytes(AdminService.service), {
    ...Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, unary(name, call)])),
    WatchDecisions: decisionStreamHandler('WatchDecisions', WatchDecisions, decisions.watchDecisions, watching),
  })
}

function adminUnaryCalls(
  service: Definitions['api']['lookaside']['v1']['AdminService']['service'],
  admin: AdminCalls,
  decisions: DecisionCalls,
): Record<string, UnaryCall> {
  return {
    ListPools: messageCall(service.ListPools, admin.listPools),
    GetPool: messageCall(service.GetPool, admin.getPool),
    PutPool: messageCall(service.PutPool, admin.putPool),
    DeletePool: messageCall(service.DeletePool, admin.deletePool),
    ListBackends: messageCall(service.ListBackends, admin.listBackends),
    DrainBackend: messageCall(service.DrainBackend, admin.drainBackend),
    UndrainBackend: messageCall(service.UndrainBackend, admin.undrainBackend),
    SetBackendWeight: messageCall(service.SetBackendWeight, admin.setBackendWeight),
    ListPolicies: messageCall(service.ListPolicies, admin.listPolicies),
    AdvisePolicy: messageCall(service.AdvisePolicy, admin.advisePolicy),
    ExplainPick: messageCall(service.ExplainPick, decisions.explainPick),
  }
}
