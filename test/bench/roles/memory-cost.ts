import { backendsIn } from '../messages.ts'
import { pause } from '../until.ts'
import { loadReport, registerIn, startMemoryReplica } from './memory-replica.ts'
import { PLAIN_OUTCOME, PLAIN_QUERY } from './plain.ts'

/** Long enough for the replica to gather changes and make its snapshots. */
const SETTLE_MS = 300

/**
 * Bytes a backend of one replica's memory: after registration and one heartbeat with a load report, and after each has
 * also been picked and reported on, which makes views, pickers and histories.
 */
export async function measureMemory(pools: number, backends: number): Promise<Record<string, number>> {
  const all = backendsIn(pools, backends / pools)
  const replica = await startMemoryReplica()
  const { heartbeats, picks } = replica.useCases
  // What every replica has, however many backends: code, tables, one pool that works.
  registerIn(replica, [{ pool: 'warm-up', id: 'one' }])
  await pause(SETTLE_MS)
  picks.pick({ ...PLAIN_QUERY, pool: 'warm-up' })
  const before = await used()
  registerIn(replica, all)
  for (const { pool, id } of all) {
    heartbeats.heartbeat({ ...BEAT, pool, backendId: id, load: loadReport(3) })
  }
  await pause(SETTLE_MS)
  const known = await used()
  for (let round = 0; round < 3; round += 1) {
    for (const { pool } of all) {
      const answer = picks.pick({ ...PLAIN_QUERY, pool })
      if (answer.kind === 'refused') throw new Error(answer.message)
      picks.report({ ...PLAIN_OUTCOME, token: answer.token })
    }
  }
  await pause(SETTLE_MS)
  const working = await used()
  return {
    heap: (known.heap - before.heap) / backends,
    resident: (known.resident - before.resident) / backends,
    'working heap': (working.heap - before.heap) / backends,
    'working resident': (working.resident - before.resident) / backends,
  }
}

async function used(): Promise<{ heap: number; resident: number }> {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.()
    await pause(20)
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heap: heapUsed + external, resident: rss }
}

const BEAT = {
  epoch: 1,
  sequence: 1,
  health: 'healthy',
  healthDetail: '',
  draining: false,
  loadAgeMs: 0,
} as const
