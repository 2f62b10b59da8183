import type { Refusal } from '../errors.ts'
import { refuse, refuseField } from '../errors.ts'
import { isPickable } from '../pick/eligibility.ts'
import type { BackendEntry } from '../pools/backend-entry.ts'
import type { Directory } from '../pools/directory.ts'
import type { PoolConfig } from '../pools/pool-config.ts'
import type { Pool } from '../pools/pool.ts'
import type { BackendOverride, PoolWriteResult } from '../store/store.ts'
import { StoreUnavailableError } from '../store/store.ts'
import type { AdminUseCases, BackendView, PoolView, WriteOptions } from '../use-cases.ts'
import { checkPolicies } from './check-policies.ts'
import type { PolicyCatalog, PoolParser } from './ports.ts'
import { replicaStatus, type StatusDeps } from './status.ts'
import { backendView, pageOf, policyAdvice, poolView } from './views.ts'

export interface AdminDeps extends StatusDeps {
  readonly policies: PolicyCatalog
  readonly pools: PoolParser
}

/** The use cases of operators. What changes something is written to the store first, and to memory after that. */
export function createAdmin(deps: AdminDeps): AdminUseCases {
  const { directory, policies } = deps
  return {
    status: () => replicaStatus(deps),
    listPools: (pageSize, pageToken) =>
      pageOf(
        directory.byName(),
        (pool) => pool.name,
        (pool) => poolView(deps, pool),
        pageSize,
        pageToken,
      ),
    getPool: (name) => {
      const pool = directory.get(name)
      return pool === undefined ? noPool(name) : poolView(deps, pool)
    },
    putPool: (document, expectedVersion, dryRun) => putPool(deps, document, expectedVersion, dryRun),
    deletePool: (name, expectedVersion, options) => deletePool(deps, name, expectedVersion, options),
    listBackends: (name, pageSize, pageToken) => {
      const pool = directory.get(name)
      if (pool === undefined) return noPool(name)
      deps.picks.refresh(pool, false)
      return pageOf(
        pool.byId(),
        (entry) => entry.id,
        (entry) => backendView(deps, pool, entry),
        pageSize,
        pageToken,
      )
    },
    drain: (pool, backendId, options) => drain(deps, pool, backendId, options),
    undrain: (pool, backendId, dryRun) =>
      override(deps, pool, backendId, (current) => ({ ...current, drained: false }), dryRun),
    setWeight: (pool, backendId, weight, dryRun) =>
      override(deps, pool, backendId, (current) => ({ ...current, weight }), dryRun),
    listPolicies: () => policies.list(),
    advisePolicy: (name) => {
      const pool = directory.get(name)
      return pool === undefined ? noPool(name) : policyAdvice(deps, pool)
    },
  }
}

async function putPool(
  deps: AdminDeps,
  document: unknown,
  expectedVersion: number | undefined,
  dryRun: boolean,
): Promise<PoolView | Refusal> {
  const config = deps.pools.parse(document)
  if ('problem' in config) return refuseField(config.field, config.problem, 'INVALID_POOL_CONFIG')
  const refused = checkPolicies(deps.policies, config) ?? checkRoom(deps.directory, config)
  if (refused !== undefined) return refused
  const current = deps.directory.get(config.name)
  const version = current?.configVersion ?? 0
  if (dryRun) {
    if (expectedVersion !== undefined && expectedVersion !== version)
      return mismatch(config.name, expectedVersion, version)
    const shown = current === undefined ? emptyView(config) : poolView(deps, current)
    return { ...shown, config }
  }
  const written = await write(() =>
    deps.store.putPool({ pool: config.name, document: deps.pools.document(config) }, expectedVersion),
  )
  if (written.kind === 'refused') return written
  if (written.kind === 'version_mismatch') return mismatch(config.name, expectedVersion ?? 0, written.version)
  return poolView(deps, deps.directory.put(config, written.version))
}

async function deletePool(
  deps: AdminDeps,
  name: string,
  expectedVersion: number | undefined,
  options: WriteOptions,
): Promise<Refusal | undefined> {
  const pool = deps.directory.get(name)
  if (pool === undefined) return noPool(name)
  if (expectedVersion !== undefined && expectedVersion !== pool.configVersion) {
    return mismatch(name, expectedVersion, pool.configVersion)
  }
  const live = pool.byId().filter((entry) => !entry.expired).length
  if (live > 0 && !options.force) {
    const message = `pool ${name} has ${live} live backends: stop their agents first, or use force`
    return refuse('POOL_NOT_EMPTY', message, { pool: name, live: String(live) })
  }
  if (options.dryRun) return undefined
  const written = await write(() => deps.store.deletePool(name, expectedVersion))
  if (written.kind === 'refused') return written
  if (written.kind === 'version_mismatch') return mismatch(name, expectedVersion ?? 0, written.version)
  deps.directory.delete(name)
  return undefined
}

