import type { PoolConfig } from '../pools/pool-config.ts'
import { poolFileForm, settingsFileForm } from './file-form.ts'
import { formatPath, isMapping, type Path } from './path.ts'
import type { ServerConfig } from './server-config.ts'

/** One setting that two configurations differ in. */
export interface ConfigChange {
  /** As in messages; a pool is named by its name: `pools[checkout].pickLease`. */
  readonly path: string
  /** As a file would say it, in JSON. Undefined: it is not there. */
  readonly before: string | undefined
  readonly after: string | undefined
}

/** Sections that a running replica takes over; everything else is bound when the process starts. */
const TAKEN_OVER = ['log', 'policies', 'autoCreatePools', 'limits', 'drainTimeout', 'poolDefaults', 'pools'] as const

/** Whether a change of this key of the file takes effect without a restart. */
export function isReloadable(path: string): boolean {
  const [top = ''] = path.split(/[.[]/)
  return TAKEN_OVER.some((name) => name === top)
}

export interface ConfigChanges {
  /** Those that take effect in place. */
  readonly live: readonly ConfigChange[]
  /** Those that wait for a restart. */
  readonly restart: readonly ConfigChange[]
}

/** What differs between two configurations, in the order of the first one's keys. */
export function changesBetween(before: ServerConfig, after: ServerConfig): ConfigChanges {
  const all = [
    ...differences(settingsFileForm(before), settingsFileForm(after), []),
    ...storeSecret(before, after),
    ...poolChanges(before.pools, after.pools),
  ]
  return {
    live: all.filter(({ path }) => isReloadable(path)),
    restart: all.filter(({ path }) => !isReloadable(path)),
  }
}

/** Leaves of two documents that differ. Lists are compared as a whole. */
export function differences(before: unknown, after: unknown, at: Path): readonly ConfigChange[] {
  if (isMapping(before) && isMapping(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...keys].flatMap((key) => differences(before[key], after[key], [...at, key]))
  }
  const [old, fresh] = [JSON.stringify(before), JSON.stringify(after)]
  return old === fresh ? [] : [{ path: formatPath(at), before: old, after: fresh }]
}

/** Two URLs that differ in nothing but what is hidden. */
function storeSecret(before: ServerConfig, after: ServerConfig): readonly ConfigChange[] {
  const hidden = before.store !== after.store && settingsFileForm(before)['store'] === settingsFileForm(after)['store']
  return hidden ? [{ path: 'store', before: '(a password)', after: '(another password)' }] : []
}

function poolChanges(before: readonly PoolConfig[], after: readonly PoolConfig[]): readonly ConfigChange[] {
  const old = new Map(before.map((pool) => [pool.name, pool]))
  const fresh = new Map(after.map((pool) => [pool.name, pool]))
  const changed = after.flatMap((pool) => {
    const known = old.get(pool.name)
    const at = `pools[${pool.name}]`
    if (known === undefined) return [{ path: at, before: undefined, after: 'added' }]
    if (JSON.stringify(known) === JSON.stringify(pool)) return []
    return differences(poolFileForm(known), poolFileForm(pool), []).map((change) => ({
      ...change,
      path: `${at}.${change.path}`,
    }))
  })
  const gone = before.filter((pool) => !fresh.has(pool.name))
  return [...changed, ...gone.map((pool) => ({ path: `pools[${pool.name}]`, before: 'there', after: undefined }))]
}

/** `pools[checkout].pickLease: "30s" -> "1m"`. */
export function formatChange({ path, before, after }: ConfigChange): string {
  if (before === undefined) return `${path}: ${after === 'added' ? 'added' : `set to ${after ?? 'nothing'}`}`
  if (after === undefined) return `${path}: removed`
  return `${path}: ${before} -> ${after}`
}
