import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Timings } from '../../server/store/redis/core.ts'
import { createRedisStore } from '../../server/store/redis/redis-store.ts'
import type { BackendStore } from '../../server/store/store.ts'
import { SILENT_LOG } from '../../server/telemetry/ports.ts'
import { applyDocumentedAcl } from '../support/documented-acl.ts'
import type { TestRedis } from '../support/redis.ts'
import { endProcess, freePort, redisCommand, serverProgram, spawnRedis, startRedis } from '../support/redis.ts'
import { backendRecord, beatRecord, ReplicaMemory } from '../support/replica-memory.ts'
import { until } from '../support/until.ts'

const clock = { now: () => performance.now() }
let redis: TestRedis
let stores: BackendStore[] = []

beforeEach(async () => {
  redis = await startRedis()
  await redis.flush()
})

afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()))
  stores = []
  await redis.stop()
})

async function open(replicaId: string, timings: Partial<Timings> = {}, url = redis.url) {
  const store = createRedisStore({ url, replicaId, log: SILENT_LOG, clock, timings })
  const memory = new ReplicaMemory()
  stores.push(store)
  await store.start(memory)
  return { store, memory }
}

describe('the slow pass', () => {
  test('finds what nobody was told of', async () => {
    const { memory } = await open('one', { slowPassMs: 1_000 })
    await redis.command('HSET', 'lookaside:{a}:backends', 'b', '["b:1","","","",1,0,[]]')
    await redis.command('HSET', 'lookaside:{a}:beats', 'b', '7 1 99999999999999 0 1 1,0,"",0')
    await redis.command('SADD', 'lookaside:pools', 'a')
    await until('it is found', () => memory.get('a', 'b')?.backend.epoch === 7)
  })

  test('removes what has been dead for long, and then the pool from the index', async () => {
    const { store } = await open('one', { slowPassMs: 1_000, sweepAfterMs: 1 })
    const dead = { backend: backendRecord('b'), beat: beatRecord('b') }
    store.offer({ kind: 'register', pool: 'a', ...dead, leaseMs: 1 })
    store.offer({ kind: 'register', pool: 'kept', ...dead, leaseMs: 60_000 })
    await store.putOverride('a', 'b', { drained: true, weight: undefined })
    await store.putOverride('a', 'b', { drained: false, weight: undefined })
    await until('it is written', async () => (await redis.command('HLEN', 'lookaside:{a}:beats')) === 1)
    const pools = async () => JSON.stringify(await redis.command('SMEMBERS', 'lookaside:pools'))
    await until('it is removed', async () => (await pools()) === '["kept"]')
    expect(
      await redis.command('EXISTS', 'lookaside:{a}:beats', 'lookaside:{a}:backends', 'lookaside:{a}:overrides'),
    ).toBe(0)
    expect(Number(await redis.command('PTTL', 'lookaside:{a}:revision'))).toBeGreaterThan(0)
    store.offer({ kind: 'register', pool: 'a', ...dead, backend: backendRecord('b', { epoch: 2 }), leaseMs: 60_000 })
    await until('it is back', async () => (await pools()).includes('"a"'))
    expect(await redis.command('PTTL', 'lookaside:{a}:revision')).toBe(-1)
    expect(store.status().epochChanges).toBe(0)
  })
})

test('a replica that dies without a word stops counting', async () => {
  const { memory } = await open('one', { replicaTimeoutMs: 600 })
  await redis.command('PUBLISH', 'lookaside:changes:0', 'ghost~1|L||0|\n[["p","b",3,0,0,0,0]]')
  await until('its load counts', () => memory.loads.get('ghost~1')?.get('p/b') === 3)
  await until('it is gone', () => memory.gone.includes('ghost~1'))
})

test('heartbeats of a backend that the store has lost bring it back from memory', async () => {
  const one = await open('one')
  const two = await open('two')
  one.memory.register(one.store, 'a', backendRecord('b'), beatRecord('b'))
  await until('two sees b', () => two.memory.count('a') === 1)
  await redis.command('DEL', 'lookaside:{a}:beats', 'lookaside:{a}:backends')
  one.memory.beat(one.store, 'a', beatRecord('b', { sequence: 2 }))
  await until('it is stored again', async () => (await redis.command('HLEN', 'lookaside:{a}:backends')) === 1)
  await until('two hears the heartbeat', () => two.memory.get('a', 'b')?.beat.sequence === 2)
})

test('a store that starts while Redis is away says so, and loads when it comes', async () => {
  if (redis.cannotStop !== undefined) return console.warn(`skipped: ${redis.cannotStop}`)
  await redis.kill()
  const { store, memory } = await open('one')
  expect(store.status()).toMatchObject({ up: false })
  memory.register(store, 'a', backendRecord('b'), beatRecord('b'))
  await redis.restart()
  await until('it is up', () => store.status().up)
  await until('what waited is written', async () => (await redis.command('HLEN', 'lookaside:{a}:beats')) === 1)
  expect(store.status()).toMatchObject({ epochChanges: 0, pending: 0 })
})

