import { describe, expect, test } from '@jest/globals'
import type { LoadReport } from '../../../policies/policy.ts'
import { defaultPoolConfig } from '../../../server/pools/pool-config.ts'
import { backendRecord } from '../../support/records.ts'
import { mustPick, startReplica } from '../../support/replica.ts'
import type { Harness } from '../../support/replica.ts'

const load = (changes: Partial<LoadReport>): LoadReport => ({
  cpuUtilization: 0,
  memUtilization: 0,
  applicationUtilization: 0,
  rps: 0,
  eps: 0,
  utilization: new Map(),
  namedMetrics: new Map(),
  requestCost: new Map(),
  inFlight: undefined,
  completed: 0,
  errors: 0,
  capacity: 0,
  latencyMs: undefined,
  ...changes,
})

async function members(count: number, defaults = defaultPoolConfig): Promise<Harness & { ids: string[] }> {
  const harness = await startReplica({ defaults })
  const ids = Array.from({ length: count }, (_, i) => `b${String(i).padStart(4, '0')}`)
  for (const id of ids) harness.register('p', id)
  harness.time.advance(20)
  return { ...harness, ids }
}

function states({ replica }: Harness): Record<string, number> {
  const counts: Record<string, number> = {}
  let token = ''
  do {
    const page = replica.useCases.admin.listBackends('p', 0, token)
    if (page.kind === 'refused') throw new Error(page.message)
    for (const { state } of page.items) counts[state] = (counts[state] ?? 0) + 1
    token = page.nextPageToken
  } while (token !== '')
  return counts
}

describe('registration', () => {
  test('brings a pool into being, and says the rhythm', async () => {
    const { replica } = await startReplica()
    const answer = replica.useCases.heartbeats.register({
      pool: 'new/pool',
      backend: backendRecord('a'),
      health: 'healthy',
    })
    expect(answer).toMatchObject({ kind: 'registered', leaseMs: 3_000 })
    expect(answer.kind === 'registered' && answer.nextHeartbeatAfterMs).toBeGreaterThanOrEqual(900)
    expect(answer.kind === 'registered' && answer.nextHeartbeatAfterMs).toBeLessThanOrEqual(1_100)
    expect(replica.useCases.admin.getPool('new/pool')).toMatchObject({ backends: 1, configVersion: 0 })
  })

  test('does not, when pools are made by configuration only', async () => {
    const { replica } = await startReplica({ autoCreatePools: false })
    const answer = replica.useCases.heartbeats.register({ pool: 'p', backend: backendRecord('a'), health: 'healthy' })
    expect(answer).toMatchObject({ reason: 'POOL_NOT_FOUND' })
  })

  test('keeps to the quotas', async () => {
    const { replica } = await startReplica({ maxPools: 1, maxBackendsPerPool: 1 })
    const { heartbeats } = replica.useCases
    heartbeats.register({ pool: 'p', backend: backendRecord('a'), health: 'healthy' })
    expect(heartbeats.register({ pool: 'p', backend: backendRecord('b'), health: 'healthy' })).toMatchObject({
      reason: 'QUOTA_EXCEEDED',
    })
    expect(heartbeats.register({ pool: 'q', backend: backendRecord('a'), health: 'healthy' })).toMatchObject({
      reason: 'QUOTA_EXCEEDED',
    })
    expect(heartbeats.register({ pool: 'p', backend: backendRecord('a', { epoch: 2 }), health: 'healthy' }).kind).toBe(
      'registered',
    )
  })

  test('an older epoch never overwrites a newer one, not even after the newer one has gone', async () => {
    const { replica, beat } = await startReplica()
    const { heartbeats } = replica.useCases
    const register = (epoch: number) =>
      heartbeats.register({ pool: 'p', backend: backendRecord('a', { epoch }), health: 'healthy' })
    expect(register(5).kind).toBe('registered')
    expect(register(4)).toMatchObject({ reason: 'EPOCH_SUPERSEDED', metadata: { field: 'epoch', current_epoch: '5' } })
    expect(beat('p', 'a', { epoch: 4 })).toMatchObject({ reason: 'EPOCH_SUPERSEDED' })
    expect(heartbeats.deregister('p', 'a', 4)).toMatchObject({ reason: 'EPOCH_SUPERSEDED' })
    expect(heartbeats.deregister('p', 'a', 5)).toBeUndefined()
    expect(register(4)).toMatchObject({ reason: 'EPOCH_SUPERSEDED' })
    expect(register(6).kind).toBe('registered')
  })

  test('deregistering what is not there is fine', async () => {
    const { replica } = await startReplica()
    expect(replica.useCases.heartbeats.deregister('nowhere', 'a', 1)).toBeUndefined()
  })
})

