import type { AnsweredList } from './answered-list.ts'
import { createAnsweredList } from './answered-list.ts'
import type { Clock } from './clock.ts'
import type { LocalBackend } from './local-backend.ts'
import { createLocalBackend } from './local-backend.ts'
import type { Candidate, LocalPicker } from './local-picker.ts'
import { createLocalPicker } from './local-picker.ts'
import type { PickOptions } from './pick.ts'
import type { WatchedList } from './pool-watch.ts'
import type { WatchedPool } from './watched-pool.ts'
import type { WeightedList } from './weighted-list.ts'

/** All that this client knows of a pool: its list, and its backends by its own calls. */
export interface LocalPool {
  readonly name: string
  readonly answers: AnsweredList
  /** The pool's name was used. */
  touchedAt: number
  /** When the service last said that there is no such pool. Undefined: it did not, or there is now. */
  missingAt: number | undefined
  /** Since when the service answers that there is nobody. Undefined: it does not. */
  emptySince: number | undefined
  /** When a list answered last in place of the service. Undefined: the service answers. */
  fallbackAt: number | undefined
  /** The list that is watched, while it is. */
  watched: WatchedPool | undefined
  /** The best list there is without asking. */
  list(now: number): WatchedList | undefined
  /** The watched list while it is as good as new. */
  liveList(): WatchedList | undefined
  backend(id: string): LocalBackend
  /** Undefined: nobody in the list may be picked with these options. */
  choose(list: WatchedList, options: PickOptions, now: number): Candidate | undefined
}

export interface LocalPoolDeps {
  readonly name: string
  readonly staticList: WeightedList | undefined
  readonly clock: Clock
  readonly random: () => number
}

/** Backends that are remembered beyond those in the list. */
const MAX_BACKENDS = 20_000

export function createLocalPool({ name, staticList, clock, random }: LocalPoolDeps): LocalPool {
  const answers = createAnsweredList()
  const backends = new Map<string, LocalBackend>()
  const fixed: WatchedList | undefined = staticList && { ...staticList, pool: name, source: 'static' }
  let picker: { readonly of: WatchedList['backends']; readonly picker: LocalPicker } | undefined

  const backend = (id: string): LocalBackend => {
    const known = backends.get(id)
    if (known !== undefined) return known
    if (backends.size >= MAX_BACKENDS) forgetIdle(backends)
    const made = createLocalBackend()
    backends.set(id, made)
    return made
  }
  const pickerOf = (list: WatchedList): LocalPicker => {
    if (picker?.of === list.backends) return picker.picker
    const candidates = list.backends.map((each) => ({ ...each, local: backend(each.backend.id) }))
    picker = { of: list.backends, picker: createLocalPicker(candidates, random) }
    return picker.picker
  }
  const pool: LocalPool = {
    name,
    answers,
    touchedAt: clock.now(),
    missingAt: undefined,
    emptySince: undefined,
    fallbackAt: undefined,
    watched: undefined,
    backend,
    list(now) {
      const watched = pool.watched?.current()
      if (watched !== undefined && watched.source !== 'static' && !isExpired(watched)) return watched
      const answered = answers.read(now)
      const named: WatchedList | undefined = answered && { ...answered.list, pool: name, source: 'cache' }
      if (answered?.expired === false) return named
      return fixed ?? watched ?? named
    },
    liveList() {
      const watched = pool.watched?.current()
      return watched?.source === 'watch' && watched.backends.length > 0 ? watched : undefined
    },
    choose(list, options, now) {
      const local = pickerOf(list)
      const isExcluded = exclusionOf(options)
      const key = options.affinityKey ?? options.affinityToken ?? ''
      return key === '' ? local.pick(now, isExcluded) : local.pickByKey(key, now, isExcluded)
    },
  }
  return pool
}

function isExpired({ degraded }: WatchedList): boolean {
  return degraded?.reasons.includes('list_expired') === true
}

/** Exclusions and the label selector. Undefined: nobody is excluded. */
function exclusionOf({
  excludeBackendIds = [],
  labelSelector = {},
}: PickOptions): ((candidate: Candidate) => boolean) | undefined {
  const labels = Object.entries(labelSelector)
  if (excludeBackendIds.length === 0 && labels.length === 0) return undefined
  return ({ backend }) =>
    excludeBackendIds.includes(backend.id) || labels.some(([label, value]) => backend.labels.get(label) !== value)
}

function forgetIdle(backends: Map<string, LocalBackend>): void {
  for (const [id, { inFlight, failures }] of backends) if (inFlight === 0 && failures === 0) backends.delete(id)
}
