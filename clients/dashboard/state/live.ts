import type { Listed } from '../api/api.ts'
import type { Problem, Result } from '../api/call.ts'
import type { Backend, Pool } from '../api/pool.ts'
import type { Status } from '../api/status.ts'
import type { Counters } from './counters.ts'
import { createCounters } from './counters.ts'
import type { Shares } from './shares.ts'
import { sharesOf } from './shares.ts'
import type { Trails } from './trails.ts'
import { createTrails } from './trails.ts'

/** What the page knows of something that it reads again and again. */
export type Loaded<Value> =
  | { readonly kind: 'loading' }
  /** Read at that time, milliseconds since 1970. */
  | { readonly kind: 'ready'; readonly value: Value; readonly at: number }
  | { readonly kind: 'failed'; readonly problem: Problem }

export type Link =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** `lastAt` undefined: it never answered. */
  | { readonly kind: 'lost'; readonly since: number; readonly lastAt: number | undefined; readonly message: string }

/** One pool in sight. */
export interface PoolInSight {
  readonly name: string
  readonly backends: Loaded<Listed<Backend>>
  readonly shares: Shares
  readonly counters: { readonly picks: Counters; readonly outcomes: Counters }
  readonly latency: Trails
  readonly inFlight: Trails
}

export interface Live {
  readonly link: Link
  /** When something was heard last, milliseconds since 1970. */
  readonly heardAt: number | undefined
  readonly status: Loaded<Status>
  readonly pools: Loaded<Listed<Pool>>
  readonly poolPicks: Counters
  /** Picks a second. */
  readonly poolRates: Trails
  /** Undefined: no pool is looked at. */
  readonly sight: PoolInSight | undefined
}

/** Long enough for a steady rate, short enough to see a change while it happens. */
export const RATE_WINDOW_MS = 10_000
/** Five minutes of samples. */
export const TRAIL_LENGTH = 300
/** A minute of them for the small pictures in the list of pools. */
const RATE_TRAIL_LENGTH = 60
const LOADING = { kind: 'loading' } as const

export function createLive(): Live {
  return {
    link: { kind: 'connecting' },
    heardAt: undefined,
    status: LOADING,
    pools: LOADING,
    poolPicks: createCounters(RATE_WINDOW_MS),
    poolRates: createTrails(RATE_TRAIL_LENGTH),
    sight: undefined,
  }
}

function createSight(name: string): PoolInSight {
  return {
    name,
    backends: LOADING,
    shares: { basis: 'picks', of: new Map() },
    counters: { picks: createCounters(RATE_WINDOW_MS), outcomes: createCounters(RATE_WINDOW_MS) },
    latency: createTrails(TRAIL_LENGTH),
    inFlight: createTrails(TRAIL_LENGTH),
  }
}

/** Turns to a pool; empty: to none. */
export function lookAt(live: Live, pool: string): Live {
  if (pool === '') return live.sight === undefined ? live : { ...live, sight: undefined }
  return live.sight?.name === pool ? live : { ...live, sight: createSight(pool) }
}

/** What one round of reading brought. */
export interface Round {
  readonly at: number
  readonly status: Result<Status>
  readonly pools: Result<Listed<Pool>>
  /** Undefined: no pool was looked at. */
  readonly backends: { readonly pool: string; readonly result: Result<Listed<Backend>> } | undefined
}

/** The state after a round. The trails and counters are shared with the state before: they only grow. */
export function takeIn(live: Live, round: Round): Live {
  const { at, status, pools, backends } = round
  const silent = [status, pools, ...(backends === undefined ? [] : [backends.result])].find(isUnreachable)
  if (silent !== undefined) return lose(live, at, silent)
  if (pools.kind === 'answered') {
    live.poolPicks.add(
      at,
      pools.value.items.map(({ name, picks }) => [name, picks]),
    )
    live.poolRates.add(
      at,
      pools.value.items.map(({ name }) => [name, live.poolPicks.rate(name) ?? NaN]),
    )
  }
  const next: Live = {
    ...live,
    link: { kind: 'live' },
    heardAt: at,
    status: loaded(status, at),
    pools: loaded(pools, at),
  }
  if (backends === undefined || live.sight?.name !== backends.pool) return next
  return { ...next, sight: see(live.sight, backends.result, at, isPanicking(pools, backends.pool)) }
}

function see(sight: PoolInSight, result: Result<Listed<Backend>>, at: number, panic: boolean): PoolInSight {
  if (result.kind === 'problem') return { ...sight, backends: loaded(result, at) }
  const { items } = result.value
  sight.counters.picks.add(
    at,
    items.map(({ id, picks }) => [id, picks]),
  )
  sight.counters.outcomes.add(
    at,
    items.map(({ id, outcomes }) => [id, outcomes]),
  )
  sight.latency.add(
    at,
    items.map(({ id, latencyMs }) => [id, latencyMs ?? NaN]),
  )
  sight.inFlight.add(
    at,
    items.map(({ id, inFlight }) => [id, inFlight]),
  )
  return { ...sight, backends: loaded(result, at), shares: sharesOf(items, sight.counters, panic) }
}

/** What is known stays: it is old, and the page says so. */
function lose(live: Live, at: number, { message }: Problem): Live {
  const since = live.link.kind === 'lost' ? live.link.since : at
  return { ...live, link: { kind: 'lost', since, lastAt: live.heardAt, message } }
}

function loaded<Value>(result: Result<Value>, at: number): Loaded<Value> {
  return result.kind === 'answered' ? { kind: 'ready', value: result.value, at } : { kind: 'failed', problem: result }
}

const isUnreachable = (result: Result<unknown>): result is Problem =>
  result.kind === 'problem' && result.what === 'unreachable'

function isPanicking(pools: Result<Listed<Pool>>, name: string): boolean {
  if (pools.kind === 'problem') return false
  return pools.value.items.find((pool) => pool.name === name)?.degraded?.reasons.includes('panic') ?? false
}

/** The pool of that name as the list has it. */
export function poolNamed(live: Live, name: string): Pool | undefined {
  return live.pools.kind === 'ready' ? live.pools.value.items.find((pool) => pool.name === name) : undefined
}