describe('heartbeats', () => {
  test('of an unknown backend, or of an epoch that did not register, ask for a registration', async () => {
    const { beat } = await members(1)
    expect(beat('p', 'nobody')).toMatchObject({ reason: 'BACKEND_NOT_FOUND' })
    expect(beat('p', 'b0000', { epoch: 9 })).toMatchObject({ reason: 'BACKEND_NOT_FOUND' })
  })

  test('that come late never overwrite newer ones', async () => {
    const { beat, replica } = await members(1)
    beat('p', 'b0000', { sequence: 10, health: 'unhealthy' })
    expect(beat('p', 'b0000', { sequence: 9, health: 'healthy' })).toBeUndefined()
    expect(replica.directory.get('p')?.entries.get('b0000')?.health).toBe('unhealthy')
  })

  test('anchor the in-flight estimate: report + picks since - completions since', async () => {
    const { beat, replica, pick } = await members(1)
    const signals = replica.directory.get('p')?.entries.get('b0000')?.signals
    const before = [mustPick(pick('p')), mustPick(pick('p'))]
    // The backend has seen 12: our two, and ten of callers that do not ask us.
    beat('p', 'b0000', { load: load({ inFlight: 12 }) })
    expect(signals?.inFlight()).toBe(12)
    mustPick(pick('p'))
    expect(signals?.inFlight()).toBe(13)
    replica.useCases.picks.report({
      token: before[0]?.token ?? '',
      pool: '',
      backendId: '',
      result: 'success',
      latencyMs: 5,
      status: '',
      load: undefined,
      loadAgeMs: 0,
    })
    expect(signals?.inFlight()).toBe(12)
  })

  test('a sample that was taken before some picks is compared with what was outstanding then', async () => {
    const { beat, replica, pick, time } = await members(1)
    const signals = replica.directory.get('p')?.entries.get('b0000')?.signals
    mustPick(pick('p'))
    time.advance(100)
    for (let i = 0; i < 3; i++) mustPick(pick('p'))
    time.advance(50)
    // Taken 100 ms ago, when one of our picks was out: so 1 reported means that nobody else is there.
    beat('p', 'b0000', { load: load({ inFlight: 1 }), loadAgeMs: 100 })
    expect(signals?.inFlight()).toBe(4)
  })

  test('an old anchor is let go', async () => {
    const { beat, replica, time } = await members(1)
    const signals = replica.directory.get('p')?.entries.get('b0000')?.signals
    beat('p', 'b0000', { load: load({ inFlight: 50 }) })
    expect(signals?.inFlight()).toBe(50)
    for (let i = 0; i < 4; i++) {
      time.advance(1_000)
      beat('p', 'b0000')
    }
    expect(signals?.inFlight()).toBe(0)
  })
})

