import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { connect, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { createRedisStore } from '../../server/store/redis/redis-store.ts'
import type { BackendStore } from '../../server/store/store.ts'
import { SILENT_LOG } from '../../server/telemetry/ports.ts'
import type { TestRedis } from '../support/redis.ts'
import { redisKind, startRedis } from '../support/redis.ts'
import { backendRecord, beatRecord, ReplicaMemory } from '../support/replica-memory.ts'
import { until } from '../support/until.ts'

const clock = { now: () => performance.now() }

interface Replica {
  readonly store: BackendStore
  readonly memory: ReplicaMemory
}

let redis: TestRedis
let stores: BackendStore[] = []
let beating: NodeJS.Timeout[] = []

async function open(replicaId: string, url = redis.url): Promise<Replica> {
  const store = createRedisStore({ url, replicaId, log: SILENT_LOG, clock })
  const memory = new ReplicaMemory(2_000)
  stores.push(store)
  await store.start(memory)
  return { store, memory }
}

/** Heartbeats of ten backends of a pool through one replica, five a second each. */
function keepBeating({ store, memory }: Replica, pool: string): string[] {
  const ids = Array.from({ length: 10 }, (_none, n) => `${pool}-${n}`)
  for (const id of ids) memory.register(store, pool, backendRecord(id), beatRecord(id, { sequence: 1 }))
  let sequence = 1
  beating.push(
    setInterval(() => {
      sequence += 1
      for (const id of ids) memory.beat(store, pool, beatRecord(id, { sequence }))
    }, 200),
  )
  return ids
}

function sequenceOf(replica: Replica, pool: string, id: string): number {
  return replica.memory.get(pool, id)?.beat.sequence ?? 0
}

/** Waits until both replicas hear new heartbeats of each other. */
async function untilConverged(one: Replica, two: Replica): Promise<number> {
  const before = sequenceOf(two, 'a', 'a-0')
  const other = sequenceOf(one, 'b', 'b-0')
  return until(
    'both hear each other',
    () => sequenceOf(two, 'a', 'a-0') > before + 1 && sequenceOf(one, 'b', 'b-0') > other + 1,
    8_000,
  )
}

beforeEach(async () => {
  redis = await startRedis()
  await redis.flush()
})

afterEach(async () => {
  for (const timer of beating) clearInterval(timer)
  beating = []
  await redis.stop()
  await Promise.all(stores.map((store) => store.close()))
  stores = []
})

/** These stop the server, which REDIS_URL's is not ours to do. */
const whenOurs = redisKind() === 'external' ? test.skip : test
if (redisKind() === 'external')
  console.warn('kill and freeze tests are skipped: REDIS_URL names a server that is not ours to stop')

describe('two replicas on one Redis', () => {
  test('see what the other one does soon after', async () => {
    const one = await open('one')
    const two = await open('two')
    one.memory.register(one.store, 'a', backendRecord('x'), beatRecord('x'))
    const backend = await until('two sees the backend', () => two.memory.count('a') === 1)
    await one.store.putOverride('a', 'x', { drained: true, weight: undefined })
    const drain = await until('two sees the drain', () => two.memory.override('a', 'x')?.drained === true)
    await one.store.putPool({ pool: 'a', document: { n: 1 } }, 0)
    const config = await until('two sees the configuration', () => two.memory.pools.get('a')?.version === 1)
    console.info(
      `visible after: backend ${backend.toFixed(0)} ms, drain ${drain.toFixed(0)} ms, configuration ${config.toFixed(0)} ms`,
    )
  })

  whenOurs('ride out a Redis that is killed and comes back empty', async () => {
    const one = await open('one')
    const two = await open('two')
    keepBeating(one, 'a')
    keepBeating(two, 'b')
    await one.store.putPool({ pool: 'a', document: { n: 1 } }, 0)
    await one.store.putPool({ pool: 'a', document: { n: 2 } }, 1)
    await two.store.putOverride('b', 'b-1', { drained: true, weight: 3 })
    await untilConverged(one, two)
    await redis.kill()
    await until('both know', () => !one.store.status().up && !two.store.status().up)
    await expect(one.store.putPool({ pool: 'a', document: {} }, 2)).rejects.toMatchObject({
      name: 'StoreUnavailableError',
    })
    await redis.restart()
    await untilConverged(one, two)
    await until('both are up', () => one.store.status().up && two.store.status().up)
    for (const { store, memory } of [one, two]) {
      expect(store.status()).toMatchObject({ epochChanges: 1, error: '' })
      expect(memory.deregistered.size).toBe(0)
      expect(memory.log.some(({ kind }) => kind === 'pool_deleted')).toBe(false)
    }
    await expectRestored()
  })

  test('put everything back after FLUSHALL, and lose no write that was made meanwhile', async () => {
    const one = await open('one')
    const two = await open('two')
    keepBeating(one, 'a')
    keepBeating(two, 'b')
    await one.store.putPool({ pool: 'a', document: { n: 1 } }, 0)
    await one.store.putPool({ pool: 'a', document: { n: 2 } }, 1)
    await two.store.putOverride('b', 'b-1', { drained: true, weight: 3 })
    one.memory.bind(one.store, 'a', 'key', 'a-3')
    await until('two learns the binding', () => two.memory.binding('a', 'key') === 'a-3')
    await untilConverged(one, two)
    await redis.flush()
    const [config] = await Promise.all([
      two.store.putPool({ pool: 'a', document: { n: 3 } }, 2),
      one.store.putOverride('b', 'b-2', { drained: true, weight: undefined }),
    ])
    expect(config).toEqual({ kind: 'written', version: 3 })
    await until('both found out', () => [one, two].every(({ store }) => store.status().epochChanges > 0))
    await untilConverged(one, two)
    await until('one sees version 3', () => one.memory.pools.get('a')?.version === 3)
    await until('two sees the drain', () => two.memory.override('b', 'b-2')?.drained === true)
    expect([one, two].map(({ store }) => store.status().epochChanges)).toEqual([1, 1])
    const late = await expectRestored(3)
    expect(late.memory.override('b', 'b-2')).toEqual({ drained: true, weight: undefined })
    expect(late.memory.binding('a', 'key')).toBe('a-3')
  })

  async function expectRestored(version = 2): Promise<Replica> {
    const late = await open('late')
    expect([late.memory.count('a'), late.memory.count('b')]).toEqual([10, 10])
    expect(late.memory.pools.get('a')).toEqual({ version, document: { n: version } })
    expect(late.memory.override('b', 'b-1')).toEqual({ drained: true, weight: 3 })
    return late
  }

  whenOurs('promise nothing while Redis is frozen, hold last values only, and resume', async () => {
    const one = await open('one')
    const two = await open('two')
    keepBeating(one, 'a')
    keepBeating(two, 'b')
    await untilConverged(one, two)
    await redis.freeze()
    let oldest = 0
    for (let n = 0; n < 10; n += 1) {
      const begin = performance.now()
      await expect(one.store.putOverride('a', 'a-0', { drained: true, weight: n })).rejects.toMatchObject({
        name: 'StoreUnavailableError',
      })
      oldest = Math.max(oldest, performance.now() - begin)
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
    expect(one.store.status().up).toBe(false)
    expect(one.store.status().error).not.toBe('')
    expect(one.store.status().pending).toBeLessThanOrEqual(10)
    await redis.resume()
    const back = await until('both are up', () => one.store.status().up && two.store.status().up)
    await untilConverged(one, two)
    expect(one.store.status().epochChanges).toBe(0)
    console.info(`frozen: the oldest promise was ${oldest.toFixed(0)} ms old; up ${back.toFixed(0)} ms after SIGCONT`)
  })
})

describe('the channel of changes', () => {
  test('that dies without a word is found out and repaired', async () => {
    const proxy = await startProxy(redis.url)
    const one = await open('one')
    const two = await open('two', proxy.url)
    one.memory.register(one.store, 'a', backendRecord('x'), beatRecord('x'))
    await until('two sees x', () => two.memory.count('a') === 1)
    proxy.muteSubscriptions()
    one.memory.register(one.store, 'a', backendRecord('y'), beatRecord('y'))
    const took = await until('two sees y', () => two.memory.count('a') === 2, 8_000)
    expect(two.store.status().repairs).toBeGreaterThan(0)
    one.memory.register(one.store, 'a', backendRecord('z'), beatRecord('z'))
    await until('two sees z', () => two.memory.count('a') === 3)
    console.info(`a silently dead channel was repaired after ${took.toFixed(0)} ms`)
    await two.store.close()
    await proxy.close()
  })

  test('that lost a message leads to a re-read of the pool', async () => {
    const one = await open('one')
    const two = await open('two')
    one.memory.register(one.store, 'a', backendRecord('x'), beatRecord('x'))
    await until('two sees x', () => two.memory.count('a') === 1)
    // A change that nobody was told of: its message is lost, its revision is not.
    await redis.command('HINCRBY', 'lookaside:{a}:revision', 'rev', '1')
    await redis.command('HSET', 'lookaside:{a}:backends', 'lost', '["lost:1","","","",1,0,[]]')
    await redis.command('HSET', 'lookaside:{a}:beats', 'lost', '7 1 99999999999999 0 1 1,0,"",0')
    one.memory.register(one.store, 'a', backendRecord('y'), beatRecord('y'))
    await until('two sees y and the lost one', () => two.memory.get('a', 'lost')?.backend.epoch === 7)
    expect(two.store.status().repairs).toBe(1)
    expect(two.memory.get('a', 'y')).toBeDefined()
  })

  test('may carry garbage', async () => {
    const one = await open('one')
    for (const message of [
      '',
      'x',
      '|||||',
      'other|D|run|1|a\n{',
      'other|L||0|\n[[1]]',
      'other|Z|r|1|a\n',
      '|D|r|NaN|a\n[]',
    ]) {
      await redis.command('PUBLISH', 'lookaside:changes:0', message)
    }
    await redis.command(
      'PUBLISH',
      'lookaside:changes:0',
      'other|D|run|1|g\n[null,[],["b"],["r","x",1,1,1,1,0],["b","x","1",1]]',
    )
    await redis.command('PUBLISH', 'lookaside:changes:0', 'other|S|run|1|h\n[["1"],[[1,2],["b","x"]]]')
    await redis.command('HSET', 'lookaside:{i}:beats', 'b', 'garbage')
    await redis.command('SADD', 'lookaside:pools', 'i', '%ZZ')
    await one.store.putPool({ pool: 'a', document: {} }, 0)
    const two = await open('two')
    one.memory.register(one.store, 'i', backendRecord('b'), beatRecord('b'))
    await until('two sees b in the pool with the garbage', () => two.memory.count('i') === 1)
    expect(one.store.status().up).toBe(true)
  })
})

/** Passes bytes on to Redis, and can make every subscription's replies vanish while its connection stays open. */
async function startProxy(target: string): Promise<{ url: string; muteSubscriptions(): void; close(): Promise<void> }> {
  const { hostname, port } = new URL(target)
  const subscriptions = new Set<{ muted: boolean }>()
  const sockets = new Set<Socket>()
  const server: Server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    const state = { muted: false }
    sockets.add(client).add(upstream)
    client.on('data', (data) => {
      if (data.includes('subscribe')) subscriptions.add(state)
      upstream.write(data)
    })
    upstream.on('data', (data) => {
      if (!state.muted) client.write(data)
    })
    for (const [end, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      end.on('error', () => undefined)
      end.on('close', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  return {
    url: `redis://127.0.0.1:${address.port}`,
    muteSubscriptions() {
      for (const state of subscriptions) state.muted = true
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
