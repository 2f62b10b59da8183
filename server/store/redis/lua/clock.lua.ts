/**
 * clock_v1: the time of the server that holds a pool. A write that must not be carried out late asks it first.
 *
 *   KEYS[1]  revision of the pool
 *
 * Returns milliseconds since 1970, as text.
 */
export const CLOCK_V1 = `
local time = redis.call('TIME')
return string.format('%.0f', tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
`
