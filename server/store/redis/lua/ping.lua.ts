/**
 * ping_v1: asks whether the store answers, whether it is still the same, and whether the channel carries.
 *
 *   KEYS[1]  store
 *   ARGV[1]  channel of changes
 *   ARGV[2]  origin: the replica's life that asks
 *   ARGV[3]  a random id for a store that has none
 *   ARGV[4]  kind of the message: P, or H if the other replicas should tell their load (the asker has just come)
 *
 * Returns {id of the store, number of this ping}. A different id is another or an emptied store; a number that is not
 * larger than one seen before is an older copy of it.
 */
export const PING_V1 = `
redis.call('HSETNX', KEYS[1], 'id', ARGV[3])
local count = redis.call('HINCRBY', KEYS[1], 'pings', 1)
redis.call('PUBLISH', ARGV[1], ARGV[2] .. '|' .. ARGV[4] .. '||' .. string.format('%.0f', count) .. '|\\n')
return {redis.call('HGET', KEYS[1], 'id'), string.format('%.0f', count)}
`
