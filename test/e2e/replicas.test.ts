import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { BackendStatus__Output } from '../../proto/gen/lookaside/v1/BackendStatus.ts'
import type { PickBackendResponse__Output } from '../../proto/gen/lookaside/v1/PickBackendResponse.ts'
import type { Processes, Served } from '../support/processes.ts'
import { createProcesses } from '../support/processes.ts'
import type { TestRedis } from '../support/redis.ts'
import { startRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'
import type { Api } from './support/api.ts'
import { admin, agents, connectApi, lookaside } from './support/api.ts'
import type { Herd } from './support/herd.ts'
import { startHerd } from './support/herd.ts'

/** What one replica does is promised to be seen by the other within 100 ms; here the machine may be busy with other tests. */
const SEEN_MS = 5_000
const INTERVAL_MS = 300
const MISSED_LIMIT = 3

let processes: Processes
let redis: TestRedis
let served: Served[]
let here: Api
let there: Api
const herds: Herd[] = []
let seenMs: number[]

beforeAll(async () => {
  processes = createProcesses()
  redis = await startRedis()
  await redis.flush()
  served = await Promise.all([processes.serve({ store: redis.url }), processes.serve({ store: redis.url })])
  here = connectApi(served[0]?.address ?? '')
  there = connectApi(served[1]?.address ?? '')
  seenMs = []
}, 60_000)

afterAll(async () => {
  for (const herd of herds) herd.silence()
  for (const api of [here, there]) api.close()
  await processes.close()
  await redis.stop()
  const slowest = Math.round(Math.max(...seenMs))
  process.stdout.write(
    `  what one replica did was seen by the other within ${slowest} ms (promised: 100 ms, busy machine)\n`,
  )
})

async function beating(api: Api, pool: string, ids: readonly string[]): Promise<Herd> {
  const herd = await startHerd(api, { pool, ids })
  herds.push(herd)
  return herd
}

async function put(pool: string, more: object = {}): Promise<void> {
  const heartbeat = { interval: { seconds: 0, nanos: INTERVAL_MS * 1e6 }, missedLimit: MISSED_LIMIT }
  await here.ask(admin.PutPool, { config: { name: pool, heartbeat, slowStart: { window: { seconds: 0 } }, ...more } })
}

async function backendsAt(api: Api, pool: string): Promise<Map<string, BackendStatus__Output>> {
  const { backends } = await api.ask(admin.ListBackends, { pool }).catch(() => ({ backends: [] }))
  return new Map(backends.map((each) => [each.backend?.id ?? '', each]))
}

/** Waits until the other replica sees it, and keeps how long that took. */
async function seen(what: string, condition: () => Promise<boolean>): Promise<void> {
  seenMs.push(await until(`the other replica sees ${what}`, condition, SEEN_MS))
}

const pick = (api: Api, pool: string, affinityKey = ''): Promise<PickBackendResponse__Output> =>
  api.ask(lookaside.PickBackend, { pool, affinityKey })

describe('two replicas on one Redis see what the other one does', () => {
  test('a pool configuration', async () => {
    await put('config', { policy: { type: 'random' } })
    await seen('the pool', async () => {
      const answer = await there.ask(admin.GetPool, { name: 'config' }).catch(() => undefined)
      return answer?.pool?.config?.policy?.type === 'random'
    })
    await here.ask(admin.DeletePool, { name: 'config' })
    await seen('that it is gone', async () =>
      there.ask(admin.GetPool, { name: 'config' }).then(
        () => false,
        () => true,
      ),
    )
  })

  test('a registration, a drain, an undrain, a weight and a deregistration', async () => {
    await put('life')
    await beating(here, 'life', ['a', 'b', 'c'])
    await seen('the registrations', async () => (await backendsAt(there, 'life')).size === 3)
    expect((await pick(there, 'life')).backend?.address).toBe('127.0.0.1:9')

    await here.ask(admin.DrainBackend, { pool: 'life', backendId: 'a' })
    await seen('the drain', async () => {
      return (await backendsAt(there, 'life')).get('a')?.state === 'BACKEND_STATE_DRAINING'
    })
    for (let n = 0; n < 50; n += 1) expect((await pick(there, 'life')).backend?.id).not.toBe('a')

    // The way back goes by the other replica.
    await there.ask(admin.UndrainBackend, { pool: 'life', backendId: 'a' })
    await seen('the end of the drain', async () => {
      return (await backendsAt(here, 'life')).get('a')?.drainedByOperator === false
    })
    await here.ask(admin.SetBackendWeight, { pool: 'life', backendId: 'b', weight: 42 })
    await seen('the weight', async () => (await backendsAt(there, 'life')).get('b')?.backend?.weight === 42)

    const { epoch } = (await backendsAt(here, 'life')).get('c') ?? { epoch: 0 }
    await here.ask(agents.DeregisterBackend, { pool: 'life', backendId: 'c', epoch })
    await seen('the deregistration', async () => !(await backendsAt(there, 'life')).has('c'))
  })

  test('a binding of affinity', async () => {
    await put('sticky', { affinity: { mode: 'AFFINITY_MODE_BINDING' }, policy: { type: 'random' } })
    await beating(here, 'sticky', ['a', 'b', 'c', 'd'])
    await seen('the backends', async () => (await backendsAt(there, 'sticky')).size === 4)
    for (const key of ['one', 'two', 'three', 'four', 'five', 'six']) {
      const bound = (await pick(here, 'sticky', key)).backend?.id
      await seen('the binding', async () => {
        // Without a binding of its own yet, it must not make one: a pick with another key tells nothing.
        const keys = await redis.command('HEXISTS', 'lookaside:{sticky}:bindings', key)
        return keys === 1
      })
      await until('it has arrived', async () => (await pick(there, 'sticky', key)).backend?.id === bound)
      for (let n = 0; n < 5; n += 1) {
        const again = await pick(there, 'sticky', key)
        expect({ key, id: again.backend?.id, reason: again.reason }).toEqual({
          key,
          id: bound,
          reason: 'PICK_REASON_AFFINITY',
        })
      }
    }
  })

  test('load: what is picked at one counts at the other, until it ends or its replica dies', async () => {
    await put('load', { policy: { type: 'least_request' } })
    await beating(there, 'load', ['a'])
    await seen('the backend', async () => (await backendsAt(here, 'load')).size === 1)
    const inFlightThere = async (): Promise<number> => (await backendsAt(there, 'load')).get('a')?.inFlight ?? -1
    const tokens: string[] = []
    for (let n = 0; n < 20; n += 1) tokens.push((await pick(here, 'load')).pickToken)
    await seen('20 in flight', async () => (await inFlightThere()) === 20)
    const outcomes = tokens.slice(0, 15).map((pickToken) => ({ pickToken, result: 'OUTCOME_RESULT_SUCCESS' as const }))
    await here.ask(lookaside.ReportOutcomes, { outcomes })
    await seen('15 fewer', async () => (await inFlightThere()) === 5)
  })
})

describe('deaths', () => {
  test('the agent of one backend is killed: no replica picks it after 3 missed heartbeats', async () => {
    await put('agent', { policy: { type: 'random' } })
    await beating(here, 'agent', ['steady-1', 'steady-2', 'steady-3'])
    const agent = await processes.agent(
      `lookaside: ["${served[0]?.address}"]\nbackends:\n  - { pool: agent, id: mortal, address: "127.0.0.1:9", check: { type: none } }\n`,
    )
    await until('both know it', async () => {
      const both = await Promise.all([here, there].map((api) => backendsAt(api, 'agent')))
      return both.every((backends) => backends.has('mortal'))
    })
    await until('both have picked it', async () => {
      const both = await Promise.all([here, there].map((api) => pick(api, 'agent')))
      return both.every(({ backend }) => backend?.id === 'mortal')
    })
    agent.kill('SIGKILL')
    await agent.ended
    const expired = async (api: Api): Promise<number> =>
      until(
        'it is out of the picks',
        async () => (await backendsAt(api, 'agent')).get('mortal')?.state === 'BACKEND_STATE_EXPIRED',
        20_000,
      )
    const tookMs = await Promise.all([here, there].map(expired))
    const leaseMs = INTERVAL_MS * MISSED_LIMIT
    process.stdout.write(
      `  an agent was killed: out of the picks after ${tookMs.map(Math.round).join(' and ')} ms (3 heartbeats: ${leaseMs} ms)\n`,
    )
    for (let n = 0; n < 50; n += 1) {
      for (const api of [here, there]) expect((await pick(api, 'agent')).backend?.id).not.toBe('mortal')
    }
  }, 40_000)

  test('a replica is killed: its picks count no longer, and its agents go on elsewhere', async () => {
    await put('mourned', { policy: { type: 'least_request' } })
    await processes.agent(
      `lookaside: ["${here.address}", "${there.address}"]\nbackends:\n  - { pool: mourned, id: heir, address: "127.0.0.1:9", check: { type: none } }\n`,
    )
    await until('the other knows it', async () => (await backendsAt(there, 'mourned')).has('heir'))
    for (let n = 0; n < 5; n += 1) await pick(here, 'mourned')
    const heir = async (): Promise<BackendStatus__Output | undefined> =>
      (await backendsAt(there, 'mourned')).get('heir')
    await until('the picks count', async () => (await heir())?.inFlight === 5)
    served[0]?.kill('SIGKILL')
    const tookMs = await until('its picks are forgotten', async () => (await heir())?.inFlight === 0, 20_000)
    process.stdout.write(`  a replica was killed: its picks are forgotten after ${Math.round(tookMs)} ms\n`)
    // By now a lease has passed three times over.
    await until('its agent beats here', async () => (await heir())?.state === 'BACKEND_STATE_ELIGIBLE')
    expect((await pick(there, 'mourned')).backend?.id).toBe('heir')
  }, 40_000)
})
