import type { ChannelCredentials, ChannelOptions } from '@grpc/grpc-js'
import type { Locality } from './backend.ts'
import type { MakeCallMetadata } from './call-metadata.ts'
import { makeCallMetadata } from './call-metadata.ts'
import type { Log } from './log.ts'
import { SILENT_LOG } from './log.ts'
import { checkRange } from './range.ts'
import type { RetryBudgetOptions } from './retry-budget.ts'
import type { FallbackOption } from './static-lists.ts'
import { createStaticLists } from './static-lists.ts'
import type { ClientTracing } from './tracing.ts'
import { tracedMetadata } from './tracing.ts'
import type { WeightedList } from './weighted-list.ts'

/**
 * How picks are made. `unary`: a call for each. `stream`: many in one message, on a stream. `auto`: `unary` while picks are
 * few, `stream` while they are many. `watch`: here, by the shares that the service sends.
 */
export type ClientMode = 'auto' | 'unary' | 'stream' | 'watch'

export interface ClientOptions {
  /** The service, `host:port`. Either this or `addresses`. */
  readonly address?: string
  /** Several replicas of the service: the first is used until it fails, then the next. */
  readonly addresses?: readonly string[]
  /** Default: auto. */
  readonly mode?: ClientMode
  /** Backends to call while nothing else is known, by pool: `{ checkout: ['10.0.0.1:8080'] }`. Default: none. */
  readonly fallback?: FallbackOption
  /**
   * Pools whose list is kept in the background, so that picks go on when the service does not: those picked from last.
   * 0 to 64. Default: 16. Each takes a stream; without one, the list is what earlier answers named.
   */
  readonly keptLists?: number
  /** Deadline of a pick in milliseconds. Default: 50. When it is over, a list answers, if there is one. */
  readonly timeoutMs?: number
  /** Deadline while a connection has to be made first, or no list can answer. Default: 1,000. */
  readonly connectTimeoutMs?: number
  /** Where this caller is, for every pick that does not say otherwise. */
  readonly locality?: Locality
  /** Outcomes that may wait; when there are more, the oldest go and are counted. Default: 10,000. */
  readonly maxBufferedOutcomes?: number
  /** Longest time that an outcome waits for others. Default: 20: in-flight counts are as fresh as outcomes are. */
  readonly flushIntervalMs?: number
  /** How many retries `withBackend` may do. */
  readonly retryBudget?: RetryBudgetOptions
  /** Default: no TLS. */
  readonly credentials?: ChannelCredentials
  /** Settings of the gRPC channel, over this client's own. */
  readonly channelOptions?: ChannelOptions
  /** Makes the metadata of each call to the service, for example a token. Default: none. */
  readonly callMetadata?: MakeCallMetadata
  /** Makes picks and calls part of the application's traces, see {@link openTelemetry}. Default: none. */
  readonly tracing?: ClientTracing
  /** Default: says nothing. */
  readonly log?: Log
}

/** The options, checked and filled. */
export interface ClientSettings {
  readonly addresses: readonly string[]
  readonly mode: ClientMode
  readonly staticLists: ReadonlyMap<string, WeightedList>
  readonly keptLists: number
  readonly timeoutMs: number
  readonly connectTimeoutMs: number
  readonly locality: Locality | undefined
  readonly maxBufferedOutcomes: number
  readonly flushIntervalMs: number
  readonly retryBudget: RetryBudgetOptions
  readonly channelOptions: ChannelOptions
  readonly makeMetadata: MakeCallMetadata
  readonly log: Log
}

const MODES: readonly string[] = ['auto', 'unary', 'stream', 'watch'] satisfies readonly ClientMode[]
/** The service answers within a few milliseconds, and a call that waits longer for a pick is better off with a list. */
const DEFAULT_TIMEOUT_MS = 50
const DEFAULT_CONNECT_TIMEOUT_MS = 1_000
/** The service allows 100 streams a connection, which calls and picks need, too. */
const MAX_KEPT_LISTS = 64
const HOUR_MS = 3_600_000

/** @throws {TypeError | RangeError} naming the option that is wrong. */
export function checkOptions(options: ClientOptions): ClientSettings {
  const { mode = 'auto' } = options
  if (!MODES.includes(mode))
    throw new TypeError(`mode: is ${JSON.stringify(mode)}, expected one of ${MODES.join(', ')}`)
  const number = (name: 'timeoutMs' | 'connectTimeoutMs', byDefault: number): number =>
    checkRange(name, options[name] ?? byDefault, 1, HOUR_MS)
  return {
    addresses: addressesOf(options),
    mode,
    staticLists: createStaticLists(options.fallback),
    keptLists: Math.floor(checkRange('keptLists', options.keptLists ?? 16, 0, MAX_KEPT_LISTS)),
    timeoutMs: number('timeoutMs', DEFAULT_TIMEOUT_MS),
    connectTimeoutMs: number('connectTimeoutMs', DEFAULT_CONNECT_TIMEOUT_MS),
    locality: options.locality,
    maxBufferedOutcomes: Math.floor(checkRange('maxBufferedOutcomes', options.maxBufferedOutcomes ?? 10_000, 1, 1e7)),
    flushIntervalMs: checkRange('flushIntervalMs', options.flushIntervalMs ?? 20, 1, 60_000),
    retryBudget: options.retryBudget ?? {},
    channelOptions: options.channelOptions ?? {},
    makeMetadata: tracedMetadata(options.callMetadata ?? makeCallMetadata, options.tracing),
    log: options.log ?? SILENT_LOG,
  }
}

/** The addresses in the order of use. Throws a TypeError when there is none. */
function addressesOf(options: ClientOptions): readonly string[] {
  const addresses = options.addresses ?? (options.address === undefined ? [] : [options.address])
  if (addresses.length === 0 || addresses.some((address) => typeof address !== 'string' || address === '')) {
    throw new TypeError('address: name the service as "host:port", for example "127.0.0.1:50051"')
  }
  return addresses
}
