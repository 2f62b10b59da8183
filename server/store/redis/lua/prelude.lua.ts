/**
 * What every writing script begins with. Shared arguments of all writing scripts:
 *
 *   KEYS[1]  revision of the pool
 *   ARGV[1]  channel of changes
 *   ARGV[2]  origin: the replica's life that writes
 *   ARGV[3]  pool, encoded
 *   ARGV[4]  run: a random id, used if the pool has none yet
 *   ARGV[5]  floor: the largest revision that the writer has seen; a revision never falls below it
 *
 * and the shared head of their replies: run, revision after, revision before (what the store had, not the floor).
 * Time is the store's own; a replica's clock is never used.
 */
export const WRITER_PRELUDE = `
local function now_ms()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function num(value)
  return string.format('%.0f', value)
end

local function read_revision()
  local meta = redis.call('HMGET', KEYS[1], 'run', 'rev', 'gone')
  return meta[1] or '', tonumber(meta[2] or '0') or 0, meta[3]
end

local function next_revision()
  local run, before, gone = read_revision()
  if run == '' then run = ARGV[4] end
  if gone then
    redis.call('PERSIST', KEYS[1])
    redis.call('HDEL', KEYS[1], 'gone')
  end
  local revision = math.max(before, tonumber(ARGV[5])) + 1
  redis.call('HSET', KEYS[1], 'run', run, 'rev', num(revision))
  return run, revision, before
end

local function announce(kind, run, revision, body)
  redis.call('PUBLISH', ARGV[1], ARGV[2] .. '|' .. kind .. '|' .. run .. '|' .. num(revision) .. '|' .. ARGV[3] .. '\\n' .. body)
end
`

/**
 * What every script begins with that an operator waits for: the last of ARGV is the time, by the store's own clock, after
 * which the write was given up, and must not be carried out any more.
 *
 * Returns {'too_late'} then.
 */
export const DURABLE_PRELUDE = `${WRITER_PRELUDE}
if now_ms() > tonumber(ARGV[#ARGV]) then return {'too_late'} end
`
