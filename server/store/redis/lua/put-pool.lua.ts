import { DURABLE_PRELUDE } from './prelude.lua.ts'

/**
 * put_pool_v1: makes or replaces the configuration of a pool.
 *
 *   KEYS[1..2]  revision, config
 *   ARGV[1..5]  see the prelude
 *   ARGV[6]     version that the writer expects, 0: no pool yet, empty: any
 *   ARGV[7..8]  version that the writer knows, and 1 if that version is a living pool: they count where the store has
 *               forgotten, so that a write into an emptied store is newer than what is put back later
 *   ARGV[9]     document, JSON
 *
 * The last of ARGV is a deadline: see the durable prelude.
 *
 * Returns {run, revision, before, 'written', version} or {run, revision, before, 'version_mismatch', current version}.
 */
export const PUT_POOL_V1 = `${DURABLE_PRELUDE}
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
redis.call('HSET', KEYS[2], 'version', num(version), 'document', ARGV[9])
redis.call('HDEL', KEYS[2], 'deleted')
redis.call('PERSIST', KEYS[2])
local run, revision, before = next_revision()
announce('S', run, revision, '[[' .. num(version) .. ',0,' .. ARGV[9] .. '],[]]')
return {run, num(revision), num(before), 'written', num(version)}
`
