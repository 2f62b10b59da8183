import type { Refusal } from '../errors.ts'
import { refuse } from '../errors.ts'
import type { Directory } from '../pools/directory.ts'
import type { Pool } from '../pools/pool.ts'
import type { BackendCard, Watch, WatchQuery, WatchUpdate } from '../use-cases.ts'
import { cacheHints } from './cache-hints.ts'
import type { Degradations } from './degradations.ts'
import { NOTHING_MET } from './degradations.ts'
import type { PoolPicks } from './pool-picks.ts'

export interface WatchesDeps {
  readonly directory: Directory
  readonly degradations: Degradations
  readonly picksOf: (pool: Pool) => PoolPicks
}

/** The use case of watching clients: told that something changed, they pull the newest state. */
export class Watches {
  private readonly deps: WatchesDeps
  private readonly listeners = new Map<string, Set<() => void>>()

  constructor(deps: WatchesDeps) {
    this.deps = deps
  }

  get size(): number {
    let size = 0
    for (const set of this.listeners.values()) size += set.size
    return size
  }

  open(query: WatchQuery, onChange: () => void): Watch | Refusal {
    const current = (): WatchUpdate | Refusal => this.update(query)
    const first = current()
    if ('kind' in first) return first
    let set = this.listeners.get(query.pool)
    if (set === undefined) {
      set = new Set()
      this.listeners.set(query.pool, set)
    }
    // A wrapper of its own, so that the same function may watch twice.
    const listener = (): void => onChange()
    set.add(listener)
    const close = (): void => {
      set.delete(listener)
      if (set.size === 0 && this.listeners.get(query.pool) === set) this.listeners.delete(query.pool)
    }
    return { kind: 'watch', current, close }
  }

  /** The pool has a new revision, or is gone. */
  changed(pool: string): void {
    for (const listener of [...(this.listeners.get(pool) ?? [])]) listener()
  }

  private update(query: WatchQuery): WatchUpdate | Refusal {
    const pool = this.deps.directory.get(query.pool)
    if (pool === undefined) {
      return refuse('POOL_NOT_FOUND', `pool ${query.pool} does not exist`, { pool: query.pool })
    }
    const plan = this.deps.picksOf(pool).plan({ ...query, affinityKey: '' })
    const backends: { backend: BackendCard; share: number }[] = []
    for (const { view, load } of plan.levels) {
      if (load === 0) continue
      const total = view.members.reduce((sum, member) => sum + member.signals.weight(), 0)
      for (const member of view.members) {
        backends.push({ backend: member.entry.card, share: ((member.signals.weight() / total) * load) / 100 })
      }
    }
    backends.sort((a, b) => (a.backend.id < b.backend.id ? -1 : 1))
    const panic = plan.levels.some((level) => level.panic)
    return {
      revision: pool.revision,
      backends,
      ...cacheHints(pool.config),
      degraded: this.deps.degradations.of(pool, { ...NOTHING_MET, panic, subsetFallback: plan.subsetFallback }),
    }
  }
}
