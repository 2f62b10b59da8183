import { DURABLE_PRELUDE } from './prelude.lua.ts'

/**
 * put_override_v1: sets an operator's override of a backend. A lifted override stays as a mark with nothing set, until
 * the slow pass removes it, so that a replica that was cut off learns of it.
 *
 *   KEYS[1..2]  revision, overrides
 *   ARGV[1..5]  see the prelude
 *   ARGV[6..8]  backend id, drained 0 or 1, weight or "null"
 *
 * Stored override: JSON [drained, weight, stamp, set at]; the stamp is the revision that set it, so the larger is newer.
 *
 * The last of ARGV is a deadline: see the durable prelude.
 *
 * Returns {run, revision, before, stored override}.
 */
export const PUT_OVERRIDE_V1 = `${DURABLE_PRELUDE}
local run, revision, before = next_revision()
local value = '[' .. ARGV[7] .. ',' .. ARGV[8] .. ',' .. num(revision) .. ',' .. num(now_ms()) .. ']'
redis.call('HSET', KEYS[2], ARGV[6], value)
announce('S', run, revision, '[null,[[' .. cjson.encode(ARGV[6]) .. ',' .. value .. ']]]')
return {run, num(revision), num(before), value}
`
