/**
 * read_pool_v1: reads one page of a pool. Writes nothing.
 *
 *   KEYS[1..5]  revision, config, overrides, backends, beats
 *   ARGV[1]     cursor: 0 begins
 *   ARGV[2]     about how many backends a page has
 *
 * Returns {time ms, run or '', revision, next cursor, backends, config, overrides}:
 *   next cursor  '0' ends
 *   backends     flat, three a backend: id, stored beat, record or ''
 *   config       {version or '', deleted or '', document or ''}; empty but on the first page
 *   overrides    flat, two an override: backend id, stored override; empty but on the first page
 */
export const READ_POOL_V1 = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local meta = redis.call('HMGET', KEYS[1], 'run', 'rev')
local config, overrides, backends = {}, {}, {}
if ARGV[1] == '0' then
  local stored = redis.call('HMGET', KEYS[2], 'version', 'deleted', 'document')
  config = {stored[1] or '', stored[2] or '', stored[3] or ''}
  overrides = redis.call('HGETALL', KEYS[3])
end
local page = redis.call('HSCAN', KEYS[5], ARGV[1], 'COUNT', ARGV[2])
local found = page[2]
for first = 1, #found, 1000 do
  local ids = {}
  for i = first, math.min(first + 999, #found), 2 do ids[#ids + 1] = found[i] end
  local records = redis.call('HMGET', KEYS[4], unpack(ids))
  for n = 1, #ids do
    backends[#backends + 1] = ids[n]
    backends[#backends + 1] = found[first + 2 * n - 1]
    backends[#backends + 1] = records[n] or ''
  end
end
return {string.format('%.0f', now), meta[1] or '', meta[2] or '0', page[1], backends, config, overrides}
`
