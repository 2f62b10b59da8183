import { createRng } from '../../policies/lib/rng.ts'
import { BUILT_IN_POLICIES } from '../../policies/index.ts'
import type { PickRequest, PickResult, PolicyFactory, Snapshot } from '../../policies/policy.ts'
import type { DecisionSettings } from '../../server/pick/decisions/index.ts'
import { DEFAULT_DECISIONS } from '../../server/pick/decisions/index.ts'
import { createTape } from '../../server/pick/decisions/tape.ts'
import type { Tape } from '../../server/pick/decisions/tape.ts'
import type { PolicyRunner } from '../../server/pick/policy-runner.ts'
import { createPolicyRegistry } from '../../server/policy-host/registry.ts'
import { createPolicyRunner } from '../../server/policy-host/runner.ts'
import type { PoolConfig } from '../../server/pools/pool-config.ts'
import { defaultPoolConfig } from '../../server/pools/pool-config.ts'
import { createReplica } from '../../server/replica/replica.ts'
import type { Replica } from '../../server/replica/replica.ts'
import type {
  BackendRecord,
  BackendStore,
  PoolDocument,
  SoftChange,
  StoreListener,
  StoreStatus,
} from '../../server/store/store.ts'
import { StoreUnavailableError } from '../../server/store/store.ts'
import type { Log } from '../../server/telemetry/ports.ts'
import { SILENT_LOG } from '../../server/telemetry/ports.ts'
import type { HeartbeatReport, Picked, PickQuery } from '../../server/use-cases.ts'
import { FakeTime } from './fake-time.ts'
import { backendRecord } from './records.ts'

/** A store in memory that remembers what it was offered, and that a test can take down or let speak. */
export class ScriptedStore implements BackendStore {
  readonly kind = 'redis'
  readonly offered: SoftChange[] = []
  readonly durable: string[] = []
  /** The configurations that were put, in order, with the version that was expected. */
  readonly documents: { document: unknown; expected: number | undefined }[] = []
  up = true
  silentMs = 0
  listener: StoreListener | undefined
  private version = 0

  start(listener: StoreListener): Promise<void> {
    this.listener = listener
    return Promise.resolve()
  }
  putPool(config: PoolDocument, expected: number | undefined): Promise<{ kind: 'written'; version: number }> {
    return this.write(`pool ${config.pool}`, () => {
      this.documents.push({ document: config.document, expected })
      return { kind: 'written', version: ++this.version }
    })
  }
  deletePool(pool: string): Promise<{ kind: 'written'; version: number }> {
    return this.write(`delete ${pool}`, () => ({ kind: 'written', version: ++this.version }))
  }
  putOverride(pool: string, backendId: string): Promise<void> {
    return this.write(`override ${pool} ${backendId}`, () => undefined)
  }
  offer(change: SoftChange): void {
    this.offered.push(change)
  }
  status(): StoreStatus {
    return { up: this.up, silentMs: this.silentMs, epochChanges: 0, pending: 0, repairs: 0, error: '' }
  }
  close(): Promise<void> {
    return Promise.resolve()
  }
  private write<Result>(what: string, result: () => Result): Promise<Result> {
    if (!this.up) return Promise.reject(new StoreUnavailableError('down for the test'))
    this.durable.push(what)
    return Promise.resolve(result())
  }
}

/** Picks uniformly at random, or what the test says: the policies have tests of their own. */
export function uniformRunner(
  options: { followsWeight?: boolean; pick?: (request: PickRequest, snapshot: Snapshot) => PickResult } = {},
): PolicyRunner & { snapshots: Snapshot[] } {
  const rng = createRng(7)
  const snapshots: Snapshot[] = []
  const uniform = (request: PickRequest, { backends }: Snapshot): PickResult => {
    const usable = backends.filter((backend) => request.avoid?.(backend) !== true)
    const backend = usable.length === 0 ? undefined : usable[rng.below(usable.length)]
    return backend === undefined ? { kind: 'none', reason: 'all_avoided' } : { kind: 'picked', backend }
  }
  const pick = options.pick ?? uniform
  return {
    snapshots,
    followsWeight: () => options.followsWeight ?? false,
    readsReports: () => false,
    run: (pool, choice = pool.policy) => ({
      onSnapshot: (snapshot) => {
        snapshots.push(snapshot)
        return {
          lastWasFallback: false,
          pick: (request) => pick(request, snapshot),
          servedBy: () => choice.type,
          start: () => ({ choice, code: pick, fallback: false, state: undefined, obstacle: '' }),
        }
      },
      onOutcome() {},
      status: () => ({ activeType: choice.type, failures: 0, lastError: '' }),
      close() {},
    }),
    remake: ({ snapshot }) => ({ kind: 'remade', code: pick, pick: (request) => pick(request, snapshot), close() {} }),
  }
}

