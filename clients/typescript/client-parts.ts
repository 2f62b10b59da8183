import { credentials as grpcCredentials } from '@grpc/grpc-js'
import { createBackoff } from './backoff.ts'
import type { Caller } from './caller.ts'
import { createCaller } from './caller.ts'
import type { ClientEvent } from './client-events.ts'
import type { Clock } from './clock.ts'
import type { Endpoints } from './endpoints.ts'
import { createEndpoints } from './endpoints.ts'
import { createErrorDetailsReader } from './error-details.ts'
import { toLookasideError } from './errors.ts'
import { createFallbackNews } from './fallback-news.ts'
import type { LocalPools } from './local-pools.ts'
import { createLocalPools } from './local-pools.ts'
import type { ModeSwitch } from './mode-switch.ts'
import { createModeSwitch } from './mode-switch.ts'
import type { ClientOptions, ClientSettings } from './options.ts'
import { createOutcomeBuffer } from './outcome-buffer.ts'
import type { PickRoute } from './pick-route.ts'
import { createPickRoute } from './pick-route.ts'
import type { PickStream } from './pick-stream.ts'
import { createPickStream } from './pick-stream.ts'
import { loadServices } from './protos.ts'
import type { Reporter } from './reporter.ts'
import { createReporter } from './reporter.ts'
import { judgeLoss, sendOutcomes } from './send-outcomes.ts'
import { createServicePicks } from './service-picks.ts'
import type { Signal } from './signal.ts'
import { createSignal } from './signal.ts'
import { createStreamLine } from './stream-line.ts'
import type { Throttle } from './throttle.ts'
import { createThrottle } from './throttle.ts'
import type { Watches } from './watches.ts'
import { createWatches } from './watches.ts'

/** What tests replace. */
export interface ClientDeps {
  readonly clock: Clock
  /** From 0, below 1. */
  readonly random: () => number
}

/** What a client is made of. */
export interface ClientParts {
  readonly events: Signal<ClientEvent>
  readonly endpoints: Endpoints
  readonly caller: Caller
  readonly watches: Watches
  readonly pools: LocalPools
  readonly stream: PickStream
  readonly modeSwitch: ModeSwitch
  readonly throttle: Throttle
  readonly reporter: Reporter
  readonly route: PickRoute
}

/** The first list of a watch takes a connection and a message; nobody waits for it but those who have nothing else. */
const MIN_WATCH_TIMEOUT_MS = 1_000
const REPORT_BACKOFF = { initialMs: 200, maxMs: 5_000 }
/** Of one message: the service takes 256 KiB, which picks need, too. */
const STREAM_BATCH = { maxItems: 1_000, maxBytes: 96 * 1024 }

export function createClientParts(settings: ClientSettings, options: ClientOptions, deps: ClientDeps): ClientParts {
  const { clock, random } = deps
  const { log, staticLists, makeMetadata } = settings
  const readDetails = createErrorDetailsReader()
  const events = createSignal<ClientEvent>((error) => log.error('a listener of events threw', { error: String(error) }))
  const credentials = options.credentials ?? grpcCredentials.createInsecure()
  const endpoints = createEndpoints({ ...settings, ...deps, services: loadServices(), credentials })
  const caller = createCaller({ endpoints, makeMetadata, readDetails, clock })
  const watches = createWatches({
    ...{
      endpoints,
      makeMetadata,
      clock,
      random,
      log,
      staticLists,
      timeoutMs: Math.max(settings.connectTimeoutMs, MIN_WATCH_TIMEOUT_MS),
    },
    judge: (error, failed) => toLookasideError(error, { call: 'WatchBackends', ...failed }, readDetails),
  })
  const pools = createLocalPools({ ...settings, ...deps, watches })
  const modeSwitch = createModeSwitch(
    settings.mode,
    () => clock.now(),
    (wire) => {
      log.info(wire === 'stream' ? 'picks go by a stream' : 'picks go by calls', { wire })
      events.emit({ kind: 'wire', wire })
    },
  )
  const { stream, reporter } = createMessages(settings, deps, { endpoints, caller, modeSwitch, readDetails })
  const throttle = createThrottle(clock, random)
  const service = createServicePicks({
    ...{ caller, endpoints, stream, modeSwitch, throttle, clock, readDetails },
    ...{ timeoutMs: settings.timeoutMs, connectTimeoutMs: settings.connectTimeoutMs },
    isTraced: () => options.tracing?.headers() !== undefined,
  })
  const news = createFallbackNews(
    () => clock.now(),
    log,
    (event) => events.emit(event),
  )
  const route = createPickRoute({
    ...{ pools, service, clock, locality: settings.locality, isLocal: settings.mode === 'watch' },
    onFallback: (pool, pick, why) => news.fellBack(pool, pick, why),
    onGood: (pool) => news.good(pool),
  })
  endpoints.changed.on(({ address, breaker: { state } }) => {
    if (state === 'open') log.warn('Lookaside does not answer, so picks do not wait for it', { address })
    else log.info('Lookaside answers again', { address })
    events.emit({ kind: 'breaker', address, state })
    if (state === 'open') return
    throttle.forget()
    reporter.wake()
  })
  return { events, endpoints, caller, watches, pools, stream, modeSwitch, throttle, reporter, route }
}

type MessageParts = Pick<ClientParts, 'endpoints' | 'caller' | 'modeSwitch'> & {
  readonly readDetails: ReturnType<typeof createErrorDetailsReader>
}

/** Picks and outcomes travel together where there is a stream, so the two know each other. */
function createMessages(
  settings: ClientSettings,
  { clock, random }: ClientDeps,
  { endpoints, caller, modeSwitch, readDetails }: MessageParts,
): Pick<ClientParts, 'stream' | 'reporter'> {
  const { log, flushIntervalMs, makeMetadata } = settings
  const stream: PickStream = createPickStream({
    clock,
    line: createStreamLine({
      ...{ endpoints, clock },
      open: (endpoint) => endpoint.client().streamPicks(makeMetadata('StreamPicks')),
    }),
    takeOutcomes: () => reporter.take(STREAM_BATCH),
    onLatePick: (token) => reporter.report({ token, result: 'cancelled' }),
    judgeOutcomes(error) {
      const { address } = endpoints.current()
      return judgeLoss(toLookasideError(error, { call: 'StreamPicks', address, timeoutMs: 1_000 }, readDetails))
    },
  })
  const reporter = createReporter({
    send: (outcomes, insist) =>
      modeSwitch.wire === 'stream' && stream.isOpen()
        ? stream.sendOutcomes(outcomes)
        : sendOutcomes(caller, outcomes, insist),
    buffer: createOutcomeBuffer(settings.maxBufferedOutcomes, () => clock.now()),
    backoff: createBackoff(REPORT_BACKOFF, random),
    ...{ flushIntervalMs, log, clock },
  })
  return { stream, reporter }
}