describe('expiry', () => {
  test('a silent backend is ineligible within three intervals, and forgotten after ten minutes', async () => {
    const { ids, time, beat, replica, share, store } = await members(4)
    const dead = ids[0] ?? ''
    const live = (seconds: number): void => {
      for (let second = 0; second < seconds; second++) {
        for (const id of ids.slice(1)) beat('p', id)
        time.advance(1_000)
      }
    }
    live(2)
    expect(share('p', 200).has(dead)).toBe(true)
    live(2)
    expect(share('p', 200).has(dead)).toBe(false)
    const listed = replica.useCases.admin.listBackends('p', 1, '')
    expect(listed).toMatchObject({
      items: [{ state: 'expired', stateReason: expect.stringContaining('missed 4 heartbeats, last one 4.0 s ago') }],
    })
    live(600)
    expect(replica.directory.get('p')?.entries.has(dead)).toBe(false)
    expect(store.offered).toContainEqual({ kind: 'deregister', pool: 'p', backendId: dead, epoch: 1 })
  })

  test('a heartbeat brings it back', async () => {
    const { ids, time, beat, share } = await members(4)
    for (let second = 0; second < 5; second++) {
      for (const id of ids.slice(1)) beat('p', id)
      time.advance(1_000)
    }
    expect(share('p', 100).size).toBe(3)
    for (const id of ids) beat('p', id)
    time.advance(40_000 - 40_000 + 20)
    expect(share('p', 1_000).size).toBe(4)
  })

  test('a stall of our own evicts nobody', async () => {
    const { ids, time, beat } = await members(100)
    const harness = await members(100)
    harness.time.stall(5_000)
    harness.time.advance(100)
    expect(states(harness)['expired']).toBeUndefined()
    for (const id of harness.ids) harness.beat('p', id)
    harness.time.advance(2_500)
    expect(states(harness)['expired']).toBeUndefined()
    // The same silence without a stall does expire some.
    for (const id of ids) beat('p', id)
    time.advance(5_000)
    expect(ids.length).toBe(100)
  })

  test('mass silence: at most 15 % expire, then expiry freezes and says so', async () => {
    const harness = await members(1_000)
    for (let second = 0; second < 300; second++) harness.time.advance(1_000)
    const counts = states(harness)
    expect(counts['expired']).toBe(150)
    const answer = mustPick(harness.pick('p'))
    expect(answer.degraded?.reasons).toContain('self_preservation')
  })

  test('it ends when heartbeats are back for all but the limit', async () => {
    const harness = await members(1_000)
    harness.time.advance(10_000)
    expect(harness.replica.directory.get('p')?.selfPreservation).toBeDefined()
    for (const id of harness.ids.slice(0, 950)) harness.beat('p', id)
    harness.time.advance(200)
    expect(harness.replica.directory.get('p')?.selfPreservation).toBeUndefined()
    expect(states(harness)['expired']).toBe(50)
  })

  test('it ends by itself after its longest time', async () => {
    const harness = await members(1_000)
    for (let minute = 0; minute < 16; minute++) for (let i = 0; i < 120; i++) harness.time.advance(500)
    expect(harness.replica.directory.get('p')?.selfPreservation).toBeUndefined()
    // The 150 that expired before the freeze have been forgotten by now.
    expect(states(harness)['expired']).toBe(850)
  })

  test('small numbers are no mass: three of four may go', async () => {
    const { ids, time, beat, replica } = await members(4)
    for (let second = 0; second < 5; second++) {
      beat('p', ids[0] ?? '')
      time.advance(1_000)
    }
    expect(replica.directory.get('p')?.selfPreservation).toBeUndefined()
  })

  test('a backend that beats at another replica stays while the store is silent', async () => {
    const { store, time, share, beat, ids } = await members(2)
    const theirs = { ...backendRecord('theirs') }
    const beatRecord = {
      backendId: 'theirs',
      epoch: 1,
      sequence: 1,
      health: 'healthy' as const,
      healthDetail: '',
      draining: false,
      load: undefined,
      loadAgeMs: 0,
    }
    store.listener?.apply([{ kind: 'register', pool: 'p', backend: theirs, beat: beatRecord, leaseLeftMs: 3_000 }])
    store.up = false
    for (let second = 0; second < 60; second++) {
      for (const id of ids) beat('p', id)
      time.advance(1_000)
    }
    expect(share('p', 300).has('theirs')).toBe(true)
    store.up = true
    for (let second = 0; second < 5; second++) {
      for (const id of ids) beat('p', id)
      time.advance(1_000)
    }
    expect(share('p', 300).has('theirs')).toBe(false)
  })
})
