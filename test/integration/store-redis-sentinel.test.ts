import { describe, expect, test } from '@jest/globals'
import { createRedisStore } from '../../server/store/redis/redis-store.ts'
import { SILENT_LOG } from '../../server/telemetry/ports.ts'
import { applyDocumentedAcl } from '../support/documented-acl.ts'
import { startSentinels, whyNoFleet } from '../support/redis-fleet.ts'
import { redisCommand } from '../support/redis.ts'
import { backendRecord, beatRecord, ReplicaMemory } from '../support/replica-memory.ts'
import { until } from '../support/until.ts'

const clock = { now: () => performance.now() }
const why = whyNoFleet()
if (why !== undefined) console.warn(`Sentinel is not tested: ${why}`)
const whenPossible = why === undefined ? test : test.skip

describe('behind Sentinel', () => {
  whenPossible(
    'a failover of the primary is followed by both replicas and loses nothing',
    async () => {
      const fleet = await startSentinels()
      for (const port of fleet.ports) await applyDocumentedAcl('lookaside', `redis://127.0.0.1:${port}`)
      for (const port of fleet.sentinelPorts) await applyDocumentedAcl('watch', `redis://127.0.0.1:${port}`)
      const url = `${fleet.url.replace('://', '://lookaside:change-me@')}?sentinelUsername=watch&sentinelPassword=change-me`
      const stores = ['one', 'two'].map((replicaId) => createRedisStore({ url, replicaId, log: SILENT_LOG, clock }))
      const [one, two] = stores
      if (one === undefined || two === undefined) throw new Error('unreachable')
      const ours = new ReplicaMemory()
      const theirs = new ReplicaMemory()
      let sequence = 1
      let beating: NodeJS.Timeout | undefined
      try {
        await Promise.all([one.start(ours), two.start(theirs)])
        expect(one.status()).toMatchObject({ up: true })
        await one.putPool({ pool: 'p', document: { kept: true } }, 0)
        await one.putOverride('p', 'b-1', { drained: true, weight: undefined })
        for (const id of ['b-1', 'b-2']) ours.register(one, 'p', backendRecord(id), beatRecord(id))
        beating = setInterval(() => {
          sequence += 1
          for (const id of ['b-1', 'b-2']) ours.beat(one, 'p', beatRecord(id, { sequence }))
        }, 200)
        await until('two hears heartbeats', () => (theirs.get('p', 'b-2')?.beat.sequence ?? 0) > 2)
        await until('a replica has them', () => countsOn(fleet.ports.slice(1)))
        await fleet.killPrimary()
        const before = sequence
        await until('one knows', () => !one.status().up)
        const took = await until(
          'two hears new heartbeats',
          () => (theirs.get('p', 'b-2')?.beat.sequence ?? 0) > before + 3,
          15_000,
        )
        await until('both are up', () => one.status().up && two.status().up)
        expect(await one.putPool({ pool: 'p', document: { kept: 'still' } }, 1)).toEqual({
          kind: 'written',
          version: 2,
        })
        await until('two sees version 2', () => theirs.pools.get('p')?.version === 2)
        expect(theirs.override('p', 'b-1')).toEqual({ drained: true, weight: undefined })
        expect(theirs.deregistered.size).toBe(0)
        console.info(
          `failover: new heartbeats reached the other replica ${took.toFixed(0)} ms after the primary was killed`,
        )
      } finally {
        clearInterval(beating)
        await Promise.all(stores.map((store) => store.close()))
        await fleet.stop()
      }
    },
    45_000,
  )
})

async function countsOn(ports: readonly number[]): Promise<boolean> {
  const counts = await Promise.all(
    ports.map((port) => redisCommand(`redis://127.0.0.1:${port}`, 'HLEN', 'lookaside:{p}:beats')),
  )
  return counts.every((count) => count === 2)
}