test('the documented ACL user may do all that the store does, and nothing else', async () => {
  if (redis.kind === 'external')
    return console.warn('skipped: REDIS_URL names a server whose users are not ours to change')
  await applyDocumentedAcl('lookaside', redis.url)
  const url = redis.url.replace('redis://', 'redis://lookaside:change-me@')
  const one = await open('one', { slowPassMs: 1_000, sweepAfterMs: 1 }, url)
  const two = await open('two', {}, url)
  expect(one.store.status()).toMatchObject({ up: true, error: '' })
  one.memory.register(one.store, 'a', backendRecord('b'), beatRecord('b'))
  one.memory.bind(one.store, 'a', 'key', 'b')
  one.store.offer({
    kind: 'load',
    pool: 'a',
    digest: { backendId: 'b', outstanding: 1, successes: 0, failures: 0, latencyMeanMs: 0, latencyMaxMs: 0 },
  })
  await one.store.putPool({ pool: 'a', document: {} }, 0)
  await one.store.putOverride('a', 'b', { drained: true, weight: 1 })
  await one.store.putPool({ pool: 'gone', document: {} }, 0)
  await one.store.deletePool('gone', 1)
  one.store.offer({ kind: 'register', pool: 'dead', backend: backendRecord('d'), beat: beatRecord('d'), leaseMs: 1 })
  await until(
    'two sees it all',
    () => two.memory.override('a', 'b')?.drained === true && two.memory.binding('a', 'key') === 'b',
  )
  await until('the dead one is swept', async () => (await redis.command('EXISTS', 'lookaside:{dead}:beats')) === 0)
  await redis.flush()
  await until('all is put back', async () => (await redis.command('HLEN', 'lookaside:{a}:overrides')) === 1)
  one.store.offer({ kind: 'deregister', pool: 'a', backendId: 'b', epoch: 1 })
  await until('the deregistration is written', () => two.memory.deregistered.has('a/b'))
  expect(await redis.command('ACL', 'LOG')).toEqual([])
  for (const command of ['KEYS *', 'FLUSHALL', 'CONFIG GET *', 'SET elsewhere 1', 'GET elsewhere']) {
    const [name = '', ...rest] = command.split(' ')
    await expect(redisCommand(url, name, ...rest)).rejects.toThrow('NOPERM')
  }
})

test('over TLS, with a password that never shows', async () => {
  const program = serverProgram()
  const openssl = spawnSync('openssl', ['version']).status === 0
  if (program === undefined || !openssl) return console.warn('skipped: TLS needs redis-server and openssl on PATH')
  const dir = await mkdtemp(join(tmpdir(), 'lookaside-tls-'))
  const [cert, key] = [join(dir, 'cert.pem'), join(dir, 'key.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  spawnSync('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '1',
    '-keyout',
    key,
    '-out',
    cert,
    ...subject,
  ])
  const [plain, secure] = [await freePort(), await freePort()]
  const settings = [
    '--tls-port',
    String(secure),
    '--tls-cert-file',
    cert,
    '--tls-key-file',
    key,
    '--tls-ca-cert-file',
    cert,
    '--tls-auth-clients',
    'no',
  ]
  const child = await spawnRedis(program, plain, dir, settings).catch(() => undefined)
  if (child === undefined) return console.warn(`skipped: ${program} was built without TLS`)
  const errors: string[] = []
  const note = (message: string, fields?: Readonly<Record<string, unknown>>) =>
    void errors.push(message + JSON.stringify(fields))
  const log = { debug: note, info: note, warn: note, error: note }
  try {
    const url = `rediss://default:s3cret@127.0.0.1:${secure}`
    const trusting = createRedisStore({ url, replicaId: 'one', log, clock, tls: { ca: await readFile(cert, 'utf8') } })
    const doubting = createRedisStore({ url, replicaId: 'two', log, clock })
    stores.push(trusting, doubting)
    await Promise.all([trusting.start(new ReplicaMemory()), doubting.start(new ReplicaMemory())])
    expect(doubting.status()).toMatchObject({ up: false, error: expect.stringContaining('self') })
    await expect(doubting.putPool({ pool: 'p', document: {} }, 0)).rejects.toThrow('Redis cannot be reached')
    expect(JSON.stringify([errors, trusting.status(), doubting.status()])).not.toContain('s3cret')
    expect(JSON.stringify(errors)).toContain('default:***@127.0.0.1')
  } finally {
    await endProcess(child)
    await rm(dir, { recursive: true, force: true })
  }
})
