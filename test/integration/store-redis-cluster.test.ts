import { describe, expect, test } from '@jest/globals'
import { createRedisStore } from '../../server/store/redis/redis-store.ts'
import type { Log } from '../../server/telemetry/ports.ts'
import { applyDocumentedAcl } from '../support/documented-acl.ts'
import { redisCli, startCluster, whyNoFleet } from '../support/redis-fleet.ts'
import { redisCommand } from '../support/redis.ts'
import { backendRecord, beatRecord, ReplicaMemory } from '../support/replica-memory.ts'
import { until } from '../support/until.ts'

const clock = { now: () => performance.now() }
const why = whyNoFleet()
if (why !== undefined) console.warn(`Cluster is not tested: ${why}`)
const whenPossible = why === undefined ? test : test.skip

const POOLS = Array.from({ length: 24 }, (_none, n) => `pool/${n}`)

describe('on a cluster', () => {
  whenPossible(
    'pools are spread over the masters, and slots that move under load break nothing',
    async () => {
      const fleet = await startCluster()
      const nodes = fleet.ports.map((port) => `redis://127.0.0.1:${port}`)
      for (const node of nodes) await applyDocumentedAcl('lookaside', node, true)
      const url = fleet.url.replace('://', '://lookaside:change-me@')
      const errors: string[] = []
      const note = (message: string, fields?: Readonly<Record<string, unknown>>) => {
        errors.push(`${message} ${JSON.stringify(fields)}`)
      }
      const log: Log = { debug() {}, info() {}, warn: note, error: note }
      const stores = ['one', 'two'].map((replicaId) => createRedisStore({ url, replicaId, log, clock }))
      const [one, two] = stores
      if (one === undefined || two === undefined) throw new Error('unreachable')
      const ours = new ReplicaMemory()
      const theirs = new ReplicaMemory()
      const seenErrors = new Set<string>()
      let sequence = 1
      let beating: NodeJS.Timeout | undefined
      const heard = (pool: string) => theirs.get(pool, 'b')?.beat.sequence ?? 0
      try {
        await Promise.all([one.start(ours), two.start(theirs)])
        for (const pool of POOLS) {
          ours.register(one, pool, backendRecord('b'), beatRecord('b'))
          await one.putPool({ pool, document: { pool } }, 0)
        }
        beating = setInterval(() => {
          sequence += 1
          for (const pool of POOLS) ours.beat(one, pool, beatRecord('b', { sequence }))
          if (one.status().error !== '') seenErrors.add(one.status().error)
        }, 50)
        await until('two hears every pool', () => POOLS.every((pool) => heard(pool) > 3))
        const sizes = await Promise.all(nodes.map((node) => redisCommand(node, 'DBSIZE')))
        expect(sizes.every((size) => Number(size) > 0)).toBe(true)
        await moveSlots(fleet.ports, 4_096)
        const before = sequence
        const took = await until(
          'two hears every pool again',
          () => POOLS.every((pool) => heard(pool) > before + 2),
          10_000,
        )
        expect([...seenErrors].filter((error) => error.includes('CROSSSLOT'))).toEqual([])
        expect([one, two].map((store) => store.status().epochChanges)).toEqual([0, 0])
        for (const pool of POOLS) expect(await two.putPool({ pool, document: {} }, 1)).toMatchObject({ version: 2 })
        console.info(
          `after 4,096 slots had moved: every pool heard within ${took.toFixed(0)} ms; logged: ${errors.length}`,
        )
      } finally {
        clearInterval(beating)
        await Promise.all(stores.map((store) => store.close()))
        await fleet.stop()
      }
    },
    60_000,
  )
})

async function moveSlots([first, second]: readonly number[], count: number): Promise<void> {
  const [from, to] = await Promise.all(
    [first, second].map((port) => redisCommand(`redis://127.0.0.1:${port}`, 'CLUSTER', 'MYID')),
  )
  const move = ['--cluster-from', String(from), '--cluster-to', String(to), '--cluster-slots', String(count)]
  await redisCli('--cluster', 'reshard', `127.0.0.1:${first}`, ...move, '--cluster-yes', '--cluster-pipeline', '100')
}
