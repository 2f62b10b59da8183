import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { poolKeys } from '../../server/store/redis/keys.ts'
import type { BackendStatus__Output } from '../../proto/gen/lookaside/v1/BackendStatus.ts'
import type { Processes, Served } from '../support/processes.ts'
import { createProcesses } from '../support/processes.ts'
import type { TestRedis } from '../support/redis.ts'
import { redisKind, startRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'
import type { Api } from './support/api.ts'
import { admin, connectApi } from './support/api.ts'
import type { Herd } from './support/herd.ts'
import { startHerd } from './support/herd.ts'
import { readMetric } from './support/metrics.ts'
import { testUnless } from './support/need.ts'
import type { PickLoad } from './support/pick-load.ts'
import { startPickLoad } from './support/pick-load.ts'

/** How long Redis is away, and how much is picked meanwhile. The promise is for 60 s under 2,000 picks/s. */
const FAULT_SECONDS = Number(process.env['LOOKASIDE_FAULT_SECONDS'] ?? 5)
const PICKS_PER_SECOND = Number(process.env['LOOKASIDE_FAULT_PICKS'] ?? 400) / 2
/** One heartbeat + 1 s. It is measured and reported; the test itself allows for a machine that does much else. */
const PROMISED_MS = 2_000
const ALLOWED_MS = 5 * PROMISED_MS
const FLUSH_EVERY_MS = 300
/** Of one load during the longer faults. */
const MOST_PICKS = 0.9 * PICKS_PER_SECOND * FAULT_SECONDS
const TEST_MS = FAULT_SECONDS * 1_000 + 60_000

const POOL = 'faults'
const DRAINED = 'a-0'
const HEAVY = 'b-0'
/** Somebody tries to drain it while the store is away. */
const SPARED = 'a-1'
const IDS_A = ['a-0', 'a-1', 'a-2', 'a-3', 'a-4']
const IDS_B = ['b-0', 'b-1', 'b-2', 'b-3', 'b-4']
const IDS = [...IDS_A, ...IDS_B]

interface Replica {
  readonly served: Served
  readonly api: Api
}

let processes: Processes
let redis: TestRedis
let replicas: Replica[]
let herds: Herd[]
let loads: PickLoad[]

async function startReplica(): Promise<Replica> {
  const served = await processes.serve({ store: redis.url })
  return { served, api: connectApi(served.address) }
}

function both(): [Replica, Replica] {
  const [one, two] = replicas
  if (one === undefined || two === undefined) throw new Error('two replicas are needed')
  return [one, two]
}

beforeEach(async () => {
  processes = createProcesses()
  redis = await startRedis()
  await redis.flush()
  replicas = await Promise.all([startReplica(), startReplica()])
  const [one, two] = both()
  await one.api.ask(admin.PutPool, { config: { name: POOL, heartbeat: { interval: { seconds: 1 } } } })
  herds = [await startHerd(one.api, { pool: POOL, ids: IDS_A }), await startHerd(two.api, { pool: POOL, ids: IDS_B })]
  await until('both replicas know all backends', async () => (await known(one)) === 10 && (await known(two)) === 10)
  await one.api.ask(admin.DrainBackend, { pool: POOL, backendId: DRAINED })
  await two.api.ask(admin.SetBackendWeight, { pool: POOL, backendId: HEAVY, weight: 7 })
  await until('replicas and store hold everything', holdsEverything)
  loads = [one, two].map(({ api }) => startPickLoad(api, { pool: POOL, picksPerSecond: PICKS_PER_SECOND }))
}, 60_000)

afterEach(async () => {
  for (const herd of herds) herd.silence()
  for (const { api } of replicas) api.close()
  await processes.close()
  await redis.stop()
})

async function known({ api }: Replica): Promise<number> {
  const { backends } = await api.ask(admin.ListBackends, { pool: POOL }).catch(() => ({ backends: [] }))
  return backends.length
}

async function holdsEverything(): Promise<boolean> {
  return (await whatIsWrong()).length === 0
}

/** What is not as it should be: both replicas have everything, fresh, and so does Redis. */
async function whatIsWrong(): Promise<string[]> {
  const found = await Promise.all([...replicas.map(wrongIn), wrongInRedis()])
  return found.flatMap((wrong, index) =>
    wrong.map((each) => `${replicas[index] ? `replica ${index}` : 'Redis'}: ${each}`),
  )
}

async function wrongIn({ api }: Replica): Promise<string[]> {
  const { pool } = await api.ask(admin.GetPool, { name: POOL })
  const { backends } = await api.ask(admin.ListBackends, { pool: POOL })
  const idsWhere = (condition: (backend: BackendStatus__Output) => boolean): string =>
    String(backends.filter(condition).map((each) => each.backend?.id))
  return differences({
    backends: [idsWhere(() => true), String(IDS)],
    'without a recent heartbeat': [idsWhere(({ heartbeatAge }) => (heartbeatAge?.seconds ?? 9) >= 2), ''],
    expired: [idsWhere(({ state }) => state === 'BACKEND_STATE_EXPIRED'), ''],
    drained: [idsWhere((each) => each.drainedByOperator), DRAINED],
    weighed: [idsWhere((each) => each.operatorWeight === 7), HEAVY],
    'config version': [String(pool?.configVersion), '1'],
    degraded: [String(pool?.degraded?.reasons ?? ''), ''],
  })
}

async function wrongInRedis(): Promise<string[]> {
  const keys = poolKeys(POOL)
  const ask = async (name: string, ...args: string[]): Promise<string> =>
    String(await redis.command(name, ...args).catch((error: unknown) => error))
  const [backends, beats, version, overrides] = await Promise.all([
    ask('HLEN', keys.backends),
    ask('HLEN', keys.beats),
    ask('HGET', keys.config, 'version'),
    ask('HGETALL', keys.overrides),
  ])
  return differences({
    backends: [backends, String(IDS.length)],
    beats: [beats, String(IDS.length)],
    'config version': [version, '1'],
    drained: [overrides.match(/([^,]+),\[1,null/g)?.join(' ') ?? '', `${DRAINED},[1,null`],
    weighed: [overrides.match(/([^,]+),\[0,7/g)?.join(' ') ?? '', `${HEAVY},[0,7`],
  })
}

function differences(found: Readonly<Record<string, readonly [is: string, should: string]>>): string[] {
  return Object.entries(found).flatMap(([what, [is, should]]) =>
    is === should ? [] : [`${what}: "${is}" and not "${should}"`],
  )
}

/** A drain while the store is away is refused in so many words. */
async function expectDrainRefused({ api }: Replica): Promise<void> {
  await expect(api.ask(admin.DrainBackend, { pool: POOL, backendId: SPARED })).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    reason: 'STORE_UNAVAILABLE',
  })
}

/** Nobody was expired by the store's silence, and the refused drain has done nothing. */
async function expectUntouched({ api }: Replica): Promise<void> {
  const { backends } = await api.ask(admin.ListBackends, { pool: POOL })
  const states = new Map(backends.map(({ backend, state }) => [backend?.id, state]))
  expect(Object.fromEntries(states)).toEqual(
    Object.fromEntries(
      IDS.map((id) => [id, id === DRAINED ? 'BACKEND_STATE_DRAINING' : expect.stringMatching(/_(ELIGIBLE|WARMING)$/)]),
    ),
  )
  const pick = await api.ask(admin.GetPool, { name: POOL })
  expect(pick.pool?.degraded?.reasons).toEqual(['DEGRADED_REASON_STORE_UNAVAILABLE'])
}

/** Measures how long replicas and store take to hold everything again. */
async function converge(fault: string): Promise<void> {
  const tookMs = await until('all is well again', holdsEverything, ALLOWED_MS).catch(async (error: unknown) => {
    throw new Error(`${String(error)}: ${(await whatIsWrong()).join('; ')}`)
  })
  process.stdout.write(
    `  ${fault}, ${FAULT_SECONDS} s: converged ${Math.round(tookMs)} ms after the return (promised: ${PROMISED_MS} ms)\n`,
  )
}

async function expectNothingLost(fault: string): Promise<void> {
  await Promise.all(loads.map((load) => load.stop()))
  const sum = (of: (load: PickLoad) => number): number => loads.reduce((total, load) => total + of(load), 0)
  process.stdout.write(
    `  ${fault}: ${sum((load) => load.picked)} picks, ${sum((load) => load.failed)} failed, slowest answer ` +
      `${Math.round(Math.max(...loads.map((load) => load.slowestMs)))} ms; ${herds.map((herd) => herd.acked).join(' + ')} ` +
      `heartbeats, slowest ${Math.round(Math.max(...herds.map((herd) => herd.slowestMs)))} ms\n`,
  )
  for (const load of loads) {
    expect(load.failures).toEqual([])
    expect(load.picked).toBeGreaterThan(MOST_PICKS)
  }
  // Replicas divide the backends between them, so it is together that they pick from all.
  const picked = new Set(loads.flatMap((load) => [...load.byBackend.keys()]))
  expect([...picked].sort()).toEqual([...IDS].filter((id) => id !== DRAINED).sort())
  for (const herd of herds) {
    expect(herd.failures).toEqual([])
    expect(herd.acked).toBeGreaterThan(0)
  }
}

/** What only the store can tell: a replica that has never heard a heartbeat knows everything. */
async function expectNewcomerKnowsAll(): Promise<void> {
  const newcomer = await startReplica()
  replicas.push(newcomer)
  await until('a new replica knows everything', holdsEverything)
}

const faultTime = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, FAULT_SECONDS * 1_000))

