import type { WeightedList } from './weighted-list.ts'

/**
 * How far a list can be trusted. `live`: the service keeps it up to date. `fresh`: it does no longer, for less than
 * max_age. `held`: the service says that there is nobody, for less than stale_age. `stale`: the service has been away for
 * less than stale_age. `expired`: for longer.
 */
export type Standing = 'live' | 'fresh' | 'held' | 'stale' | 'expired'

export type ListReading =
  /** The service has said nothing yet. */
  | { readonly kind: 'unknown' }
  /** The service says that there is nobody, and there is no list to hold on to. */
  | { readonly kind: 'empty'; readonly list: WeightedList }
  | {
      readonly kind: 'list'
      readonly list: WeightedList
      readonly standing: Standing
      /** Since when it is not live, by the clock given. */
      readonly since: number
    }

/** The last good list of a pool: what is left to go by when the service is away, or says that there is nobody. */
export interface GoodList {
  /** The service has sent a list, perhaps an empty one. */
  update(list: WeightedList, now: number): void
  /** The service cannot be heard any more. */
  lost(now: number): void
  read(now: number): ListReading
  /** When the reading changes by time alone. Undefined: it does not. */
  nextChange(now: number): number | undefined
}

export function createGoodList(): GoodList {
  let good: WeightedList | undefined
  let empty: WeightedList | undefined
  let emptySince = 0
  let lostSince: number | undefined

  const reading = (list: WeightedList, standing: Standing, since: number): ListReading => ({
    kind: 'list',
    list,
    standing,
    since,
  })
  return {
    update(list, now) {
      lostSince = undefined
      if (list.backends.length > 0) {
        good = list
        empty = undefined
        return
      }
      if (empty === undefined) emptySince = now
      empty = list
    },
    lost(now) {
      lostSince ??= now
    },
    read(now) {
      if (good === undefined) return empty === undefined ? { kind: 'unknown' } : { kind: 'empty', list: empty }
      if (empty !== undefined) {
        if (now - emptySince < good.staleAgeMs) return reading(good, 'held', emptySince)
        // Nobody is there to say it any more: then an old list is better than none.
        if (lostSince === undefined || lostSince - emptySince >= good.staleAgeMs) return { kind: 'empty', list: empty }
        return reading(good, 'expired', emptySince)
      }
      if (lostSince === undefined) return reading(good, 'live', now)
      const age = now - lostSince
      if (age < good.maxAgeMs) return reading(good, 'fresh', lostSince)
      return reading(good, age < good.staleAgeMs ? 'stale' : 'expired', lostSince)
    },
    nextChange(now) {
      if (good === undefined) return undefined
      const { maxAgeMs, staleAgeMs } = good
      const lost = lostSince === undefined ? [] : [lostSince + maxAgeMs, lostSince + staleAgeMs]
      const ends = empty === undefined ? lost : [emptySince + staleAgeMs]
      return ends.find((end) => end > now)
    },
  }
}
