import { status as codes, type ServerInterceptor } from '@grpc/grpc-js'
import type { Clock } from '../../../policies/policy.ts'
import { refuse } from '../../errors.ts'
import type { TransportLimits } from '../limits.ts'
import type { Timers } from '../timers.ts'
import { createCallDeadlines } from './call-deadlines.ts'
import { OpenCall, type CallEvents, type MethodTraits } from './open-call.ts'
import { hasDetails, refusalOfLibrary, SHUTTING_DOWN, statusOf } from './status.ts'

/** One finished call: full method name, canonical code, milliseconds. */
export type Observe = (call: { readonly method: string; readonly code: string; readonly durationMs: number }) => void

export interface CallGate {
  readonly interceptor: ServerInterceptor
  /** From now on no stream is opened. */
  closeToStreams(): void
  /** Ends the streams of services that are not ours, which know no go-away. */
  endForeignStreams(): void
}

const OWN = '/lookaside.v1.'

/** What every call passes on its way in and out, whatever its method: deadline, drain, error details, observation. */
export function createCallGate(options: {
  limits: TransportLimits
  clock: Clock
  timers: Timers
  observe: Observe | undefined
}): CallGate {
  const { limits, clock, timers, observe } = options
  const foreignStreams = new Set<OpenCall>()
  const deadlines = createCallDeadlines(limits.unaryDeadlineMs, clock, timers)
  const methods = new Map<string, MethodTraits>()
  let isClosedToStreams = false

  const traitsOf = (method: { path: string; requestStream: boolean; responseStream: boolean }): MethodTraits => {
    const known = methods.get(method.path)
    if (known !== undefined) return known
    const isOwn = method.path.startsWith(OWN)
    const isStream = method.requestStream || method.responseStream
    const maxMessages = isOwn ? Infinity : limits.foreignStreamMessages
    const traits = { name: method.path.slice(1), isOwn, isStream, maxMessages }
    methods.set(method.path, traits)
    return traits
  }
  const events: CallEvents = {
    opened(call) {
      if (call.method.isStream && !call.method.isOwn) foreignStreams.add(call)
    },
    flooded(call) {
      const limit = limits.foreignStreamMessages
      call.sendStatus(statusOf(refuse('TOO_MANY_ITEMS', `message: more than ${limit} on one stream: open another one`)))
    },
    requested(call) {
      if (call.method.isStream) deadlines.delete(call)
    },
    closed(call) {
      deadlines.delete(call)
      if (call.method.isStream) foreignStreams.delete(call)
      if (observe === undefined) return
      const code = codes[call.code ?? codes.CANCELLED] ?? 'UNKNOWN'
      observe({ method: call.method.name, code, durationMs: clock.now() - call.openedAt })
    },
    status(call, status) {
      if (!call.method.isOwn || hasDetails(status.metadata)) return status
      return statusOf(refusalOfLibrary(status.code ?? codes.UNKNOWN, status.details ?? ''))
    },
  }

  return {
    interceptor(method, inner) {
      const call = new OpenCall(inner, traitsOf(method), clock.now(), events)
      if (call.method.isStream && isClosedToStreams) call.sendStatus(statusOf(SHUTTING_DOWN))
      else if (!method.requestStream) deadlines.add(call)
      return call
    },
    closeToStreams() {
      isClosedToStreams = true
    },
    endForeignStreams() {
      for (const call of foreignStreams) call.sendStatus(statusOf(SHUTTING_DOWN))
    },
  }
}