const needsOwn = testUnless(
  redisKind() === 'external' ? 'REDIS_URL names a server that is not ours to stop' : undefined,
)

describe('two replicas, heartbeats at both, picks from both', () => {
  needsOwn(
    'Redis is killed and comes back empty',
    async () => {
      await redis.kill()
      await until('the store is seen to be away', async () => (await upOf(0)) === 0 && (await upOf(1)) === 0)
      await Promise.all(replicas.map(expectDrainRefused))
      await faultTime()
      await Promise.all(replicas.map(expectUntouched))
      await redis.restart()
      await converge('killed')
      await expectNothingLost('killed')
      for (const [index] of replicas.entries()) expect(await epochChanges(index)).toBe(1)
      await expectNewcomerKnowsAll()
    },
    TEST_MS,
  )

  needsOwn(
    'Redis is frozen and goes on',
    async () => {
      await redis.freeze()
      await until('the store is seen to be away', async () => (await upOf(0)) === 0 && (await upOf(1)) === 0)
      await Promise.all(replicas.map(expectDrainRefused))
      await faultTime()
      await Promise.all(replicas.map(expectUntouched))
      await redis.resume()
      await converge('frozen')
      await expectNothingLost('frozen')
      for (const [index] of replicas.entries()) expect(await epochChanges(index)).toBe(0)
      await expectNewcomerKnowsAll()
    },
    TEST_MS,
  )

  needsOwn(
    'a write that was given up is not carried out when Redis goes on',
    async () => {
      await redis.freeze()
      // At once, before anybody knows: the write is on its way.
      await Promise.all(replicas.map(expectDrainRefused))
      await until('the store is seen to be away', async () => (await upOf(0)) === 0 && (await upOf(1)) === 0)
      await redis.resume()
      await converge('frozen for a moment')
    },
    TEST_MS,
  )

  test(
    'Redis is emptied under the replicas, once, and then again and again',
    async () => {
      await redis.flush()
      await converge('flushed')
      const counted = async (): Promise<number[]> => Promise.all([epochChanges(0), epochChanges(1)])
      await until('both replicas have counted it', async () => (await counted()).every((changes) => changes === 1))
      const flushed = await flushAgainAndAgain()
      await converge(`flushed ${flushed} times more`)
      await expectNothingLost('flushed')
      for (const changes of await counted()) expect(changes).toBeGreaterThan(1)
      await expectNewcomerKnowsAll()
    },
    TEST_MS,
  )
})

async function flushAgainAndAgain(): Promise<number> {
  const end = performance.now() + FAULT_SECONDS * 1_000
  let times = 0
  while (performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, FLUSH_EVERY_MS))
    await redis.flush()
    times += 1
  }
  return times
}

async function epochChanges(index: number): Promise<number> {
  return (await readMetric(replicas[index]?.served.http ?? '', 'lookaside_store_epoch_changes_total')) ?? 0
}

async function upOf(index: number): Promise<number | undefined> {
  return readMetric(replicas[index]?.served.http ?? '', 'lookaside_store_up')
}
