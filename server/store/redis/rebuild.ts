import type { LiveState } from '../store.ts'
import type { Core } from './core.ts'
import { checkRevision, sentState } from './core.ts'
import { restoreCall } from './durable.ts'
import type { KnownPool } from './pool-book.ts'
import { encodeUnstampedOverride } from './pool-book.ts'
import { arrayOf } from './replies.ts'

/** Pools restored in one go. */
const POOLS_PER_ROUND = 50

/**
 * Puts everything that this replica knows back into a store that has forgotten: what must last at once, what is soft by
 * the next flushes. Several replicas may do so at one time; nobody lowers what another one wrote. True: all is restored.
 */
export async function restoreAll(core: Core): Promise<boolean> {
  core.book.startAnew()
  const live = core.listener().repopulate()
  adopt(core, live)
  for (const change of live.soft) {
    if (change.kind === 'load') core.pending.offer(change, core.clock.now())
    else core.pending.putBack(change, core.clock.now())
  }
  const durable = core.book.all().filter(({ config, overrides }) => config !== undefined || overrides.size > 0)
  for (let at = 0; at < durable.length; at += POOLS_PER_ROUND) {
    if (!(await restorePools(core, durable.slice(at, at + POOLS_PER_ROUND)))) return false
  }
  return true
}

async function restorePools(core: Core, pools: readonly KnownPool[]): Promise<boolean> {
  const sent = pools.map(sentState)
  const [indexed, results] = await Promise.all([
    core.gateway.addPools(pools.map(({ encoded }) => encoded)),
    core.gateway.run(pools.map((pool) => restoreCall(core, pool))),
  ])
  let complete = indexed.kind === 'answered'
  pools.forEach((pool, index) => {
    const result = results[index]
    const before = sent[index]
    if (result?.kind !== 'answered' || before === undefined) complete = false
    else checkRevision(core, pool, before, arrayOf(result.value))
    pool.indexed = indexed.kind === 'answered'
  })
  return complete
}

/** What memory has and this store never wrote, such as pools from the configuration file of a replica that came alone. */
function adopt(core: Core, { pools, overrides }: LiveState): void {
  for (const { pool: name, version, document } of pools) {
    const pool = core.book.get(name)
    if (version > (pool.config?.version ?? 0)) pool.config = { version, document: JSON.stringify(document) }
  }
  for (const { pool: name, backendId, override } of overrides) {
    const known = core.book.get(name).overrides
    if (!known.has(backendId)) known.set(backendId, { stamp: 0, stored: encodeUnstampedOverride(override) })
  }
}