async function drain(
  deps: AdminDeps,
  poolName: string,
  backendId: string,
  options: WriteOptions,
): Promise<BackendView | Refusal> {
  const found = find(deps.directory, poolName, backendId)
  if ('kind' in found) return found
  const { pool, entry } = found
  if (!options.force && !entry.override.drained) {
    const refused = refuseUnsafeDrain(deps, pool, entry)
    if (refused !== undefined) return refused
  }
  return override(deps, poolName, backendId, (current) => ({ ...current, drained: true }), options.dryRun)
}

/** A drain must leave enough eligible backends to stay out of panic, and at least one. */
function refuseUnsafeDrain(deps: AdminDeps, pool: Pool, entry: BackendEntry): Refusal | undefined {
  deps.picks.refresh(pool, false)
  const stays = pool.byId().filter((other) => other !== entry && other.state !== 'draining')
  const eligible = stays.filter((other) => isPickable(other.state)).length
  const needed = Math.max(1, Math.ceil((pool.entries.size * pool.config.panicThresholdPercent) / 100))
  if (eligible >= needed) return undefined
  const message =
    `draining ${entry.id} would leave ${eligible} eligible of ${pool.entries.size} backends in pool ${pool.name}, ` +
    `fewer than ${needed}: undrain or add others first, or use force`
  return refuse('DRAIN_REFUSED', message, {
    pool: pool.name,
    backend_id: entry.id,
    eligible_left: String(eligible),
    needed: String(needed),
    backends: String(pool.entries.size),
  })
}

async function override(
  deps: AdminDeps,
  poolName: string,
  backendId: string,
  change: (current: BackendOverride) => BackendOverride,
  dryRun: boolean,
): Promise<BackendView | Refusal> {
  const found = find(deps.directory, poolName, backendId)
  if ('kind' in found) return found
  const { pool, entry } = found
  const next = change(entry.override)
  if (dryRun) {
    const weight = next.weight ?? entry.record.weight
    return { ...backendView(deps, pool, entry), override: next, backend: { ...entry.card, weight } }
  }
  const written = await write(async () => {
    await deps.store.putOverride(poolName, backendId, next)
    return { kind: 'done' } as const
  })
  if (written.kind === 'refused') return written
  pool.setOverride(backendId, next)
  deps.picks.refresh(pool, true)
  return backendView(deps, pool, entry)
}

/** A store that cannot be reached is expected; anything else it throws is not. */
async function write<Result extends PoolWriteResult | { readonly kind: 'done' }>(
  run: () => Promise<Result>,
): Promise<Result | Refusal> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error
    return refuse(
      'STORE_UNAVAILABLE',
      `the store did not confirm the change, so it is not in force: ${error.message}`,
      {},
    )
  }
}

function checkRoom(directory: Directory, config: PoolConfig): Refusal | undefined {
  if (directory.get(config.name) !== undefined || directory.hasRoom()) return undefined
  const limit = String(directory.options.maxPools)
  return refuse('QUOTA_EXCEEDED', `there are ${limit} pools, the most allowed: raise limits.maxPools`, {
    pool: config.name,
    limit,
  })
}

function find(
  directory: Directory,
  poolName: string,
  backendId: string,
): { pool: Pool; entry: BackendEntry } | Refusal {
  const pool = directory.get(poolName)
  if (pool === undefined) return noPool(poolName)
  const entry = pool.entries.get(backendId)
  if (entry !== undefined) return { pool, entry }
  const message = `pool ${poolName} has no backend ${backendId}`
  return refuse('BACKEND_NOT_FOUND', message, { pool: poolName, backend_id: backendId })
}

function noPool(name: string): Refusal {
  return refuse('POOL_NOT_FOUND', `pool ${name} does not exist`, { pool: name })
}

function mismatch(pool: string, expected: number, actual: number): Refusal {
  const message = `the configuration of pool ${pool} has version ${actual}, not ${expected}: read it again and repeat the change`
  return refuse('CONFIG_VERSION_MISMATCH', message, {
    pool,
    expected_version: String(expected),
    version: String(actual),
  })
}

function emptyView(config: PoolConfig): PoolView {
  return {
    config,
    configVersion: 0,
    revision: 0,
    backends: 0,
    eligible: 0,
    activePolicy: config.policy.type,
    degraded: undefined,
    policyFailures: 0,
    lastPolicyError: '',
    picks: 0,
    canary: undefined,
  }
}
