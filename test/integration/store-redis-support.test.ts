import { expect, test } from '@jest/globals'
import { startRedis } from '../support/redis.ts'

test('the Redis of a machine without redis-server answers, runs scripts, flushes, and restarts empty', async () => {
  const redis = await startRedis({ only: 'wasm' })
  try {
    expect(redis.kind).toBe('wasm')
    expect(await redis.command('EVAL', 'return redis.call("SET", KEYS[1], ARGV[1])', '1', 'key', 'value')).toBe('OK')
    expect(await redis.command('GET', 'key')).toBe('value')
    await redis.flush()
    expect(await redis.command('GET', 'key')).toBeNull()
    await redis.command('SET', 'key', 'again')
    await redis.restart()
    expect(await redis.command('GET', 'key')).toBeNull()
    await redis.freeze()
    await expect(redis.command('PING')).rejects.toThrow()
    await redis.resume()
    expect(await redis.command('PING')).toBe('PONG')
  } finally {
    await redis.stop()
  }
})
