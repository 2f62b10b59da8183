import type { BackendOverride, StoreChange } from '../store.ts'
import type { PoolKeys } from './keys.ts'
import { encodePool, poolKeys } from './keys.ts'
import { arrayOf, parseJson } from './replies.ts'

/** The version that the store gave, and the document as JSON text; undefined: the pool was deleted at that version. */
export interface KnownConfig {
  readonly version: number
  readonly document: string | undefined
}

/** An override as it is stored: JSON [drained, weight, stamp, set at]. */
export interface KnownOverride {
  readonly stamp: number
  readonly stored: string
}

/** What this replica knows of a pool in the store: where the pool's changes stand, and what must last. */
export interface KnownPool {
  readonly name: string
  readonly encoded: string
  readonly keys: PoolKeys
  /** Life of the pool's data. Empty: not known, so whatever comes is taken on. */
  run: string
  /** The last revision that came through the channel or a re-read. */
  seen: number
  /** The largest revision known; one never falls below it. */
  floor: number
  config: KnownConfig | undefined
  readonly overrides: Map<string, KnownOverride>
  /** Its name was added to the index in this life of the store. */
  indexed: boolean
  /** Writes of this pool alone fail, as when one node of a cluster is gone: not before this time. */
  retryAt: number
  failures: number
}

export class PoolBook {
  private readonly pools = new Map<string, KnownPool>()

  get(name: string): KnownPool {
    const known = this.pools.get(name)
    if (known !== undefined) return known
    const pool: KnownPool = {
      name,
      encoded: encodePool(name),
      keys: poolKeys(name),
      run: '',
      seen: 0,
      floor: 0,
      config: undefined,
      overrides: new Map(),
      indexed: false,
      retryAt: 0,
      failures: 0,
    }
    this.pools.set(name, pool)
    return pool
  }

  all(): readonly KnownPool[] {
    return [...this.pools.values()]
  }

  forget(name: string): void {
    this.pools.delete(name)
  }

  /** After the store was emptied: its revisions start anew, what must last is still known. */
  startAnew(): void {
    for (const pool of this.pools.values()) Object.assign(pool, { run: '', seen: 0, indexed: false })
  }
}

/** Takes over a configuration from the store. Undefined: no news. */
export function learnConfig(pool: KnownPool, config: KnownConfig): StoreChange | undefined {
  const known = pool.config
  if (known !== undefined && config.version < known.version) return undefined
  if (known?.version === config.version && known.document === config.document) return undefined
  pool.config = config
  if (config.document === undefined) {
    pool.overrides.clear()
    return { kind: 'pool_deleted', pool: pool.name }
  }
  const document = parseJson(config.document)
  if (!isRecord(document)) return undefined
  return { kind: 'pool', pool: pool.name, version: config.version, document }
}

/** Takes over an override from the store. Undefined: no news, or broken. */
export function learnOverride(pool: KnownPool, backendId: string, stored: string): StoreChange | undefined {
  const decoded = decodeOverride(stored)
  if (decoded === undefined) return undefined
  const known = pool.overrides.get(backendId)
  if (known !== undefined && (decoded.stamp < known.stamp || stored === known.stored)) return undefined
  pool.overrides.set(backendId, { stamp: decoded.stamp, stored })
  return { kind: 'override', pool: pool.name, backendId, override: decoded.override }
}

export interface DecodedOverride {
  readonly override: BackendOverride
  readonly stamp: number
  /** Store's milliseconds. */
  readonly setAt: number
}

export function decodeOverride(stored: string): DecodedOverride | undefined {
  const [drained, weight, stamp, setAt] = arrayOf(parseJson(stored))
  if (typeof stamp !== 'number' || typeof setAt !== 'number') return undefined
  const override = { drained: drained === 1, weight: typeof weight === 'number' ? weight : undefined }
  return { override, stamp, setAt }
}

/** Stamp 0: never written as far as is known, so anything in the store is newer. */
export function encodeUnstampedOverride({ drained, weight }: BackendOverride): string {
  return `[${drained ? 1 : 0},${weight ?? 'null'},0,0]`
}

function isRecord(input: unknown): input is Readonly<Record<string, unknown>> {
  return typeof input === 'object' && input !== null && !Array.isArray(input)
}
