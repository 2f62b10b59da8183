import type { CallOptions, ClientUnaryCall, Metadata, ServiceError } from '@grpc/grpc-js'
import type { LookasideServiceClient } from '../../proto/gen/lookaside/v1/LookasideService.ts'
import type { MakeCallMetadata } from './call-metadata.ts'
import type { CallResult, UnaryStart } from './call.ts'
import { callUnary } from './call.ts'
import type { Clock, Timer } from './clock.ts'
import { startDeadline } from './deadline.ts'
import type { Endpoint, Endpoints } from './endpoints.ts'
import type { ErrorDetailsReader } from './error-details.ts'
import { LookasideError, toLookasideError } from './errors.ts'

export type Invoke<Response> = (
  client: LookasideServiceClient,
  metadata: Metadata,
  options: CallOptions,
  callback: (error: ServiceError | null, value?: Response) => void,
) => ClientUnaryCall

export interface CallLimits {
  /** Deadline of each try on a standing connection. */
  readonly timeoutMs: number
  /** Deadline of a try that makes its connection first; as `timeoutMs` when that is longer. */
  readonly connectTimeoutMs: number
  /** All tries together take no longer. Undefined: each replica gets its time. */
  readonly totalMs?: number | undefined
  /** There is nothing else to go by: a replica is asked even though it was silent a moment ago. */
  readonly insist?: boolean
  readonly signal?: AbortSignal | undefined
}

/** Calls the service: a deadline on each try, each replica at most once, none that its breaker keeps from. */
export interface Caller {
  /** Rejects with a LookasideError, or with the reason of an aborted signal. */
  call<Response>(name: string, limits: CallLimits, invoke: Invoke<Response>): Promise<Response>
  close(): void
}

export interface CallerDeps {
  readonly endpoints: Endpoints
  readonly makeMetadata: MakeCallMetadata
  readonly readDetails: ErrorDetailsReader
  readonly clock: Clock
}

/** A deadline that was noticed this late says that this process was busy, not that the service was silent. */
const OWN_STALL_MS = 25

export function createCaller(deps: CallerDeps): Caller {
  const { endpoints, clock } = deps
  let closed = false
  const attempt = async <Response>(
    endpoint: Endpoint,
    name: string,
    limitMs: number,
    signal: AbortSignal | undefined,
    invoke: Invoke<Response>,
  ): Promise<{ readonly value: Response } | LookasideError> => {
    const startedAt = clock.now()
    const result = await callInTime<Response>(clock, limitMs, signal, (callback) => {
      // For the service to know; what counts here is the deadline above.
      const deadline = Date.now() + limitMs + OWN_STALL_MS
      return invoke(endpoint.client(), deps.makeMetadata(name), { deadline }, callback)
    })
    if (result.kind === 'answered') {
      endpoint.breaker.answered()
      return { value: result.value }
    }
    if (signal?.aborted === true) throw signal.reason
    if (closed) return closedError(name)
    const failed = { call: name, address: endpoint.address, timeoutMs: Math.round(limitMs) }
    const error = toLookasideError(result.error, failed, deps.readDetails)
    if (error.reason === 'UNREACHABLE') endpoint.breaker.failed()
    else if (error.reason !== 'TIMEOUT') endpoint.breaker.answered()
    else if (clock.now() - startedAt < limitMs + OWN_STALL_MS) endpoint.breaker.failed()
    return error
  }
  return {
    async call<Response>(name: string, limits: CallLimits, invoke: Invoke<Response>) {
      const endsAt = limits.totalMs === undefined ? undefined : clock.now() + limits.totalMs
      let last: LookasideError | undefined
      for (const endpoint of tryOrder(endpoints, limits.insist === true)) {
        if (closed) throw closedError(name)
        // What a call on a standing connection may take is too little to make one first.
        const { timeoutMs, connectTimeoutMs } = limits
        const wantedMs = endpoint.isConnected() ? timeoutMs : Math.max(timeoutMs, connectTimeoutMs)
        const limitMs = endsAt === undefined ? wantedMs : Math.min(wantedMs, endsAt - clock.now())
        if (limitMs < 1) break
        const answer = await attempt(endpoint, name, limitMs, limits.signal, invoke)
        if (!(answer instanceof LookasideError)) return answer.value
        if (!isReplicaAway(answer)) throw answer
        endpoints.moveOn(endpoint)
        last = answer
      }
      throw closed ? closedError(name) : (last ?? silentError(name, endpoints))
    },
    close() {
      closed = true
    },
  }
}

/** A unary call that is cancelled when its time is over. Never rejects. */
async function callInTime<Response>(
  clock: Clock,
  limitMs: number,
  signal: AbortSignal | undefined,
  start: UnaryStart<Response>,
): Promise<CallResult<Response>> {
  let call: ClientUnaryCall | undefined
  let timer: Timer | undefined
  const late = new Promise<CallResult<Response>>((resolve) => {
    timer = startDeadline(clock, limitMs, () => {
      call?.cancel()
      resolve({ kind: 'failed', error: LATE })
    })
  })
  const answer = callUnary<Response>((callback) => (call = start(callback)), signal)
  const result = await Promise.race([answer, late])
  timer?.cancel()
  return result
}

/** Shaped as gRPC's own errors: 4 is DEADLINE_EXCEEDED. */
const LATE = { code: 4, details: 'no answer in time' }

/** Each replica once, from the one in use; those that were silent come last, or not at all. */
function tryOrder(endpoints: Endpoints, insist: boolean): readonly Endpoint[] {
  const from = endpoints.all.indexOf(endpoints.current())
  const inTurn = [...endpoints.all.slice(from), ...endpoints.all.slice(0, from)]
  const closed = inTurn.filter(({ breaker }) => breaker.state === 'closed')
  return insist ? [...closed, ...inTurn.filter(({ breaker }) => breaker.state === 'open')] : closed
}

/** This replica cannot answer, and another one may. */
export function isReplicaAway({ reason }: LookasideError): boolean {
  return reason === 'UNREACHABLE' || reason === 'TIMEOUT' || reason === 'SHUTTING_DOWN'
}

export function closedError(name: string): LookasideError {
  const message = `${name}: this client is closed (CANCELLED/CLIENT_CLOSED). Make a new client, or close this one later.`
  return new LookasideError({ code: 'CANCELLED', reason: 'CLIENT_CLOSED', message })
}

function silentError(name: string, endpoints: Endpoints): LookasideError {
  const addresses = endpoints.all.map(({ address }) => address).join(', ')
  const message = `${name}: ${addresses} did not answer a moment ago and is looked for in the background (UNAVAILABLE/UNREACHABLE).`
  return new LookasideError({ code: 'UNAVAILABLE', reason: 'UNREACHABLE', message })
}
