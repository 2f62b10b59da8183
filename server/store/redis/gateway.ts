import { Cluster, Redis } from 'ioredis'
import { POOLS_KEY } from './keys.ts'
import type { NodeOptions, StoreTls } from './profile.ts'
import { clusterOptions, redisOptions } from './profile.ts'
import { arrayOf } from './replies.ts'
import type { ScriptCall } from './scripts.ts'
import { SCRIPTS } from './scripts.ts'
import type { StoreUrl } from './url.ts'

export type CallResult =
  { readonly kind: 'answered'; readonly value: unknown } | { readonly kind: 'failed'; readonly error: Error }

/** The way to Redis, the same for one server, Sentinel and Cluster. No promise of it rejects or outlives 240 ms. */
export interface Gateway {
  connect(onReady: () => void, onError: (error: Error) => void): void
  ready(): boolean
  run(calls: readonly ScriptCall[]): Promise<readonly CallResult[]>
  publish(channel: string, messages: readonly string[]): Promise<readonly CallResult[]>
  poolNames(): Promise<CallResult>
  /** Adds encoded names of pools to the index. */
  addPools(names: readonly string[]): Promise<CallResult>
  removePool(name: string): Promise<CallResult>
  /** A new connection for a subscription, which does not reconnect by itself. Undefined: no node is known yet. */
  subscriber(): Redis | undefined
  close(): void
}

/** Bounds what the command timeout does not: a cluster's tries over several nodes. The promise is 250 ms. */
const DEADLINE_MS = 240

export function createGateway(url: StoreUrl, tls: StoreTls | undefined, random: () => number): Gateway {
  const nodeOptions = redisOptions(url, tls, random)
  const client =
    url.kind === 'cluster'
      ? new Cluster(
          url.nodes.map(({ host, port }) => ({ host, port })),
          clusterOptions(nodeOptions, random),
        )
      : new Redis(nodeOptions)
  for (const [name, definition] of Object.entries(SCRIPTS)) client.defineCommand(name, definition)
  return {
    connect(onReady, onError) {
      client.on('ready', onReady)
      // A cluster's own error says only that it failed; why is in the last node's.
      client.on('error', (error: Error) => onError('lastNodeError' in error ? errorOf(error.lastNodeError) : error))
      // What this rejects with says no more than that the connection is closed.
      client.connect().catch(() => undefined)
    },
    ready: () => client.status === 'ready',
    run: (calls) => (client instanceof Cluster ? runEach(client, calls) : runTogether(client, calls)),
    publish: (channel, messages) => Promise.all(messages.map((message) => settle(client.publish(channel, message)))),
    poolNames: () => settle(client.smembers(POOLS_KEY)),
    addPools: (names) => settle(client.sadd(POOLS_KEY, ...names)),
    removePool: (name) => settle(client.srem(POOLS_KEY, name)),
    subscriber: () => subscriberOf(client, nodeOptions, random),
    close: () => client.disconnect(),
  }
}

/** One write to the socket for all calls. */
async function runTogether(client: Redis, calls: readonly ScriptCall[]): Promise<readonly CallResult[]> {
  const pipeline = client.pipeline()
  for (const call of calls) pipeline[call.script](...call.arguments)
  const outcome = await settle(pipeline.exec())
  return calls.map((_call, index) => {
    if (outcome.kind === 'failed') return outcome
    const [error = new Error('No answer'), value] = arrayOf(arrayOf(outcome.value)[index])
    return error === null ? { kind: 'answered', value } : { kind: 'failed', error: errorOf(error) }
  })
}

/** In a cluster a pipeline gives up where one of its pools has moved, so each call finds its node by itself. */
function runEach(client: Cluster, calls: readonly ScriptCall[]): Promise<readonly CallResult[]> {
  return Promise.all(calls.map((call) => settle(client[call.script](...call.arguments))))
}

function settle(answer: Promise<unknown>): Promise<CallResult> {
  return new Promise((resolve) => {
    const timer = setTimeout(
      () => resolve({ kind: 'failed', error: new Error('Redis did not answer in time') }),
      DEADLINE_MS,
    )
    answer.then(
      (value) => {
        clearTimeout(timer)
        resolve({ kind: 'answered', value })
      },
      (error: unknown) => {
        clearTimeout(timer)
        resolve({ kind: 'failed', error: errorOf(error) })
      },
    )
  })
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

function subscriberOf(client: Redis | Cluster, nodeOptions: NodeOptions, random: () => number): Redis | undefined {
  const once = { retryStrategy: () => null, reconnectOnError: null }
  if (client instanceof Redis) return new Redis({ ...nodeOptions, ...once })
  // Messages travel to every node of a cluster, so any of them will do; another one each time.
  const nodes = client.nodes('master')
  const node = nodes[Math.floor(random() * nodes.length)]
  if (node === undefined) return undefined
  const { host, port } = node.options
  return new Redis({
    ...nodeOptions,
    ...once,
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
  })
}