export interface Harness {
  readonly replica: Replica
  readonly time: FakeTime
  readonly store: ScriptedStore
  readonly register: (pool: string, id: string, changes?: Partial<BackendRecord>) => void
  readonly beat: (
    pool: string,
    id: string,
    changes?: Partial<HeartbeatReport>,
  ) => ReturnType<Replica['useCases']['heartbeats']['heartbeat']>
  readonly pick: (pool: string, changes?: Partial<PickQuery>) => ReturnType<Replica['useCases']['picks']['pick']>
  /** Picks that must succeed, counted by backend. */
  readonly share: (pool: string, picks: number, changes?: Partial<PickQuery>) => Map<string, number>
}

export interface HarnessOptions {
  readonly pools?: readonly PoolConfig[]
  readonly defaults?: (name: string) => PoolConfig
  readonly runner?: PolicyRunner
  /** The policy host with the built-in policies and these; it draws from the replica's tape. */
  readonly policies?: readonly PolicyFactory[]
  readonly decisions?: DecisionSettings
  readonly autoCreatePools?: boolean
  readonly maxPools?: number
  readonly maxBackendsPerPool?: number
  readonly seed?: number
  /** Name of the replica. Default: r1. */
  readonly name?: string
  /** Default: a clock of its own. */
  readonly time?: FakeTime
  readonly log?: Log
}

/** Milliseconds since 1970 when a test's clock says 0. */
export const WALL_TIME_AT_START = 1_700_000_000_000

function realRunner(policies: readonly PolicyFactory[], { rng, clock }: Tape): PolicyRunner {
  const registry = createPolicyRegistry([...BUILT_IN_POLICIES, ...policies], [], SILENT_LOG)
  return createPolicyRunner({ registry, rng, clock, log: SILENT_LOG })
}

export async function startReplica(options: HarnessOptions = {}): Promise<Harness> {
  const time = options.time ?? new FakeTime()
  const store = new ScriptedStore()
  const tape = createTape({ clock: time, rng: createRng(options.seed ?? 1) })
  const replica = createReplica({
    replica: options.name ?? 'r1',
    store,
    runner: options.runner ?? (options.policies === undefined ? uniformRunner() : realRunner(options.policies, tape)),
    policies: { list: () => [], has: () => true, isBuiltIn: () => true, check: () => undefined },
    pools: {
      parse: (document) => document as PoolConfig,
      document: (config) => ({ ...config }),
    },
    directory: {
      poolDefaults: options.defaults ?? defaultPoolConfig,
      autoCreatePools: options.autoCreatePools ?? true,
      maxPools: options.maxPools ?? 100,
      maxBackendsPerPool: options.maxBackendsPerPool ?? 10_000,
    },
    configured: options.pools ?? [],
    clock: tape.clock,
    rng: tape.rng,
    tape,
    decisions: options.decisions ?? DEFAULT_DECISIONS,
    wallTime: () => WALL_TIME_AT_START + time.now(),
    timers: time,
    log: options.log ?? SILENT_LOG,
  })
  await replica.start()
  const sequences = new Map<string, number>()
  const { heartbeats, picks } = replica.useCases
  const pick = (pool: string, changes: Partial<PickQuery> = {}): ReturnType<typeof picks.pick> =>
    picks.pick({ ...PLAIN_QUERY, pool, ...changes })
  return {
    replica,
    time,
    store,
    register: (pool, id, changes) => {
      const answer = heartbeats.register({ pool, backend: backendRecord(id, changes), health: 'healthy' })
      if (answer.kind === 'refused') throw new Error(answer.message)
    },
    beat: (pool, id, changes = {}) => {
      const sequence = (sequences.get(`${pool} ${id}`) ?? 0) + 1
      sequences.set(`${pool} ${id}`, sequence)
      return heartbeats.heartbeat({ ...PLAIN_BEAT, pool, backendId: id, sequence, ...changes })
    },
    pick,
    share: (pool, count, changes) => {
      const counts = new Map<string, number>()
      for (let i = 0; i < count; i++) {
        const answer = mustPick(pick(pool, changes))
        counts.set(answer.backend.id, (counts.get(answer.backend.id) ?? 0) + 1)
        picks.report({ ...PLAIN_OUTCOME, token: answer.token })
      }
      return counts
    },
  }
}

export function mustPick(answer: ReturnType<Replica['useCases']['picks']['pick']>): Picked {
  if (answer.kind === 'refused') throw new Error(`${answer.reason}: ${answer.message}`)
  return answer
}

export const PLAIN_QUERY: PickQuery = {
  pool: '',
  affinityKey: '',
  locality: undefined,
  labelSelector: new Map(),
  excludeBackendIds: [],
  alternates: 0,
  previousPickToken: '',
  affinityToken: '',
}

const PLAIN_BEAT: HeartbeatReport = {
  pool: '',
  backendId: '',
  epoch: 1,
  sequence: 1,
  health: 'healthy',
  healthDetail: '',
  draining: false,
  load: undefined,
  loadAgeMs: 0,
}

export const PLAIN_OUTCOME = {
  token: '',
  pool: '',
  backendId: '',
  result: 'success',
  latencyMs: 10,
  status: '',
  load: undefined,
  loadAgeMs: 0,
} as const
