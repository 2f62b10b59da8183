import type { BackendOverride, PoolDocument } from '../store.ts'

/** What outlives a restart. Immutable: an operation makes the next state, which counts once it is on disk. */
export interface DurableState {
  readonly pools: ReadonlyMap<string, StoredPool>
  /** Pool, then backend id. */
  readonly overrides: ReadonlyMap<string, ReadonlyMap<string, BackendOverride>>
  /** The largest version that any deleted pool had reached, so that a pool made again never repeats a version. */
  readonly deletedVersion: number
}

export interface StoredPool {
  readonly version: number
  readonly document: PoolDocument['document']
}

export interface Change<Result> {
  readonly state: DurableState
  readonly result: Result
}

export const EMPTY_STATE: DurableState = { pools: new Map(), overrides: new Map(), deletedVersion: 0 }

/** The version that a writer must have read: 0 while there is no such pool. */
export function versionOf(state: DurableState, pool: string): number {
  return state.pools.get(pool)?.version ?? 0
}

export function withPool(state: DurableState, config: PoolDocument): Change<number> {
  const current = state.pools.get(config.pool)?.version ?? state.deletedVersion
  const version = current + 1
  const pools = new Map(state.pools).set(config.pool, { version, document: config.document })
  return { state: { ...state, pools }, result: version }
}

/** Takes the pool away with its overrides. */
export function withoutPool(state: DurableState, pool: string): Change<number> {
  const version = (state.pools.get(pool)?.version ?? state.deletedVersion) + 1
  const pools = new Map(state.pools)
  const overrides = new Map(state.overrides)
  pools.delete(pool)
  overrides.delete(pool)
  return { state: { pools, overrides, deletedVersion: Math.max(state.deletedVersion, version) }, result: version }
}

export function withOverride(
  state: DurableState,
  pool: string,
  backendId: string,
  override: BackendOverride,
): DurableState {
  const ofPool = new Map(state.overrides.get(pool))
  if (override.drained || override.weight !== undefined) ofPool.set(backendId, override)
  else ofPool.delete(backendId)
  const overrides = new Map(state.overrides)
  if (ofPool.size > 0) overrides.set(pool, ofPool)
  else overrides.delete(pool)
  return { ...state, overrides }
}
