import type { CallOptions, ClientUnaryCall, ServiceError } from '@grpc/grpc-js'
import { credentials } from '@grpc/grpc-js'
import type { LookasideServiceClient } from '../../proto/gen/lookaside/v1/LookasideService.ts'
import { callUnary } from './call.ts'
import { createEndpoints } from './endpoints.ts'
import { createErrorDetailsReader } from './error-details.ts'
import { LookasideError, toLookasideError } from './errors.ts'
import type { ClientOptions } from './options.ts'
import { addressesOf } from './options.ts'
import { loadServices } from './protos.ts'
import { checkRange } from './range.ts'

export type Invoke<Response> = (
  client: LookasideServiceClient,
  options: CallOptions,
  callback: (error: ServiceError | null, value?: Response) => void,
) => ClientUnaryCall

export interface CallLimits {
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** Calls the service: a deadline on each try, each replica at most once. */
export interface Caller {
  /** Rejects with a LookasideError, or with the reason of an aborted signal. */
  call<Response>(name: string, limits: CallLimits, invoke: Invoke<Response>): Promise<Response>
  close(): void
}

/** Long enough for a pause of either side on a busy machine: a pick that is late is still worth more than none. */
const DEFAULT_TIMEOUT_MS = 250

export function createCaller(options: ClientOptions): Caller {
  const timeoutMs = checkRange('timeoutMs', options.timeoutMs ?? DEFAULT_TIMEOUT_MS, 1, 3_600_000)
  const connectTimeoutMs = checkRange('connectTimeoutMs', options.connectTimeoutMs ?? 1_000, 1, 3_600_000)
  const endpoints = createEndpoints(
    addressesOf(options),
    loadServices(),
    options.credentials ?? credentials.createInsecure(),
    options.channelOptions ?? {},
  )
  const readDetails = createErrorDetailsReader()
  let closed = false
  return {
    async call<Response>(name: string, limits: CallLimits, invoke: Invoke<Response>) {
      for (let tries = 1; ; tries++) {
        if (closed) throw closedError(name)
        const endpoint = endpoints.current()
        const wanted = limits.timeoutMs ?? timeoutMs
        // What a call on a standing connection may take is too little to make one first.
        const limitMs = endpoint.isConnected() ? wanted : Math.max(wanted, connectTimeoutMs)
        const deadline = Date.now() + limitMs
        const result = await callUnary<Response>(
          (callback) => invoke(endpoint.client, { deadline }, callback),
          limits.signal,
        )
        if (result.kind === 'answered') return result.value
        if (limits.signal?.aborted === true) throw limits.signal.reason
        const failed = { call: name, address: endpoint.address, timeoutMs: limitMs }
        const error = closed ? closedError(name) : toLookasideError(result.error, failed, readDetails)
        if (!isReplicaAway(error)) throw error
        endpoints.moveOn(endpoint)
        if (tries >= endpoints.size) throw error
      }
    },
    close() {
      closed = true
      endpoints.close()
    },
  }
}

/** This replica cannot answer, and another one may. */
function isReplicaAway(error: LookasideError): boolean {
  return error.reason === 'UNREACHABLE' || error.reason === 'TIMEOUT' || error.reason === 'SHUTTING_DOWN'
}

function closedError(name: string): LookasideError {
  const message = `${name}: this client is closed (CANCELLED/CLIENT_CLOSED). Make a new client, or close this one later.`
  return new LookasideError({ code: 'CANCELLED', reason: 'CLIENT_CLOSED', message })
}
