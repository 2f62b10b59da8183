/**
 * sweep_v1: removes what has been dead for long: backends whose lease has been over, deregistered ones, and lifted
 * overrides. A pool with nothing left is marked; its revision goes a week later unless somebody writes before.
 *
 *   KEYS[1..6]  revision, config, overrides, backends, beats, bindings
 *   ARGV[1]     how long a thing must have been dead, in ms
 *   ARGV[2]     how long the revision of an empty pool stays, in ms
 *   ARGV[3]     number of backend ids that follow; the rest are ids of overrides
 *   ARGV[4..]   ids that may be dead; each is looked at again here
 *
 * Returns {removed, empty}: how many were removed, and 1 if the pool has nothing left.
 */
export const SWEEP_V1 = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local dead_before = now - tonumber(ARGV[1])
local removed = 0
for i = 4, #ARGV do
  if i - 3 <= tonumber(ARGV[3]) then
    local beat = redis.call('HGET', KEYS[5], ARGV[i])
    local over = beat and tonumber(string.match(beat, '^%S+ %S+ (%S+)') or '0')
    if over and over < dead_before then
      redis.call('HDEL', KEYS[5], ARGV[i])
      redis.call('HDEL', KEYS[4], ARGV[i])
      removed = removed + 1
    end
  else
    local override = redis.call('HGET', KEYS[3], ARGV[i])
    local set_at = override and string.match(override, '^%[0,null,%d+,(%d+)%]$')
    if set_at and tonumber(set_at) < dead_before then
      redis.call('HDEL', KEYS[3], ARGV[i])
      removed = removed + 1
    end
  end
end
local left = redis.call('EXISTS', KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6])
if left == 0 and redis.call('EXISTS', KEYS[1]) == 1 and redis.call('HSETNX', KEYS[1], 'gone', '1') == 1 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return {removed, left == 0 and 1 or 0}
`
