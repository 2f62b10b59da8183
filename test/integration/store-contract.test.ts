import { afterAll, beforeAll, describe } from '@jest/globals'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryStore } from '../../server/store/memory/memory-store.ts'
import { createRedisStore } from '../../server/store/redis/redis-store.ts'
import { SILENT_LOG } from '../../server/telemetry/ports.ts'
import { describeStoreContract } from '../contracts/store.ts'
import type { RedisKind, TestRedis } from '../support/redis.ts'
import { redisKind, startRedis } from '../support/redis.ts'

const clock = { now: () => performance.now() }

describeStoreContract('the memory store', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'lookaside-state-'))
  return {
    shared: false,
    open: () => createMemoryStore({ statePath: join(dir, 'state.json'), log: SILENT_LOG }),
    tearDown: () => rm(dir, { recursive: true }),
  }
})

describeRedis(redisKind())
if (redisKind() !== 'wasm') describeRedis('wasm')

function describeRedis(kind: RedisKind): void {
  describe(`on Redis (${kind})`, () => {
    let redis: TestRedis

    beforeAll(async () => {
      redis = await startRedis({ only: kind })
    })

    afterAll(() => redis.stop())

    describeStoreContract('the Redis store', async () => {
      await redis.flush()
      return {
        shared: true,
        open: (replicaId) => createRedisStore({ url: redis.url, replicaId, log: SILENT_LOG, clock }),
        tearDown: () => Promise.resolve(),
      }
    })
  })
}
