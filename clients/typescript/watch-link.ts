import type { ClientReadableStream } from '@grpc/grpc-js'
import type { WatchBackendsRequest } from '../../proto/gen/lookaside/v1/WatchBackendsRequest.ts'
import type { WatchBackendsResponse__Output } from '../../proto/gen/lookaside/v1/WatchBackendsResponse.ts'
import type { Backoff } from './backoff.ts'
import type { MakeCallMetadata } from './call-metadata.ts'
import type { Clock, Timer } from './clock.ts'
import { startDeadline } from './deadline.ts'
import type { Endpoint, Endpoints } from './endpoints.ts'
import type { LookasideError } from './errors.ts'

/** Keeps a WatchBackends stream open until it is closed, whatever happens to the service. */
export interface WatchLink {
  close(): void
}

export interface WatchLinkDeps {
  readonly endpoints: Endpoints
  readonly request: WatchBackendsRequest
  readonly makeMetadata: MakeCallMetadata
  readonly clock: Clock
  readonly random: () => number
  readonly backoff: Backoff
  /** How long the first list of a stream may take. */
  readonly timeoutMs: number
  /** After how long without it that is told, while the stream still waits; where something else can stand in. */
  readonly patienceMs: number
  readonly judge: (error: unknown, failed: { address: string; timeoutMs: number }) => LookasideError
  readonly onList: (message: WatchBackendsResponse__Output) => void
  /** The stream that brought lists has ended, or none could be had. */
  readonly onLost: (error: LookasideError) => void
}

/** A stream that ends sooner than this counts as one that failed, so that the next one waits longer. */
const SHORT_LIFE_MS = 1_000
/** Clients that were all told to go, or see the service return, come within this time of each other. */
const SPREAD_MS = 100

export function openWatchLink(deps: WatchLinkDeps): WatchLink {
  const { endpoints, clock, backoff } = deps
  /** The one that brings the list; one that is told to go stays until the next one has brought its first. */
  let active: WatchStream | undefined
  let opening: WatchStream | undefined
  let timer: Timer | undefined
  let closed = false

  const plan = (delayMs: number): void => {
    if (closed || opening !== undefined) return
    timer?.cancel()
    timer = clock.after(delayMs, open, { background: true })
  }
  const open = (): void => {
    timer = undefined
    const endpoint = endpoints.usable() ?? endpoints.current()
    const stream = startStream(deps, endpoint, {
      message(message) {
        if (stream === opening) {
          opening = undefined
          active?.cancel()
          active = stream
        }
        deps.onList(message)
        if (message.goAway === null || closed) return
        endpoints.moveOn(endpoint)
        plan(deps.random() * SPREAD_MS)
      },
      end(error) {
        const wasActive = stream === active
        if (wasActive) active = undefined
        if (stream === opening) opening = undefined
        if (stream.ageMs() >= SHORT_LIFE_MS) backoff.reset()
        if (isEndpointGone(error)) endpoints.moveOn(endpoint)
        // While another one brings the list, nothing is lost.
        if (active === undefined) deps.onLost(error)
        if (timer === undefined) plan(backoff.next())
      },
      late(error) {
        if (active === undefined) deps.onLost(error)
      },
    })
    opening = stream
  }
  const stopListening = endpoints.changed.on(({ breaker }) => {
    if (breaker.state === 'closed' && active === undefined) plan(deps.random() * SPREAD_MS)
  })
  open()
  return {
    close() {
      closed = true
      timer?.cancel()
      stopListening()
      active?.cancel()
      opening?.cancel()
    },
  }
}

function isEndpointGone({ reason }: LookasideError): boolean {
  return reason === 'UNREACHABLE' || reason === 'TIMEOUT' || reason === 'SHUTTING_DOWN'
}

interface WatchStream {
  cancel(): void
  ageMs(): number
}

interface StreamListener {
  readonly message: (message: WatchBackendsResponse__Output) => void
  /** Called once, and never after a cancel. */
  readonly end: (error: LookasideError) => void
  /** The first list takes its time, and may still come. */
  readonly late: (error: LookasideError) => void
}

function startStream(deps: WatchLinkDeps, endpoint: Endpoint, listener: StreamListener): WatchStream {
  const { clock, timeoutMs, patienceMs } = deps
  const { address } = endpoint
  const startedAt = clock.now()
  let over = false
  let call: ClientReadableStream<WatchBackendsResponse__Output> | undefined
  const finish = (error?: unknown): void => {
    if (over) return
    over = true
    for (const waiting of timers) waiting.cancel()
    stopListening()
    call?.cancel()
    if (error !== undefined) listener.end(deps.judge(error, { address, timeoutMs }))
  }
  const tellLate = (): void => listener.late(deps.judge(NO_LIST, { address, timeoutMs: patienceMs }))
  const timers = [
    startDeadline(clock, timeoutMs, () => finish(NO_LIST)),
    ...(patienceMs < timeoutMs ? [startDeadline(clock, patienceMs, tellLate)] : []),
  ]
  const stopListening = endpoint.replaced.on(() => finish(ENDED))
  try {
    call = endpoint.client().watchBackends(deps.request, deps.makeMetadata('WatchBackends'))
    call.on('data', (message: WatchBackendsResponse__Output) => {
      for (const waiting of timers) waiting.cancel()
      if (!over) listener.message(message)
    })
    call.on('error', (error: Error) => finish(error))
    call.on('end', () => finish(ENDED))
  } catch (error) {
    // The channel was closed under it; told later, when the caller has the stream in hand.
    clock.after(0, () => finish(error), { background: true })
  }
  return { cancel: () => finish(), ageMs: () => clock.now() - startedAt }
}

/** Shaped as gRPC's own errors: 14 is UNAVAILABLE, 4 DEADLINE_EXCEEDED. */
const ENDED = { code: 14, details: 'the stream ended' }
const NO_LIST = { code: 4, details: 'no list came' }
