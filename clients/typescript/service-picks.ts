import type { PickBackendResponse__Output } from '../../proto/gen/lookaside/v1/PickBackendResponse.ts'
import type { Caller } from './caller.ts'
import type { Clock } from './clock.ts'
import type { Endpoints } from './endpoints.ts'
import type { ErrorDetailsReader } from './error-details.ts'
import { LookasideError, toItemRefusal, toLookasideError } from './errors.ts'
import { failureKind } from './failure-kind.ts'
import type { ModeSwitch } from './mode-switch.ts'
import type { Pick, PickOptions, PickSource } from './pick.ts'
import { toPick, toPickRequest } from './pick.ts'
import type { PickStream, StreamAnswer } from './pick-stream.ts'
import type { Throttle } from './throttle.ts'

/** What there is to go by when the service does not answer. */
export type Reserve = 'none' | 'static' | 'cache'

/** Picks that the service makes. */
export interface ServicePicks {
  /** Answers the pick or the error; rejects only with the reason of an aborted signal. */
  pick(pool: string, options: PickOptions, reserve: Reserve): Promise<Pick | LookasideError>
}

export interface ServicePicksDeps {
  readonly caller: Caller
  readonly endpoints: Endpoints
  readonly stream: PickStream
  readonly modeSwitch: ModeSwitch
  readonly throttle: Throttle
  readonly clock: Clock
  readonly readDetails: ErrorDetailsReader
  readonly timeoutMs: number
  readonly connectTimeoutMs: number
  /** A pick of its own carries the trace of its caller, which a message with picks of many cannot. */
  readonly isTraced: () => boolean
}

/** A cold start waits this long at most where a static list can answer. */
const STATIC_CONNECT_MS = 250
/** Less than this is no time for another try. */
const LEAST_MS = 5
/** A deadline that was noticed this late says that this process was busy, not that the service was silent. */
const OWN_STALL_MS = 25

export function createServicePicks(deps: ServicePicksDeps): ServicePicks {
  const { endpoints, throttle, clock } = deps
  // Made once: where a list answers nobody reads them, and a stack trace costs more than a pick.
  const silent = unavailable(`${names(endpoints)} did not answer a moment ago and is looked for in the background`)
  const throttled = unavailable(`most calls to ${names(endpoints)} failed of late, so this one was not made`)
  return {
    async pick(pool, options, reserve) {
      const isNeeded = reserve === 'none'
      // Also while the service is not asked: the rate is that of the application.
      const wire = deps.modeSwitch.note(deps.stream.waiting)
      if (!isNeeded && endpoints.usable() === undefined) return silent
      if (!throttle.admit(isNeeded)) return throttled
      const startedAt = clock.now()
      const limits = limitsOf(deps, options, reserve)
      if (wire === 'stream' && !deps.isTraced()) {
        const answer = await pickOnStream(deps, pool, options, limits)
        const leftMs = (limits.totalMs ?? limits.timeoutMs) - (clock.now() - startedAt)
        const mayAskAgain = isNeeded || (answer.kind === 'failed' && answer.isStreamOnly && leftMs >= LEAST_MS)
        if (answer.kind === 'done' || !mayAskAgain) return settle(deps, answer.value)
        return settle(deps, await pickAlone(deps, pool, options, { ...limits, totalMs: isNeeded ? undefined : leftMs }))
      }
      return settle(deps, await pickAlone(deps, pool, options, limits))
    },
  }
}

function settle({ throttle }: ServicePicksDeps, answer: Pick | LookasideError): Pick | LookasideError {
  const isTaken = !(answer instanceof LookasideError) || ['refused', 'empty'].includes(failureKind(answer))
  if (isTaken) throttle.accepted()
  else throttle.failed()
  return answer
}

interface Limits {
  readonly timeoutMs: number
  readonly connectTimeoutMs: number
  readonly totalMs: number | undefined
  readonly insist: boolean
  readonly signal: AbortSignal | undefined
}

