import { WRITER_PRELUDE } from './prelude.lua.ts'

/**
 * restore_v1: puts back what a replica knows to have been written, into a store that has forgotten. It never lowers a
 * version, a stamp or the revision, so any number of replicas may do it, in any order.
 *
 *   KEYS[1..3]  revision, config, overrides
 *   ARGV[1..5]  see the prelude
 *   ARGV[6..8]  version (0: no configuration known), deleted 0 or 1, document JSON (empty if deleted)
 *   ARGV[9]     how long the mark of a deletion stays, in ms
 *   ARGV[10..]  two an override: backend id, stored override
 *
 * Two documents of one version can only come from a write into the emptied store by a replica that lagged. The later
 * write, the store's, is the one that counts: it gets a version of its own.
 *
 * Returns {run, revision, before}.
 */
export const RESTORE_V1 = `${WRITER_PRELUDE}
local stored = redis.call('HMGET', KEYS[2], 'version', 'deleted', 'document')
local version, known = tonumber(stored[1] or '0'), tonumber(ARGV[6])
local config, overrides = 'null', {}
if known > version then
  redis.call('HSET', KEYS[2], 'version', ARGV[6])
  if ARGV[7] == '1' then
    redis.call('HSET', KEYS[2], 'deleted', '1')
    redis.call('HDEL', KEYS[2], 'document')
    redis.call('PEXPIRE', KEYS[2], ARGV[9])
    config = '[' .. ARGV[6] .. ',1,null]'
  else
    redis.call('HSET', KEYS[2], 'document', ARGV[8])
    redis.call('HDEL', KEYS[2], 'deleted')
    redis.call('PERSIST', KEYS[2])
    config = '[' .. ARGV[6] .. ',0,' .. ARGV[8] .. ']'
  end
elseif known > 0 and known == version and not stored[2] and ARGV[7] == '0' and stored[3] ~= ARGV[8] then
  redis.call('HSET', KEYS[2], 'version', num(version + 1))
  config = '[' .. num(version + 1) .. ',0,' .. stored[3] .. ']'
end
for i = 10, #ARGV, 2 do
  local id, value = ARGV[i], ARGV[i + 1]
  local held = redis.call('HGET', KEYS[3], id)
  local stamp = held and tonumber(string.match(held, '^%[[^,]+,[^,]+,(%d+)')) or -1
  if tonumber(string.match(value, '^%[[^,]+,[^,]+,(%d+)')) > stamp then
    redis.call('HSET', KEYS[3], id, value)
    overrides[#overrides + 1] = '[' .. cjson.encode(id) .. ',' .. value .. ']'
  end
end
local run, revision, before = next_revision()
if config ~= 'null' or #overrides > 0 then
  announce('S', run, revision, '[' .. config .. ',[' .. table.concat(overrides, ',') .. ']]')
else
  announce('S', run, revision, '[null,[]]')
end
return {run, num(revision), num(before)}
`
