import type { PoolParser } from '../admin/ports.ts'
import type { Picks } from '../pick/index.ts'
import type { Directory } from '../pools/directory.ts'
import type { Pool } from '../pools/pool.ts'
import type { BackendStore } from '../store/store.ts'
import { StoreUnavailableError } from '../store/store.ts'
import type { Log } from '../telemetry/ports.ts'

export interface RollbacksDeps {
  readonly directory: Directory
  readonly picks: Picks
  readonly store: BackendStore
  readonly pools: Pick<PoolParser, 'document'>
  readonly log: Log
}

/**
 * Tells the other replicas of canaries that this one rolled back: the reason is written into the pool's configuration in the
 * store, as if an operator had, and so it lasts as well. Configurations that are not in the store are the file's: there each
 * replica judges for itself. Called now and then; what could not be written is tried again the next time.
 */
export function createRollbackPublisher({ directory, picks, store, pools, log }: RollbacksDeps): () => void {
  const underWay = new Set<string>()
  const publish = async (pool: Pool): Promise<void> => {
    const { config, configVersion } = pool
    const { canary } = picks.of(pool).trials
    if (canary === undefined || canary.rolledBack === '' || config.canary === undefined) return
    const told = { ...config, canary: { ...config.canary, rolledBack: canary.rolledBack } }
    const written = await store.putPool({ pool: pool.name, document: pools.document(told) }, configVersion)
    // A newer configuration arrives by itself, and says whether there is still something to tell.
    if (written.kind === 'written' && pool.configVersion < written.version) directory.put(told, written.version)
  }
  return () => {
    for (const pool of directory.byName()) {
      if (pool.configVersion === 0 || pool.config.canary?.rolledBack !== '' || underWay.has(pool.name)) continue
      if ((picks.of(pool).trials.canary?.rolledBack ?? '') === '') continue
      underWay.add(pool.name)
      void publish(pool)
        .catch((error: unknown) => {
          if (error instanceof StoreUnavailableError) return
          log.error('a rolled-back canary could not be told to the other replicas', {
            pool: pool.name,
            error: String(error),
          })
        })
        .finally(() => underWay.delete(pool.name))
    }
  }
}
