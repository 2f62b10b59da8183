import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { join } from 'node:path'
import type { GoAway__Output } from '../../proto/gen/lookaside/v1/GoAway.ts'
import type { Processes, Served } from '../support/processes.ts'
import { createProcesses } from '../support/processes.ts'
import { freePort } from '../support/redis.ts'
import { until } from '../support/until.ts'
import type { Api } from './support/api.ts'
import { admin, agents, connectApi, lookaside } from './support/api.ts'
import { startHerd } from './support/herd.ts'
import { watchHealth } from './support/health.ts'

/** What containers are given between SIGTERM and SIGKILL. */
const GIVEN_MS = 10_000
const POOL = 'farewell'

let processes: Processes
let apis: Api[]

beforeEach(() => {
  processes = createProcesses()
  apis = []
})

afterEach(async () => {
  for (const api of apis) api.close()
  await processes.close()
})

function connect(address: string): Api {
  const api = connectApi(address)
  apis.push(api)
  return api
}

interface OpenStreams {
  /** What each stream was told. */
  readonly goAways: Map<string, GoAway__Output>
  /** How each stream ended. */
  readonly ends: Map<string, string>
  /** Ends the streams, as a client does that heeds what it was told. */
  leave(): void
}

/** A watch, a stream of picks and a stream of heartbeats, each of which has had its first answer. */
async function openStreams(api: Api): Promise<OpenStreams> {
  const goAways = new Map<string, GoAway__Output>()
  const ends = new Map<string, string>()
  const heard = new Set<string>()
  const listen = (name: string) => ({
    data: ({ goAway }: { goAway: GoAway__Output | null }) => {
      heard.add(name)
      if (goAway !== null) goAways.set(name, goAway)
    },
    end: () => ends.set(name, ends.get(name) ?? 'ended'),
    error: (error: Error) => ends.set(name, String(error)),
  })
  const watch = api.watch(lookaside.WatchBackends, { pool: POOL })
  const picks = api.duplex(lookaside.StreamPicks)
  const beats = api.duplex(agents.StreamHeartbeats)
  for (const [name, stream] of Object.entries({ watch, picks, beats })) {
    const on = listen(name)
    stream.on('data', on.data).on('end', on.end).on('error', on.error)
  }
  picks.write({ sequence: 1, picks: [{ pool: POOL }] })
  beats.write({ heartbeats: [] })
  await until('each stream has answered', () => heard.size === 3)
  return {
    goAways,
    ends,
    leave() {
      watch.cancel()
      picks.end()
      beats.end()
    },
  }
}

describe('a replica that is told to stop', () => {
  let served: Served
  let api: Api

  beforeEach(async () => {
    served = await processes.serve()
    api = connect(served.address)
    const herd = await startHerd(api, { pool: POOL, ids: ['a', 'b', 'c'] })
    herd.silence()
  })

  test('says NOT_SERVING, sends every stream elsewhere, and ends with 0 once they have gone', async () => {
    const streams = await openStreams(api)
    const watched = watchHealth(served.address)
    await until('the watch of health says SERVING', () => watched.statuses.at(-1) === 'SERVING')
    const begin = performance.now()
    served.kill('SIGTERM')
    await until('every stream was sent elsewhere', () => streams.goAways.size === 3)
    await until('health says so', () => watched.statuses.at(-1) === 'NOT_SERVING')
    for (const { reason, grace } of streams.goAways.values()) {
      expect(reason).toBe('SHUTTING_DOWN')
      expect(grace?.seconds).toBeGreaterThan(0)
    }
    // The grace is for use: calls still work.
    expect((await api.ask(lookaside.PickBackend, { pool: POOL })).backend).not.toBeNull()
    expect((await fetch(`${served.http}/healthz`)).status).toBe(503)
    streams.leave()
    expect(await served.ended).toEqual({ code: 0, signal: null })
    const tookMs = performance.now() - begin
    watched.close()
    process.stdout.write(`  SIGTERM with streams that leave: ended after ${Math.round(tookMs)} ms\n`)
    expect(tookMs).toBeLessThan(GIVEN_MS)
  })

  test('ends with 0 in time although no stream leaves', async () => {
    const streams = await openStreams(api)
    const begin = performance.now()
    served.kill('SIGTERM')
    expect(await served.ended).toEqual({ code: 0, signal: null })
    const tookMs = performance.now() - begin
    process.stdout.write(`  SIGTERM with streams that stay: ended after ${Math.round(tookMs)} ms\n`)
    expect(tookMs).toBeLessThan(GIVEN_MS)
    expect([...streams.goAways.keys()].sort()).toEqual(['beats', 'picks', 'watch'])
    await until('the streams have ended', () => streams.ends.size === 3)
  }, 20_000)

  test('ends at once at the second signal', async () => {
    const streams = await openStreams(api)
    served.kill('SIGTERM')
    await until('it has begun', () => streams.goAways.size === 3)
    const begin = performance.now()
    served.kill('SIGTERM')
    const exit = await served.ended
    const tookMs = performance.now() - begin
    process.stdout.write(`  a second SIGTERM: ended after ${Math.round(tookMs)} ms with ${JSON.stringify(exit)}\n`)
    expect(exit.signal).toBeNull()
    expect(tookMs).toBeLessThan(2_000)
  })
})

