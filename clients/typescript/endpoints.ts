import type { ChannelCredentials, ChannelOptions } from '@grpc/grpc-js'
import { connectivityState } from '@grpc/grpc-js'
import type { LookasideServiceClient } from '../../proto/gen/lookaside/v1/LookasideService.ts'
import { CHANNEL_OPTIONS } from './channel-options.ts'
import type { LookasideServices } from './protos.ts'

export interface Endpoint {
  readonly address: string
  readonly client: LookasideServiceClient
  /** A connection stands. Asking starts one when there is none. */
  isConnected(): boolean
}

/** The replicas of the service. They are equal: one is used until it fails, then the next. */
export interface Endpoints {
  readonly size: number
  current(): Endpoint
  /** `failed` is not to be used next, unless somebody has moved on already. */
  moveOn(failed: Endpoint): void
  close(): void
}

export function createEndpoints(
  addresses: readonly string[],
  services: LookasideServices,
  credentials: ChannelCredentials,
  channelOptions: ChannelOptions,
): Endpoints {
  const endpoints = addresses.map((address): Endpoint => {
    const client = new services.LookasideService(address, credentials, { ...CHANNEL_OPTIONS, ...channelOptions })
    const isConnected = (): boolean => client.getChannel().getConnectivityState(true) === connectivityState.READY
    return { address, client, isConnected }
  })
  let index = 0
  const current = (): Endpoint => {
    const endpoint = endpoints[index]
    if (endpoint === undefined) throw new TypeError('addresses: name at least one address of the service')
    return endpoint
  }
  return {
    size: endpoints.length,
    current,
    moveOn(failed) {
      if (current() === failed) index = (index + 1) % endpoints.length
    },
    close() {
      for (const endpoint of endpoints) endpoint.client.close()
    },
  }
}
