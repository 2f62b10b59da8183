import type { CallOptions, ClientUnaryCall, ServiceError } from '@grpc/grpc-js'
import { credentials as grpcCredentials } from '@grpc/grpc-js'
import type { ChannelCredentials } from '@grpc/grpc-js'
import type { AgentServiceClient } from '../../proto/gen/lookaside/v1/AgentService.ts'
import type { DeregisterBackendRequest } from '../../proto/gen/lookaside/v1/DeregisterBackendRequest.ts'
import type { DeregisterBackendResponse__Output } from '../../proto/gen/lookaside/v1/DeregisterBackendResponse.ts'
import type { Heartbeat } from '../../proto/gen/lookaside/v1/Heartbeat.ts'
import type { RegisterBackendRequest } from '../../proto/gen/lookaside/v1/RegisterBackendRequest.ts'
import type { RegisterBackendResponse__Output } from '../../proto/gen/lookaside/v1/RegisterBackendResponse.ts'
import type { ReportHeartbeatResponse__Output } from '../../proto/gen/lookaside/v1/ReportHeartbeatResponse.ts'
import { callUnary } from '../typescript/call.ts'
import { CHANNEL_OPTIONS } from '../typescript/channel-options.ts'
import type { Clock } from '../typescript/clock.ts'
import { createErrorDetailsReader } from '../typescript/error-details.ts'
import { toLookasideError } from '../typescript/errors.ts'
import { loadServices } from '../typescript/protos.ts'
import type { BeatStream } from './beat-stream.ts'
import { createBeatStream } from './beat-stream.ts'
import type { BeatAnswer, LinkResult } from './link-result.ts'

export interface LinkLimits {
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** The connection to one replica of the service at a time. */
export interface Link {
  readonly addresses: readonly string[]
  address(): string
  register(request: RegisterBackendRequest, limits: LinkLimits): Promise<LinkResult<RegisterBackendResponse__Output>>
  beat(heartbeats: readonly Heartbeat[], limits: LinkLimits): Promise<LinkResult<BeatAnswer>>
  openStream(onGoAway: () => void): BeatStream
  deregister(
    request: DeregisterBackendRequest,
    limits: LinkLimits,
  ): Promise<LinkResult<DeregisterBackendResponse__Output>>
  /** Lets go of the connection; what comes next uses a fresh one, to the next address where there are several. */
  moveOn(): void
  close(): void
}

/** Codes by which the service itself says no; with others it may be away, or it is somebody else who answers. */
const REFUSALS: ReadonlySet<string> = new Set([
  ...['INVALID_ARGUMENT', 'NOT_FOUND', 'FAILED_PRECONDITION', 'RESOURCE_EXHAUSTED', 'ALREADY_EXISTS', 'OUT_OF_RANGE'],
  ...['PERMISSION_DENIED', 'UNAUTHENTICATED'],
])

type Start<Response> = (
  client: AgentServiceClient,
  options: CallOptions,
  callback: (error: ServiceError | null, value?: Response) => void,
) => ClientUnaryCall

export function createLink(addresses: readonly string[], clock: Clock, credentials?: ChannelCredentials): Link {
  const { AgentService } = loadServices()
  const readDetails = createErrorDetailsReader()
  let index = 0
  let client: AgentServiceClient | undefined
  const address = (): string => addresses[index % addresses.length] ?? ''
  const connection = (): AgentServiceClient =>
    (client ??= new AgentService(address(), credentials ?? grpcCredentials.createInsecure(), CHANNEL_OPTIONS))
  const hangUp = (): void => {
    client?.close()
    client = undefined
  }
  const judge = (call: string, error: unknown, timeoutMs: number): LinkResult<never> => {
    const failure = toLookasideError(error, { call, address: address(), timeoutMs }, readDetails)
    return { kind: REFUSALS.has(failure.code) ? 'refused' : 'lost', error: failure }
  }
  const unary = async <Value>(call: string, limits: LinkLimits, start: Start<Value>): Promise<LinkResult<Value>> => {
    const options = { deadline: Date.now() + limits.timeoutMs }
    const result = await callUnary<Value>((callback) => start(connection(), options, callback), limits.signal)
    return result.kind === 'answered' ? result : judge(call, result.error, limits.timeoutMs)
  }
  return {
    addresses,
    address,
    register: (request, limits) =>
      unary<RegisterBackendResponse__Output>('RegisterBackend', limits, (service, options, callback) =>
        service.registerBackend(request, options, callback),
      ),
    async beat(heartbeats, limits) {
      const request = { heartbeats: [...heartbeats] }
      const result = await unary<ReportHeartbeatResponse__Output>('ReportHeartbeat', limits, (service, options, back) =>
        service.reportHeartbeat(request, options, back),
      )
      return result.kind === 'answered' ? { kind: 'answered', value: { ...result.value, goAway: null } } : result
    },
    openStream: (onGoAway) =>
      createBeatStream(connection().streamHeartbeats(), clock, onGoAway, (error, timeoutMs) =>
        judge('StreamHeartbeats', error, timeoutMs),
      ),
    deregister: (request, limits) =>
      unary<DeregisterBackendResponse__Output>('DeregisterBackend', limits, (service, options, callback) =>
        service.deregisterBackend(request, options, callback),
      ),
    moveOn() {
      hangUp()
      index++
    },
    close: hangUp,
  }
}
