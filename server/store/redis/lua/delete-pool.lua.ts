import { DURABLE_PRELUDE } from './prelude.lua.ts'

/**
 * delete_pool_v1: takes a pool away with all that belongs to it. The version stays as a mark for a week, so that a
 * replica that was cut off learns of the deletion instead of putting the pool back.
 *
 *   KEYS[1..6]  revision, config, backends, beats, overrides, bindings
 *   ARGV[1..5]  see the prelude
 *   ARGV[6..8]  expected version, version that the writer knows, 1 if that is a living pool: see put_pool_v1
 *   ARGV[9]     how long the mark stays, in ms
 *
 * The last of ARGV is a deadline: see the durable prelude.
 *
 * Returns what put_pool_v1 returns.
 */
export const DELETE_POOL_V1 = `${DURABLE_PRELUDE}
local config = redis.call('HMGET', KEYS[2], 'version', 'deleted')
local version = tonumber(config[1] or '0')
local living = config[1] and not config[2]
if tonumber(ARGV[7]) > version then
  version = tonumber(ARGV[7])
  living = ARGV[8] == '1'
end
local current = living and version or 0
if ARGV[6] ~= '' and tonumber(ARGV[6]) ~= current then
  local run, revision = read_revision()
  return {run, num(revision), num(revision), 'version_mismatch', num(current)}
end
version = version + 1
redis.call('HSET', KEYS[2], 'version', num(version), 'deleted', '1')
redis.call('HDEL', KEYS[2], 'document')
redis.call('PEXPIRE', KEYS[2], ARGV[9])
redis.call('DEL', KEYS[3], KEYS[4], KEYS[5], KEYS[6])
local run, revision, before = next_revision()
announce('S', run, revision, '[[' .. num(version) .. ',1,null],[]]')
return {run, num(revision), num(before), 'written', num(version)}
`
