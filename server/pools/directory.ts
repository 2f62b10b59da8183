import type { Clock } from '../../policies/policy.ts'
import type { PoolConfig } from './pool-config.ts'
import { Pool } from './pool.ts'

export interface DirectoryOptions {
  readonly clock: Clock
  /** The configuration of a pool that comes into being with its first backend. */
  readonly poolDefaults: (name: string) => PoolConfig
  /** Whether a backend may bring its pool into being. */
  readonly autoCreatePools: boolean
  readonly maxPools: number
  readonly maxBackendsPerPool: number
}

export interface DirectoryListener {
  /** A pool has changed and wants a refresh. */
  touched(pool: Pool): void
  deleted(pool: Pool): void
}

/** Name to pool. Pools come and go here only. */
export class Directory {
  options: DirectoryOptions
  private readonly pools = new Map<string, Pool>()
  private readonly listeners: DirectoryListener[] = []
  private sorted: readonly Pool[] | undefined

  constructor(options: DirectoryOptions) {
    this.options = options
  }

  subscribe(listener: DirectoryListener): void {
    this.listeners.push(listener)
  }

  /** Other limits and defaults from now on. Pools that are there stay as they are. */
  configure(changes: Partial<Omit<DirectoryOptions, 'clock'>>): void {
    this.options = { ...this.options, ...changes }
  }

  get(name: string): Pool | undefined {
    return this.pools.get(name)
  }

  get size(): number {
    return this.pools.size
  }

  /** All pools, sorted by name. The same array until one comes or goes. */
  byName(): readonly Pool[] {
    this.sorted ??= [...this.pools.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    return this.sorted
  }

  hasRoom(): boolean {
    return this.pools.size < this.options.maxPools
  }

  /** Makes a pool with its defaults; the caller has checked that it may. */
  create(name: string): Pool {
    return this.put(this.options.poolDefaults(name), 0)
  }

  /** Makes a pool or gives it another configuration. */
  put(config: PoolConfig, version: number): Pool {
    const known = this.pools.get(config.name)
    if (known !== undefined) {
      known.configure(config, version)
      return known
    }
    const pool = new Pool(config, version, this.options.clock, (touched) => {
      for (const listener of this.listeners) listener.touched(touched)
    })
    this.pools.set(config.name, pool)
    this.sorted = undefined
    pool.touch()
    return pool
  }

  delete(name: string): void {
    const pool = this.pools.get(name)
    if (pool === undefined) return
    this.pools.delete(name)
    this.sorted = undefined
    for (const listener of this.listeners) listener.deleted(pool)
  }
}
