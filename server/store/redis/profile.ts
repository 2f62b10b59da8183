import type { ClusterOptions, RedisOptions } from 'ioredis'
import type { SentinelUrl, StoreUrl } from './url.ts'

/** Key material for TLS in PEM. Undefined: the system's authorities, no certificate of our own. */
export interface StoreTls {
  readonly ca?: string | undefined
  readonly cert?: string | undefined
  readonly key?: string | undefined
  readonly servername?: string | undefined
}

/**
 * How the client behaves when Redis does not. Its defaults queue commands without end while Redis is frozen; here nothing
 * is queued, a command has an answer or an error within 200 ms, and a silent socket is given up after a second.
 */
export const COMMAND_TIMEOUT_MS = 200
const SOCKET_TIMEOUT_MS = 1_000
const CONNECT_TIMEOUT_MS = 500
const KEEP_ALIVE_MS = 10_000
const FIRST_RETRY_MS = 50
const LAST_RETRY_MS = 1_000

/** Exponential, and never over a second with its jitter: the store must be back 1.5 s after Redis is. */
export function retryDelay(attempt: number, random: () => number): number {
  const ceiling = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt - 1, 10))
  return Math.round(ceiling * (0.5 + random() / 2))
}

/** Replies in the shapes of RESP2, whichever protocol is spoken. */
export type NodeOptions = RedisOptions & { replyMapping: 'legacy' }

export function redisOptions(url: StoreUrl, tls: StoreTls | undefined, random: () => number): NodeOptions {
  const options: NodeOptions = {
    replyMapping: 'legacy',
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepAlive: KEEP_ALIVE_MS,
    disconnectTimeout: CONNECT_TIMEOUT_MS,
    disableClientInfo: true,
    retryStrategy: (attempt) => retryDelay(attempt, random),
    // A primary that was demoted answers READONLY: the connection must be made again, to the new primary.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  }
  if (url.username !== '') options.username = url.username
  if (url.password !== '') options.password = url.password
  if (url.tls) options.tls = definedOf(tls)
  if (url.kind === 'standalone') Object.assign(options, url.endpoint, { db: url.db })
  if (url.kind === 'sentinel') Object.assign(options, sentinelOptions(url, tls, random))
  return options
}

function sentinelOptions(url: SentinelUrl, tls: StoreTls | undefined, random: () => number): RedisOptions {
  const options: RedisOptions = {
    sentinels: url.sentinels.map(({ host, port }) => ({ host, port })),
    name: url.masterName,
    role: 'master',
    db: url.db,
    sentinelCommandTimeout: COMMAND_TIMEOUT_MS,
    sentinelRetryStrategy: (attempt) => retryDelay(attempt, random),
    // Hears of the switch from the sentinels, where the old primary is cut off and cannot say READONLY.
    failoverDetector: true,
    sentinelReconnectStrategy: (attempt) => retryDelay(attempt, random),
  }
  if (url.sentinelUsername !== '') options.sentinelUsername = url.sentinelUsername
  if (url.sentinelPassword !== '') options.sentinelPassword = url.sentinelPassword
  if (url.tls) Object.assign(options, { enableTLSForSentinelMode: true, sentinelTLS: definedOf(tls) })
  return options
}

export function clusterOptions(nodeOptions: NodeOptions, random: () => number) {
  // The cluster client makes its own decisions about reconnecting a node and queues for it while it connects; the
  // timeout of each command bounds that queue.
  const { retryStrategy: _retry, enableOfflineQueue: _queue, lazyConnect: _lazy, ...shared } = nodeOptions
  return {
    lazyConnect: true,
    enableOfflineQueue: false,
    redisOptions: { ...shared, reconnectOnError: null },
    clusterRetryStrategy: (attempt: number) => retryDelay(attempt, random),
    // A command has 240 ms in all, so a few quick tries; the next flush repeats what failed.
    maxRedirections: 6,
    retryDelayOnFailover: 50,
    retryDelayOnClusterDown: 50,
    retryDelayOnTryAgain: 20,
    slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
    slotsRefreshInterval: 5_000,
  } satisfies ClusterOptions
}

function definedOf(tls: StoreTls | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tls ?? {}).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
}
