import type { Backend } from './backend.ts'
import type { WeightedList } from './weighted-list.ts'
import { toEvenList } from './weighted-list.ts'

/** What answers to picks have named: all that is known of a pool whose list is not watched. */
export interface AnsweredList {
  learn(answer: Answer, now: number): void
  /** Undefined: nothing was named yet. */
  read(now: number): AnsweredReading | undefined
}

export interface Answer {
  /** The backend picked and its alternates. */
  readonly backends: readonly Backend[]
  readonly maxAgeMs: number
  readonly staleAgeMs: number
}

export interface AnsweredReading {
  readonly list: WeightedList
  /** Every backend in it was last named longer ago than stale_age. */
  readonly expired: boolean
  /** When the last answer came. */
  readonly since: number
}

/** Backends that are remembered; of those that were not named for longest, one goes for each new one. */
const CAPACITY = 256

export function createAnsweredList(): AnsweredList {
  const named = new Map<string, { readonly backend: Backend; readonly at: number }>()
  let ages = { maxAgeMs: 0, staleAgeMs: 0 }
  let since = 0
  let made: { readonly reading: AnsweredReading; readonly until: number } | undefined

  const make = (now: number): AnsweredReading | undefined => {
    const all = [...named.values()]
    const young = all.filter(({ at }) => now - at < ages.staleAgeMs)
    const expired = young.length === 0
    const backends = (expired ? all : young).map(({ backend }) => backend)
    if (backends.length === 0) return undefined
    const reading = { list: toEvenList(backends, ages), expired, since }
    const oldest = Math.min(...young.map(({ at }) => at))
    made = { reading, until: oldest + ages.staleAgeMs }
    return reading
  }
  return {
    learn({ backends, maxAgeMs, staleAgeMs }, now) {
      for (const backend of backends) {
        // In the order of when they were named.
        named.delete(backend.id)
        named.set(backend.id, { backend, at: now })
      }
      for (const id of named.keys()) {
        if (named.size <= CAPACITY) break
        named.delete(id)
      }
      ages = { maxAgeMs, staleAgeMs }
      since = now
      made = undefined
    },
    read: (now) => (made !== undefined && now < made.until ? made.reading : make(now)),
  }
}
