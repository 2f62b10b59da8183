import type { Clock, Timer } from './clock.ts'
import type { Degraded } from './degraded.ts'
import type { LookasideError } from './errors.ts'
import type { ListReading } from './good-list.ts'
import { createGoodList } from './good-list.ts'
import type { SharedWatch, WatchedList } from './pool-watch.ts'
import { createSignal } from './signal.ts'
import type { WeightedList } from './weighted-list.ts'

/** The list of one watched pool: what the service sends, what is left of it when it stops, and the static one at last. */
export interface WatchedPool extends SharedWatch {
  /** How the list of the service stands now. */
  read(): ListReading
  /** The service has sent a list. */
  update(list: WeightedList): void
  /** The service cannot be heard, or refuses. */
  lost(error: LookasideError): void
  /** `error`: what those who wait for a list are told. */
  close(error: LookasideError): void
}

export interface WatchedPoolDeps {
  readonly pool: string
  readonly staticList: WeightedList | undefined
  readonly clock: Clock
  readonly onListenerError: (error: unknown) => void
}

export function createWatchedPool({ pool, staticList, clock, onListenerError }: WatchedPoolDeps): WatchedPool {
  const good = createGoodList()
  const changed = createSignal<WatchedList>(onListenerError)
  const settled = createSignal<void>(onListenerError)
  let current: WatchedList | undefined
  let failure: { readonly error: LookasideError; readonly since: number } | undefined
  let timer: Timer | undefined
  let closed = false

  const refresh = (): void => {
    if (closed) return
    const now = clock.now()
    timer?.cancel()
    const at = good.nextChange(now)
    timer = at === undefined ? undefined : clock.after(at - now, refresh, { background: true })
    const next = judge(pool, good.read(now), { list: staticList, since: failure?.since }, now)
    const isNew = next !== undefined && (current === undefined || !isSame(current, next))
    if (isNew) current = next
    settled.emit()
    if (isNew) changed.emit(next)
  }
  return {
    current: () => current,
    onChange: (listener) => changed.on(listener),
    failure: () => (current === undefined ? failure?.error : undefined),
    onSettled: (listener) => settled.on(listener),
    read: () => good.read(clock.now()),
    update(list) {
      failure = undefined
      good.update(list, clock.now())
      refresh()
    },
    lost(error) {
      const now = clock.now()
      failure = { error, since: failure?.since ?? now }
      // A pool that is gone has nobody in it, and comes back with its first backend.
      const reading = good.read(now)
      if (error.reason === 'POOL_NOT_FOUND' && reading.kind === 'list') {
        good.update({ ...reading.list, backends: [] }, now)
      } else good.lost(now)
      refresh()
    },
    close(error) {
      closed = true
      timer?.cancel()
      failure = { error, since: clock.now() }
      settled.emit()
    },
  }
}

interface StaticChoice {
  readonly list: WeightedList | undefined
  /** Since when the service fails. Undefined: it does not. */
  readonly since: number | undefined
}

function judge(pool: string, reading: ListReading, fixed: StaticChoice, now: number): WatchedList | undefined {
  const watched = (
    source: WatchedList['source'],
    list: WeightedList,
    reasons: readonly string[],
    since = now,
  ): WatchedList => ({ ...list, pool, source, degraded: addReasons(list.degraded, reasons, now - since) })
  const why = reading.kind === 'empty' ? 'empty_list' : 'service_unavailable'
  if (reading.kind === 'list') {
    const { list, standing, since } = reading
    if (standing === 'live' || standing === 'fresh') return watched('watch', list, [])
    if (standing === 'held') return watched('cache', list, ['empty_list'], since)
    if (standing === 'stale') return watched('cache', list, [why], since)
    if (fixed.list === undefined) return watched('cache', list, [why, 'list_expired'], since)
    return watched('static', fixed.list, [why, 'static_list'], since)
  }
  if (fixed.list !== undefined && (reading.kind === 'empty' || fixed.since !== undefined)) {
    return watched('static', fixed.list, [why, 'static_list'], fixed.since)
  }
  return reading.kind === 'empty' ? watched('watch', reading.list, []) : undefined
}

function addReasons(before: Degraded | undefined, reasons: readonly string[], ageMs: number): Degraded | undefined {
  if (reasons.length === 0) return before
  return { reasons: [...(before?.reasons ?? []), ...reasons], ageMs: Math.max(before?.ageMs ?? 0, ageMs) }
}

/** The service sends a list whenever something may have changed; ages alone are no change. */
function isSame(a: WatchedList, b: WatchedList): boolean {
  if (a.source !== b.source || a.degraded?.reasons.join() !== b.degraded?.reasons.join()) return false
  return a.revision === b.revision && a.backends === b.backends
}
