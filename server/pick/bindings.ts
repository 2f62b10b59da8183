import { LRUCache } from 'lru-cache'
import type { Clock } from '../../policies/policy.ts'
import type { AffinitySettings } from '../pools/pool-config.ts'

interface Binding {
  backendId: string
  until: number
  /** When the store was last told. */
  toldAt: number
}

/** `replaces`: the backend that the key was bound to before, so that the store lets the move through. */
export type TellBinding = (key: string, backendId: string, ttlMs: number, replaces: string | undefined) => void

/** The store hears of a binding's use this often in its lifetime, so that a busy session does not write at each pick. */
const TELLS_PER_LIFETIME = 4

/**
 * Remembered affinity of one pool: key to backend, for a time after the last use. The other replicas hear of it through
 * `tell`, and what they say comes in through `learn`.
 */
export class Bindings {
  /** Made with the first binding: it takes memory for all that it may hold, and most pools bind nothing. */
  private cache: LRUCache<string, Binding> | undefined
  private settings: AffinitySettings
  private readonly clock: Clock
  private readonly tell: TellBinding

  constructor(settings: AffinitySettings, clock: Clock, tell: TellBinding) {
    this.settings = settings
    this.clock = clock
    this.tell = tell
  }

  get size(): number {
    return this.cache?.size ?? 0
  }

  configure(settings: AffinitySettings): void {
    if (this.cache !== undefined && settings.maxBindings !== this.settings.maxBindings) {
      const next = new LRUCache<string, Binding>({ max: settings.maxBindings })
      for (const [key, binding] of [...this.cache.entries()].reverse()) next.set(key, binding)
      this.cache = next
    }
    this.settings = settings
  }

  /** The backend that the key is bound to. Undefined: none. */
  get(key: string): string | undefined {
    const binding = this.cache?.get(key)
    if (binding === undefined) return undefined
    if (binding.until > this.clock.now()) return binding.backendId
    this.cache?.delete(key)
    return undefined
  }

  /** Binds the key, or notes that its binding was used. */
  use(key: string, backendId: string): void {
    const now = this.clock.now()
    const { ttlMs } = this.settings
    const binding = this.cache?.get(key)
    if (binding?.backendId === backendId) {
      binding.until = now + ttlMs
      if (now - binding.toldAt < ttlMs / TELLS_PER_LIFETIME) return
      binding.toldAt = now
    } else {
      this.set(key, { backendId, until: now + ttlMs, toldAt: now })
    }
    this.tell(key, backendId, ttlMs, binding?.backendId === backendId ? undefined : binding?.backendId)
  }

  /** Takes over what another replica bound. */
  learn(key: string, backendId: string, ttlLeftMs: number): void {
    if (ttlLeftMs <= 0) return
    const now = this.clock.now()
    this.set(key, { backendId, until: now + ttlLeftMs, toldAt: now })
  }

  /** All live bindings, for a store that was emptied. */
  *entries(): IterableIterator<{ key: string; backendId: string; ttlLeftMs: number }> {
    const now = this.clock.now()
    for (const [key, { backendId, until }] of this.cache?.entries() ?? []) {
      if (until > now) yield { key, backendId, ttlLeftMs: until - now }
    }
  }

  private set(key: string, binding: Binding): void {
    this.cache ??= new LRUCache({ max: this.settings.maxBindings })
    this.cache.set(key, binding)
  }
}
