import type { Locality } from './backend.ts'
import type { Clock } from './clock.ts'
import type { Degraded } from './degraded.ts'
import { LookasideError } from './errors.ts'
import type { FailureKind } from './failure-kind.ts'
import { failureKind } from './failure-kind.ts'
import type { LocalPool } from './local-pool.ts'
import type { LocalPools } from './local-pools.ts'
import { needsService, pickLocally } from './local-pick.ts'
import type { Pick, PickOptions } from './pick.ts'
import type { WatchedList } from './pool-watch.ts'
import type { Reserve, ServicePicks } from './service-picks.ts'

/** Where a pick goes: the live list in watch mode, else the service, else a list, else nowhere. */
export interface PickRoute {
  /** The token of a pick that was made here is empty. */
  pick(pool: string, options: PickOptions): Promise<Pick>
}

export interface PickRouteDeps {
  readonly pools: LocalPools
  readonly service: ServicePicks
  readonly clock: Clock
  /** Of the client, for every pick that does not say otherwise. */
  readonly locality: Locality | undefined
  /** Picks are made here wherever the live list is enough. */
  readonly isLocal: boolean
  readonly onFallback: (pool: LocalPool, pick: Pick, why: string) => void
  readonly onGood: (pool: LocalPool) => void
}

export function createPickRoute(deps: PickRouteDeps): PickRoute {
  const { pools, clock, service } = deps
  /** Since when the service does not answer. */
  let awaySince: number | undefined
  const pickHere = (pool: LocalPool, options: PickOptions): Pick | undefined => {
    const list = pool.liveList()
    if (list === undefined) return undefined
    return pickLocally({ pool, list, source: 'watch', degraded: list.degraded, options, now: clock.now() })
  }
  const learn = (pool: LocalPool, pick: Pick): Pick => {
    pool.emptySince = undefined
    pool.missingAt = undefined
    awaySince = undefined
    if (pool.liveList() === undefined) {
      const { backend, alternates, maxAgeMs, staleAgeMs } = pick
      pool.answers.learn({ backends: [backend, ...alternates], maxAgeMs, staleAgeMs }, clock.now())
    }
    deps.onGood(pool)
    return pick
  }
  const fallBack = (pool: LocalPool, options: PickOptions, error: LookasideError): Pick => {
    const kind = failureKind(error)
    const now = clock.now()
    if (kind === 'empty') pool.emptySince ??= now
    else if (kind !== 'refused') awaySince ??= now
    const list = pool.list(now)
    if (list === undefined && error.reason === 'POOL_NOT_FOUND') pools.miss(pool)
    if (kind === 'refused' || list === undefined || !mayServe(pool, list, kind, now)) throw explain(error, pool, kind)
    const why = WHY[kind]
    const since = Math.min((kind === 'empty' ? pool.emptySince : awaySince) ?? now, lostSince(pool) ?? now)
    const degraded = degradedBy(list, why, now - since)
    const source = list.source === 'static' ? 'static' : 'cache'
    const pick = pickLocally({ pool, list, source, degraded, options, now })
    if (pick === undefined) throw explain(error, pool, kind)
    deps.onFallback(pool, pick, why)
    return pick
  }
  return {
    async pick(name, options) {
      const pool = pools.of(name)
      pools.keep(pool)
      if (deps.isLocal) {
        const here = needsService(options) ? undefined : pickHere(pool, options)
        if (here !== undefined) {
          deps.onGood(pool)
          return here
        }
      }
      const whereabouts = deps.locality === undefined ? {} : { locality: deps.locality }
      const answer = await service.pick(name, { ...whereabouts, ...options }, reserveOf(pool.list(clock.now())))
      return answer instanceof LookasideError ? fallBack(pool, options, answer) : learn(pool, answer)
    },
  }
}

const WHY = { empty: 'empty_list', unavailable: 'service_unavailable', broken: 'service_error' } as const

function reserveOf(list: WatchedList | undefined): Reserve {
  if (list === undefined || list.backends.length === 0) return 'none'
  return list.source === 'static' ? 'static' : 'cache'
}

/** Since when the watched list is not kept up to date. Undefined: it is, or there is none. */
function lostSince({ watched }: LocalPool): number | undefined {
  const reading = watched?.read()
  return reading?.kind === 'list' && reading.standing !== 'live' ? reading.since : undefined
}

/** What a list says of itself, and why it was asked; a static one says that it is. */
function degradedBy(list: WatchedList, why: string, ageMs: number): Degraded {
  const told = list.degraded?.reasons ?? []
  const reasons = list.source === 'static' ? [why, 'static_list'] : [why]
  return {
    reasons: [...told, ...reasons.filter((reason) => !told.includes(reason))],
    ageMs: Math.max(list.degraded?.ageMs ?? 0, ageMs),
  }
}

/** A service that says that there is nobody is believed once it has said so for stale_age; the options stand. */
function mayServe(pool: LocalPool, list: WatchedList, kind: FailureKind, now: number): boolean {
  if (kind !== 'empty' || list.source === 'static') return true
  return pool.emptySince !== undefined && now - pool.emptySince < list.staleAgeMs
}

function explain(error: LookasideError, pool: LocalPool, kind: FailureKind): LookasideError {
  if (kind === 'refused' || kind === 'empty' || error.reason === 'CLIENT_CLOSED') return error
  const { code, reason, metadata, cause } = error
  const advice = `Nor is a list of pool "${pool.name}" known that could answer: name some of its backends in the client's options, fallback: { "${pool.name}": ["host:port"] }.`
  return new LookasideError({ code, reason, metadata, cause, message: `${error.message} ${advice}` })
}
