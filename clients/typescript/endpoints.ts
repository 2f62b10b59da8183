import { connectivityState } from '@grpc/grpc-js'
import type { ChannelCredentials, ChannelOptions } from '@grpc/grpc-js'
import type { LookasideServiceClient } from '../../proto/gen/lookaside/v1/LookasideService.ts'
import { createBackoff } from './backoff.ts'
import type { Breaker, BreakerState } from './breaker.ts'
import { createBreaker } from './breaker.ts'
import type { MakeCallMetadata } from './call-metadata.ts'
import { CHANNEL_OPTIONS } from './channel-options.ts'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import type { Probe } from './probe.ts'
import { createProbe } from './probe.ts'
import type { LookasideServices } from './protos.ts'
import { createSignal } from './signal.ts'
import type { Signal } from './signal.ts'

/** One replica of the service. */
export interface Endpoint {
  readonly address: string
  readonly breaker: Breaker
  /** Of the channel in use; a channel that stays silent is replaced. */
  client(): LookasideServiceClient
  /** A connection stands. Asking starts one when there is none. */
  isConnected(): boolean
  /** Tells that the channel was replaced: streams of the one before hear nothing any more. */
  readonly replaced: Signal<void>
}

/** The replicas of the service. They are equal: one is used until it fails, then the next. */
export interface Endpoints {
  readonly all: readonly Endpoint[]
  /** The one in use, whatever is known of it. */
  current(): Endpoint
  /** The one in use, or the next whose breaker is closed. Undefined: all are open. */
  usable(): Endpoint | undefined
  /** `failed` is not to be used next, unless somebody has moved on already. */
  moveOn(failed: Endpoint): void
  /** Tells of each breaker that changes. */
  readonly changed: Signal<Endpoint>
  close(): void
}

export interface EndpointsDeps {
  readonly addresses: readonly string[]
  readonly services: LookasideServices
  readonly credentials: ChannelCredentials
  readonly channelOptions: ChannelOptions
  readonly makeMetadata: MakeCallMetadata
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
  /** An answer that takes longer is of no use to a pick. */
  readonly timeoutMs: number
}

/** Between probes; each waits for a connection for up to a second itself. */
const PROBE_BACKOFF = { initialMs: 200, maxMs: 1_000 }
/** The list of a pool of 10,000 backends with labels takes a few megabytes; gRPC's default limit is 4. */
const MAX_RECEIVE_BYTES = 32 * 1024 * 1024

export function createEndpoints(deps: EndpointsDeps): Endpoints {
  const changed = createSignal<Endpoint>()
  const opened = deps.addresses.map((address) => openEndpoint(address, deps, (endpoint) => changed.emit(endpoint)))
  const all = opened.map(({ endpoint }) => endpoint)
  let index = 0
  const at = (position: number): Endpoint => {
    const endpoint = all[position % all.length]
    if (endpoint === undefined) throw new TypeError('addresses: name at least one address of the service')
    return endpoint
  }
  return {
    all,
    changed,
    current: () => at(index),
    usable() {
      for (let step = 0; step < all.length; step++) {
        const endpoint = at(index + step)
        if (endpoint.breaker.state === 'closed') return endpoint
      }
      return undefined
    },
    moveOn(failed) {
      if (at(index) === failed) index = (index + 1) % all.length
    },
    close() {
      for (const { close } of opened) close()
    },
  }
}

function openEndpoint(
  address: string,
  deps: EndpointsDeps,
  onChange: (endpoint: Endpoint) => void,
): { readonly endpoint: Endpoint; readonly close: () => void } {
  const { clock, random, log } = deps
  const channelOptions = { ...CHANNEL_OPTIONS, 'grpc.max_receive_message_length': MAX_RECEIVE_BYTES }
  const connect = (): LookasideServiceClient =>
    new deps.services.LookasideService(address, deps.credentials, { ...channelOptions, ...deps.channelOptions })
  let client = connect()
  const replaced = createSignal<void>()
  const stateOf = (): connectivityState => client.getChannel().getConnectivityState(true)
  const isConnected = (): boolean => stateOf() === connectivityState.READY
  const replace = (): void => {
    log.debug('a channel that stays silent is replaced', { address })
    client.close()
    client = connect()
    replaced.emit()
  }
  const probe: Probe = createProbe({ ...deps, address, client: () => client, stateOf, replace })
  const onBreaker = (state: BreakerState): void => {
    if (state === 'open') probe.reset()
    onChange(endpoint)
  }
  const backoff = createBackoff(PROBE_BACKOFF, random)
  const breaker = createBreaker({ clock, backoff, probe: () => probe.run(), onChange: onBreaker })
  const endpoint: Endpoint = { address, breaker, client: () => client, isConnected, replaced }
  const close = (): void => {
    breaker.stop()
    client.close()
  }
  return { endpoint, close }
}
