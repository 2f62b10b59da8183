import type { experimental } from '@grpc/grpc-js'
import { readProperty } from '../../property.ts'
import type { Outcome } from '../../outcome.ts'
import type { WatchedList } from '../../pool-watch.ts'
import type { GrpcLibrary } from './library.ts'

/** A backend of a pool, as the load balancer needs it. */
export interface PoolEntry {
  readonly id: string
  readonly address: string
  readonly share: number
  readonly endpoint: experimental.Endpoint
}

/** What a client brings to its channels. */
export interface ChannelSettings {
  readonly report: (outcome: Outcome) => void
  /** Connections that one channel keeps. */
  readonly maxConnections: number
}

/** What the resolver hands to the load balancer of the same channel: policies belong to the process, and know no client. */
export interface PoolList extends ChannelSettings {
  readonly pool: string
  readonly entries: readonly PoolEntry[]
}

/** The prefix keeps it out of the arguments by which grpc-js tells subchannels apart. */
const ATTRIBUTE = 'grpc.internal.no_subchannel.lookaside'

export function toPoolList(list: WatchedList, settings: ChannelSettings, { experimental }: GrpcLibrary): PoolList {
  const entries = list.backends.flatMap(({ backend, share }): PoolEntry[] => {
    const { id, address } = backend
    const { host, port } = experimental.splitHostPort(address) ?? {}
    return host === undefined || port === undefined
      ? []
      : [{ id, address, share, endpoint: { addresses: [{ host, port }] } }]
  })
  return { ...settings, pool: list.pool, entries }
}

export function toAttributes(list: PoolList): Record<string, unknown> {
  return { [ATTRIBUTE]: list }
}

/** Undefined: the addresses come from another resolver. */
export function readPoolList(channelOptions: object): PoolList | undefined {
  const list = readProperty(channelOptions, ATTRIBUTE)
  return isPoolList(list) ? list : undefined
}

function isPoolList(list: unknown): list is PoolList {
  return Array.isArray(readProperty(list, 'entries'))
}
