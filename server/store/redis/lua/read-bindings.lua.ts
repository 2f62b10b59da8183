/**
 * read_bindings_v1: reads one page of a pool's affinity bindings and removes those that are over.
 *
 *   KEYS[1]  bindings
 *   ARGV[1]  cursor: 0 begins
 *   ARGV[2]  about how many bindings a page has
 *
 * Returns {next cursor, bindings}: '0' ends; bindings is flat, three each: key, backend id, ms left.
 */
export const READ_BINDINGS_V1 = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local page = redis.call('HSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
local found, live = page[2], {}
for i = 1, #found, 2 do
  local expires_at, id = string.match(found[i + 1], '^(%S+) (.*)$')
  local left = (tonumber(expires_at or '0') or 0) - now
  if left > 0 then
    live[#live + 1] = found[i]
    live[#live + 1] = id
    live[#live + 1] = string.format('%.0f', left)
  else
    redis.call('HDEL', KEYS[1], found[i])
  end
end
return {page[1], live}
`
