import { describe, expect, test } from '@jest/globals'
import type { ReplicaStatus } from '../../../server/use-cases.ts'
import { startReplica } from '../../support/replica.ts'

describe('the status of a replica', () => {
  test('counts what there is, and nothing is degraded while all is well', async () => {
    const { replica, register, share, time } = await startReplica()
    for (const id of ['a', 'b', 'c']) register('p', id)
    register('q', 'a')
    time.advance(50)
    share('p', 7)
    expect(replica.useCases.admin.status()).toEqual({
      ...{ replica: 'r1', uptimeMs: 50, degraded: [], degradedOmitted: 0 },
      store: { kind: 'redis', up: true, silentMs: 0, pending: 0, error: '' },
      ...{ pools: 2, backends: 4, eligible: 4, picks: 7 },
    })
  })

  test('panic is told with its cause, since when, and how it ends', async () => {
    const { replica, register, beat, time } = await startReplica()
    for (const id of ['a', 'b', 'c']) register('p', id)
    for (const id of ['a', 'b']) beat('p', id, { health: 'unhealthy' })
    time.advance(100)
    const status = (): ReplicaStatus => replica.useCases.admin.status()
    const [first, ...more] = status().degraded
    expect([first?.reason, first?.pool, more]).toEqual(['panic', 'p', []])
    expect(first?.cause).toBe('1 of 3 backends are eligible, fewer than 50 %, so health is ignored')
    expect(first?.ends).toContain('when 50 % are eligible again')
    time.advance(400)
    expect(status().degraded[0]?.forMs).toBe((first?.forMs ?? 0) + 400)
    for (const id of ['a', 'b']) beat('p', id)
    time.advance(100)
    expect(status().degraded).toEqual([])
  })

  test('a silent store is told once, whatever the number of pools', async () => {
    const { replica, register, store, time } = await startReplica()
    for (const pool of ['p', 'q', 'r']) register(pool, 'a')
    store.up = false
    store.silentMs = 4_200
    time.advance(1_000)
    const { degraded, store: told } = replica.useCases.admin.status()
    expect(told).toMatchObject({ up: false, silentMs: 4_200 })
    expect(degraded).toHaveLength(1)
    expect(degraded[0]).toMatchObject({ reason: 'store_unavailable', pool: '' })
    expect(degraded[0]?.cause).toContain('has not answered for 4.2 s')
  })

  test('the list is bounded, and the rest is counted', async () => {
    const { replica, register, beat, time } = await startReplica({ maxPools: 200 })
    for (let at = 0; at < 130; at += 1) {
      register(`p${at}`, 'a')
      register(`p${at}`, 'b')
      register(`p${at}`, 'c')
      for (const id of ['a', 'b']) beat(`p${at}`, id, { health: 'unhealthy' })
    }
    time.advance(100)
    const { degraded, degradedOmitted } = replica.useCases.admin.status()
    expect([degraded.length, degradedOmitted]).toEqual([100, 30])
  })

  test('many backends that went silent at once are told as our own doubt', async () => {
    const { replica, register, time } = await startReplica()
    for (let at = 0; at < 20; at += 1) register('p', `b${at}`)
    time.advance(5_000)
    const told = replica.useCases.admin.status().degraded.find(({ reason }) => reason === 'self_preservation')
    expect(told?.cause).toContain('more than 15 % of its 20 backends went silent at once')
    expect(told?.ends).toContain('after 900 s at the latest')
  })
})