function limitsOf(deps: ServicePicksDeps, options: PickOptions, reserve: Reserve): Limits {
  // Where no list can answer, giving up early only fails the call: a busy machine may take longer than usual.
  const insist = reserve === 'none'
  const timeoutMs = options.timeoutMs ?? (insist ? Math.max(deps.timeoutMs, deps.connectTimeoutMs) : deps.timeoutMs)
  const patience = { none: deps.connectTimeoutMs, static: Math.min(deps.connectTimeoutMs, STATIC_CONNECT_MS), cache: 0 }
  const connectTimeoutMs = Math.max(timeoutMs, patience[reserve])
  return { timeoutMs, connectTimeoutMs, totalMs: insist ? undefined : connectTimeoutMs, insist, signal: options.signal }
}

async function pickAlone(
  deps: ServicePicksDeps,
  pool: string,
  options: PickOptions,
  limits: Limits,
): Promise<Pick | LookasideError> {
  const request = toPickRequest(pool, options)
  try {
    const answer = await deps.caller.call<PickBackendResponse__Output>(
      'PickBackend',
      limits,
      (client, metadata, callOptions, callback) => client.pickBackend(request, metadata, callOptions, callback),
    )
    return understand(pool, 'service', answer)
  } catch (error) {
    if (error instanceof LookasideError) return error
    throw error
  }
}

type OnStream =
  | { readonly kind: 'done'; readonly value: Pick | LookasideError }
  /** `isStreamOnly`: the stream ended, and its replica may be well. */
  | { readonly kind: 'failed'; readonly value: LookasideError; readonly isStreamOnly: boolean }

async function pickOnStream(
  deps: ServicePicksDeps,
  pool: string,
  options: PickOptions,
  { timeoutMs, connectTimeoutMs, signal }: Limits,
): Promise<OnStream> {
  const { endpoints } = deps
  const endpoint = deps.stream.endpoint() ?? endpoints.usable() ?? endpoints.current()
  const limitMs = endpoint.isConnected() ? timeoutMs : connectTimeoutMs
  const answer: StreamAnswer = await deps.stream.pick(toPickRequest(pool, options), { timeoutMs: limitMs, signal })
  const failed = { call: 'StreamPicks', address: endpoint.address, timeoutMs: Math.round(limitMs) }
  switch (answer.kind) {
    case 'picked':
      endpoint.breaker.answered()
      return { kind: 'done', value: understand(pool, 'stream', answer.message) }
    case 'refused':
      endpoint.breaker.answered()
      return { kind: 'done', value: toItemRefusal(answer.item, failed) }
    case 'aborted':
      throw signal?.reason
    case 'timeout':
      if (answer.lateMs < OWN_STALL_MS) endpoint.breaker.failed()
      endpoints.moveOn(endpoint)
      return { kind: 'failed', value: toLookasideError(TIMED_OUT, failed, deps.readDetails), isStreamOnly: false }
    case 'lost': {
      const value = toLookasideError(answer.error, failed, deps.readDetails)
      const isStreamOnly = endpoint.isConnected()
      if (value.reason === 'UNREACHABLE' && !isStreamOnly) endpoint.breaker.failed()
      return { kind: 'failed', value, isStreamOnly: isStreamOnly || endpoints.usable() !== undefined }
    }
  }
}

function understand(pool: string, source: PickSource, answer: PickBackendResponse__Output): Pick | LookasideError {
  const pick = toPick(pool, source, answer)
  if (pick !== undefined) return pick
  const message = `PickBackend: the answer for pool "${pool}" names no backend (INTERNAL/UNKNOWN).`
  return new LookasideError({ code: 'INTERNAL', reason: 'UNKNOWN', message, metadata: new Map([['pool', pool]]) })
}

/** Shaped as gRPC's own errors: 4 is DEADLINE_EXCEEDED. */
const TIMED_OUT = { code: 4, details: 'no answer on the stream' }

function names(endpoints: Endpoints): string {
  return endpoints.all.map(({ address }) => address).join(', ')
}

function unavailable(what: string): LookasideError {
  const message = `PickBackend: ${what} (UNAVAILABLE/UNREACHABLE).`
  return new LookasideError({ code: 'UNAVAILABLE', reason: 'UNREACHABLE', message })
}
