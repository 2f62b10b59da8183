import { WRITER_PRELUDE } from './prelude.lua.ts'

/**
 * beat_v1: takes registrations, heartbeats and deregistrations of one pool, and tells the other replicas of the news.
 *
 *   KEYS[1..3]  revision, backends, beats
 *   ARGV[1..5]  see the prelude
 *   ARGV[6..]   three an item:
 *                 id      of the backend, each at most once
 *                 head    "<r|b|d> <epoch> <sequence> <lease ms> <age of load ms> <usable 0|1> <payload>"
 *                 record  JSON of the backend for r, else empty
 *
 * Stored beat: "<epoch> <sequence> <lease until> <load sampled at> <usable> <payload>", times in store milliseconds;
 * a deregistered backend keeps "<epoch> <sequence> <when> <when> x ".
 *
 * Rules: an older epoch never overwrites a newer one; in an epoch, a heartbeat must have a larger sequence. A heartbeat
 * needs the registration of its epoch. A registration beats the mark of a deregistration of its own epoch or older.
 *
 * Returns {run, revision, before, missing}: missing lists the ids whose heartbeat found no registration. Without news the
 * revision does not change and nothing is published; run is then empty in an untouched pool.
 */
export const BEAT_V1 = `${WRITER_PRELUDE}
local now = now_ms()
local ids = {}
for i = 6, #ARGV, 3 do ids[#ids + 1] = ARGV[i] end
local stored = redis.call('HMGET', KEYS[3], unpack(ids))
local records, beats, removed, missing, news = {}, {}, {}, {}, {}

local function keep(id, epoch, sequence, lease_until, sampled_at, usable, payload)
  beats[#beats + 1] = id
  beats[#beats + 1] = epoch .. ' ' .. sequence .. ' ' .. num(lease_until) .. ' ' .. num(sampled_at) .. ' ' .. usable .. ' ' .. payload
end

for n = 1, #ids do
  local id, head, record = ids[n], ARGV[3 * n + 3 + 1], ARGV[3 * n + 3 + 2]
  local kind, epoch, sequence, lease, age, usable, payload = string.match(head, '^(%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (.*)$')
  local e0, s0, until0, at0, usable0, payload0
  if stored[n] then
    e0, s0, until0, at0, usable0, payload0 = string.match(stored[n], '^(%S+) (%S+) (%S+) (%S+) (%S+) (.*)$')
  end
  local order = 1
  if e0 then
    local a, b = tonumber(epoch), tonumber(e0)
    if a < b then order = -1 elseif a == b then order = 0 end
  end
  local gone = usable0 == 'x'
  local accepted = false
  if kind == 'd' then
    if order == 1 or (order == 0 and not gone) then
      accepted = true
      removed[#removed + 1] = id
      keep(id, epoch, s0 or '0', now, now, 'x', '')
    end
  elseif kind == 'r' then
    if order == 1 or (order == 0 and (gone or tonumber(sequence) > tonumber(s0))) then
      accepted = true
      keep(id, epoch, sequence, now + tonumber(lease), now - tonumber(age), usable, payload)
    elseif order == 0 and redis.call('HGET', KEYS[2], id) ~= record then
      accepted = true
      keep(id, epoch, s0, math.max(tonumber(until0), now + tonumber(lease)), tonumber(at0), usable0, payload0)
    end
    if accepted then
      records[#records + 1] = id
      records[#records + 1] = record
    end
  else
    if order == 0 and not gone then
      if tonumber(sequence) > tonumber(s0) then
        accepted = true
        keep(id, epoch, sequence, now + tonumber(lease), now - tonumber(age), usable, payload)
      end
    elseif order == 1 then
      missing[#missing + 1] = id
    end
  end
  if accepted then
    local item = '["' .. kind .. '",' .. cjson.encode(id) .. ',' .. epoch .. ',' .. sequence .. ',' .. lease .. ',' .. age .. ',' .. payload
    if record ~= '' then item = item .. ',' .. record end
    news[#news + 1] = item .. ']'
  end
end

if #news == 0 then
  local run, revision = read_revision()
  return {run, num(revision), num(revision), missing}
end
if #records > 0 then redis.call('HSET', KEYS[2], unpack(records)) end
if #removed > 0 then redis.call('HDEL', KEYS[2], unpack(removed)) end
redis.call('HSET', KEYS[3], unpack(beats))
local run, revision, before = next_revision()
announce('D', run, revision, '[' .. table.concat(news, ',') .. ']')
return {run, num(revision), num(before), missing}
`