const agentOf = (address: string): string =>
  `lookaside: ["${address}"]\nbackends:\n  - { pool: ${POOL}, id: mine, address: "127.0.0.1:9", check: { type: none } }\n`

async function stateOf(api: Api, id: string): Promise<string> {
  const { backends } = await api.ask(admin.ListBackends, { pool: POOL }).catch(() => ({ backends: [] }))
  return backends.find(({ backend }) => backend?.id === id)?.state ?? 'absent'
}

const isPickable = (state: string): boolean => state === 'BACKEND_STATE_ELIGIBLE' || state === 'BACKEND_STATE_WARMING'

describe('an agent', () => {
  test('that is told to stop drains its backend, deregisters it and ends with 0', async () => {
    const served = await processes.serve()
    const api = connect(served.address)
    const agent = await processes.agent(agentOf(served.address))
    await until('its backend is there', async () => isPickable(await stateOf(api, 'mine')), 10_000)
    const begin = performance.now()
    agent.kill('SIGTERM')
    await until('it drains', async () => (await stateOf(api, 'mine')) === 'BACKEND_STATE_DRAINING')
    await until('it is gone', async () => (await stateOf(api, 'mine')) === 'absent', GIVEN_MS)
    expect(await agent.ended).toEqual({ code: 0, signal: null })
    const tookMs = performance.now() - begin
    process.stdout.write(`  SIGTERM of an agent: ended after ${Math.round(tookMs)} ms\n`)
    expect(tookMs).toBeLessThan(GIVEN_MS)
  }, 30_000)
})

describe('the embedded store with a state file', () => {
  test('a restart loses neither pools nor drains nor weights, and the agents come back by themselves', async () => {
    const port = await freePort()
    const store = `memory:${join(processes.folder(), 'state.json')}`
    const first = await processes.serve({ port, store })
    const before = connect(first.address)
    const policy = { type: 'weighted_round_robin' }
    await before.ask(admin.PutPool, { config: { name: POOL, policy, heartbeat: { missedLimit: 5 } } })
    const more = ['a', 'b'].map(
      (id) => `  - { pool: ${POOL}, id: ${id}, address: "127.0.0.1:9", check: { type: none } }\n`,
    )
    await processes.agent(agentOf(first.address) + more.join(''))
    await until('all are there', async () => {
      return (await Promise.all(['mine', 'a', 'b'].map((id) => stateOf(before, id)))).every(isPickable)
    })
    await before.ask(admin.DrainBackend, { pool: POOL, backendId: 'a' })
    await before.ask(admin.SetBackendWeight, { pool: POOL, backendId: 'b', weight: 9 })
    // Without a word: what was acknowledged is on disk.
    first.kill('SIGKILL')
    await first.ended

    const second = await processes.serve({ port, store })
    const after = connect(second.address)
    const { pool } = await after.ask(admin.GetPool, { name: POOL })
    expect(pool).toMatchObject({ configVersion: 1, config: { policy, heartbeat: { missedLimit: 5 } } })
    const tookMs = await until(
      'the agent has registered again',
      async () => {
        const states = await Promise.all(['mine', 'a', 'b'].map((id) => stateOf(after, id)))
        return isPickable(states[0] ?? '') && states[1] === 'BACKEND_STATE_DRAINING' && isPickable(states[2] ?? '')
      },
      20_000,
    )
    process.stdout.write(`  after a restart the agent's backends are back in ${Math.round(tookMs)} ms\n`)
    const { backends } = await after.ask(admin.ListBackends, { pool: POOL })
    expect(backends.map((each) => [each.backend?.id, each.drainedByOperator, each.operatorWeight ?? 0])).toEqual([
      ['a', true, 0],
      ['b', false, 9],
      ['mine', false, 0],
    ])
  }, 40_000)
})
