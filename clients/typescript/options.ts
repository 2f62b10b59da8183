import type { ChannelCredentials, ChannelOptions } from '@grpc/grpc-js'
import type { Locality } from './backend.ts'
import type { Log } from './log.ts'
import type { RetryBudgetOptions } from './retry-budget.ts'

export interface ClientOptions {
  /** The service, `host:port`. Either this or `addresses`. */
  readonly address?: string
  /** Several replicas of the service: the first is used until it fails, then the next. */
  readonly addresses?: readonly string[]
  /** Deadline of each call to the service in milliseconds. Default: 250. */
  readonly timeoutMs?: number
  /** Deadline while no connection stands, which has to be made first. Default: 1,000. */
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
  /** Default: says nothing. */
  readonly log?: Log
}

/** The addresses in the order of use. Throws a TypeError when there is none. */
export function addressesOf(options: Pick<ClientOptions, 'address' | 'addresses'>): readonly string[] {
  const addresses = options.addresses ?? (options.address === undefined ? [] : [options.address])
  if (addresses.length === 0 || addresses.some((address) => typeof address !== 'string' || address === '')) {
    throw new TypeError('address: name the service as "host:port", for example "127.0.0.1:50051"')
  }
  return addresses
}
