import { WRITER_PRELUDE } from './prelude.lua.ts'

/**
 * bind_v1: binds affinity keys of one pool to backends. The first writer wins while its binding lasts and its backend is
 * usable: lease not over, neither unhealthy nor draining nor drained. A use by the same backend slides the expiry.
 *
 *   KEYS[1..4]  revision, bindings, beats, overrides
 *   ARGV[1..5]  see the prelude
 *   ARGV[6..]   four a binding: key, backend id, time to live in ms, and the backend id that it replaces (or empty)
 *
 * Stored binding: "<expires at> <backend id>".
 *
 * Returns {run, revision, before, losers}: losers is flat, three a lost binding: key, backend id that holds it, ms left.
 */
export const BIND_V1 = `${WRITER_PRELUDE}
local now = now_ms()
local losers, news = {}, {}

local function usable(id)
  local beat = redis.call('HGET', KEYS[3], id)
  if not beat then return false end
  local lease_until, flag = string.match(beat, '^%S+ %S+ (%S+) %S+ (%S+)')
  if flag ~= '1' or tonumber(lease_until) <= now then return false end
  local override = redis.call('HGET', KEYS[4], id)
  return not override or string.sub(override, 2, 2) ~= '1'
end

for i = 6, #ARGV, 4 do
  local key, id, ttl, replaces = ARGV[i], ARGV[i + 1], tonumber(ARGV[i + 2]), ARGV[i + 3]
  local expires_at, holder = 0, false
  local held = redis.call('HGET', KEYS[2], key)
  if held then
    local at, who = string.match(held, '^(%S+) (.*)$')
    expires_at, holder = tonumber(at), who
  end
  local live = holder and expires_at > now
  if live and holder ~= id and holder ~= replaces and usable(holder) then
    losers[#losers + 1] = key
    losers[#losers + 1] = holder
    losers[#losers + 1] = num(expires_at - now)
  elseif not (live and holder == id and expires_at >= now + ttl) then
    redis.call('HSET', KEYS[2], key, num(now + ttl) .. ' ' .. id)
    news[#news + 1] = '[' .. cjson.encode(key) .. ',' .. cjson.encode(id) .. ',' .. num(ttl) .. ']'
  end
end

if #news == 0 then
  local run, revision = read_revision()
  return {run, num(revision), num(revision), losers}
end
local run, revision, before = next_revision()
announce('A', run, revision, '[' .. table.concat(news, ',') .. ']')
return {run, num(revision), num(before), losers}
`
