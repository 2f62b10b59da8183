import type {
  BackendOverride,
  BackendRecord,
  BackendStore,
  BeatRecord,
  LiveState,
  SoftChange,
  StoreChange,
  StoreListener,
} from '../../server/store/store.ts'

export interface KnownBackend {
  readonly backend: BackendRecord
  readonly beat: BeatRecord
  readonly leaseLeftMs: number
}

/** The memory of a replica, as small as a store needs it: epochs and sequences decide what is news. */
export class ReplicaMemory implements StoreListener {
  readonly pools = new Map<string, { version: number; document: Readonly<Record<string, unknown>> }>()
  readonly overrides = new Map<string, Map<string, BackendOverride>>()
  readonly backends = new Map<string, Map<string, KnownBackend>>()
  readonly deregistered = new Map<string, number>()
  readonly bindings = new Map<string, string>()
  /** Replica, then pool and backend: what it has outstanding. */
  readonly loads = new Map<string, Map<string, number>>()
  readonly gone: string[] = []
  /** Everything that was delivered, in order. */
  readonly log: StoreChange[] = []
  private readonly leaseMs: number

  constructor(leaseMs = 10_000) {
    this.leaseMs = leaseMs
  }

  apply(changes: readonly StoreChange[]): void {
    for (const change of changes) {
      this.log.push(change)
      this.applyOne(change)
    }
  }

  repopulate(): LiveState {
    const soft: SoftChange[] = []
    for (const [pool, backends] of this.backends) {
      for (const { backend, beat } of backends.values()) {
        soft.push({ kind: 'register', pool, backend, beat, leaseMs: this.leaseMs })
      }
    }
    for (const [name, backendId] of this.bindings) {
      const [pool = '', key = ''] = name.split('\u0000')
      soft.push({ kind: 'bind', pool, key, backendId, ttlMs: 60_000 })
    }
    const overrides = [...this.overrides].flatMap(([pool, ofPool]) =>
      Array.from(ofPool, ([backendId, override]) => ({ pool, backendId, override })),
    )
    return { pools: Array.from(this.pools, ([pool, config]) => ({ pool, ...config })), overrides, soft }
  }

  get(pool: string, id: string): KnownBackend | undefined {
    return this.backends.get(pool)?.get(id)
  }

  count(pool: string): number {
    return this.backends.get(pool)?.size ?? 0
  }

  override(pool: string, id: string): BackendOverride | undefined {
    return this.overrides.get(pool)?.get(id)
  }

  binding(pool: string, key: string): string | undefined {
    return this.bindings.get(`${pool}\u0000${key}`)
  }

  /** Takes a backend into this memory and offers it, as a server does with an agent's registration. */
  register(store: BackendStore, pool: string, backend: BackendRecord, beat: BeatRecord): void {
    this.applyOne({ kind: 'register', pool, backend, beat, leaseLeftMs: this.leaseMs })
    store.offer({ kind: 'register', pool, backend, beat, leaseMs: this.leaseMs })
  }

  beat(store: BackendStore, pool: string, beat: BeatRecord): void {
    this.applyOne({ kind: 'beat', pool, beat, leaseLeftMs: this.leaseMs })
    store.offer({ kind: 'beat', pool, beat, leaseMs: this.leaseMs })
  }

  bind(store: BackendStore, pool: string, key: string, backendId: string, ttlMs = 60_000): void {
    this.bindings.set(`${pool}\u0000${key}`, backendId)
    store.offer({ kind: 'bind', pool, key, backendId, ttlMs })
  }

  private applyOne(change: StoreChange): void {
    switch (change.kind) {
      case 'pool':
        if (change.version > (this.pools.get(change.pool)?.version ?? 0)) {
          this.pools.set(change.pool, { version: change.version, document: change.document })
        }
        return
      case 'pool_deleted':
        this.pools.delete(change.pool)
        this.overrides.delete(change.pool)
        return
      case 'override':
        return this.applyOverride(change.pool, change.backendId, change.override)
      case 'register':
      case 'beat':
      case 'deregister':
        return this.applyBackend(change)
      case 'load':
        return void mapOf(this.loads, change.replica).set(
          `${change.pool}/${change.digest.backendId}`,
          change.digest.outstanding,
        )
      case 'replica_gone':
        this.gone.push(change.replica)
        this.loads.delete(change.replica)
        return
      case 'bind':
        this.bindings.set(`${change.pool}\u0000${change.key}`, change.backendId)
    }
  }

  private applyOverride(pool: string, id: string, override: BackendOverride): void {
    const ofPool = mapOf(this.overrides, pool)
    if (override.drained || override.weight !== undefined) ofPool.set(id, override)
    else ofPool.delete(id)
  }

  private applyBackend(change: Extract<StoreChange, { kind: 'register' | 'beat' | 'deregister' }>): void {
    const backends = mapOf(this.backends, change.pool)
    if (change.kind === 'deregister') {
      const known = backends.get(change.backendId)
      if (known === undefined || known.backend.epoch > change.epoch) return
      backends.delete(change.backendId)
      this.deregistered.set(`${change.pool}/${change.backendId}`, change.epoch)
      return
    }
    const { beat, leaseLeftMs } = change
    const known = backends.get(beat.backendId)
    const older =
      known !== undefined &&
      (beat.epoch < known.beat.epoch || (beat.epoch === known.beat.epoch && beat.sequence < known.beat.sequence))
    const next = older ? known.beat : beat
    if (change.kind === 'register') {
      if (known !== undefined && change.backend.epoch < known.backend.epoch) return
      backends.set(change.backend.id, { backend: change.backend, beat: next, leaseLeftMs })
    } else if (known !== undefined && known.backend.epoch === beat.epoch) {
      backends.set(beat.backendId, { backend: known.backend, beat: next, leaseLeftMs })
    }
  }
}

function mapOf<Key, Inner>(outer: Map<Key, Map<string, Inner>>, key: Key): Map<string, Inner> {
  let inner = outer.get(key)
  if (inner === undefined) outer.set(key, (inner = new Map<string, Inner>()))
  return inner
}

/** A backend with every field set, so that nothing is lost on the way unnoticed. */
export function backendRecord(id: string, overrides: Partial<BackendRecord> = {}): BackendRecord {
  return {
    id,
    address: `${id}.example:8080`,
    locality: { region: 'eu', zone: 'eu-1', subZone: 'rack-7' },
    labels: new Map([['version', '1.2.3']]),
    weight: 2.5,
    epoch: 1,
    capacity: 40,
    ...overrides,
  }
}

export function beatRecord(backendId: string, overrides: Partial<BeatRecord> = {}): BeatRecord {
  return {
    backendId,
    epoch: 1,
    sequence: 1,
    health: 'healthy',
    healthDetail: '',
    draining: false,
    load: undefined,
    loadAgeMs: 0,
    ...overrides,
  }
}
