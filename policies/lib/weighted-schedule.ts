import type { PickRequest, Rng, SnapshotBackend } from '../policy.ts'
import { EdfScheduler, type EdfPlace, type EdfState, type WeightOf } from './edf.ts'

/** The schedule over the backends of one snapshot. */
export interface Turns {
  /** Gives the backend whose turn it is; undefined: all are avoided. */
  next(avoid: PickRequest['avoid']): SnapshotBackend | undefined
  /**
   * Up to `count` backends in the order of their turns, the winner of a `next` at this moment first, with the time until
   * each as it is spelt in deadlines.
   */
  upcoming(count: number, avoid: PickRequest['avoid']): { readonly backend: SnapshotBackend; readonly wait: number }[]
  /** As plain JSON. */
  state(): EdfState
}

/** Makes a schedule from nothing. */
export type StartSchedule = (size: number, weightOf: WeightOf) => EdfScheduler

/** An EDF schedule over the backends of successive snapshots, kept by backend id. */
export interface WeightedSchedule {
  /**
   * Takes the backends of a new snapshot.
   *
   * @param start makes the schedule when there is none to go on with.
   */
  update(backends: readonly SnapshotBackend[], start: StartSchedule): Turns
  /** Takes the backends of a snapshot with the state that its turns told. Throws when it does not fit. */
  restore(backends: readonly SnapshotBackend[], state: unknown): Turns
  /** The backend whose turn is next; undefined: there is no schedule. */
  peek(): SnapshotBackend | undefined
  /** Forgets the schedule: the next update starts from nothing. */
  reset(): void
}

interface Latest {
  readonly backends: readonly SnapshotBackend[]
  readonly edf: EdfScheduler
}

function placesById({ backends, edf }: Latest): Map<string, EdfPlace> {
  const places = new Map<string, EdfPlace>()
  for (const [index, place] of edf.places().entries()) {
    const backend = backends[index]
    if (backend !== undefined) places.set(backend.id, place)
  }
  return places
}

/** @param weightOf weight now, more than 0; read when a snapshot comes and each time after a backend was picked. */
export function createWeightedSchedule(weightOf: (backend: SnapshotBackend) => number, rng: Rng): WeightedSchedule {
  let latest: Latest | undefined

  function turnsOf({ backends, edf }: Latest): Turns {
    const avoided = (avoid: PickRequest['avoid']): ((index: number) => boolean) | undefined => {
      if (avoid === undefined) return undefined
      return (index) => {
        const backend = backends[index]
        return backend === undefined || avoid(backend)
      }
    }
    const weightAt = weightsOf(backends, weightOf)
    return {
      next: (avoid) => backends[edf.pick(weightAt, avoided(avoid))],
      upcoming: (count, avoid) =>
        edf.upcoming(count, avoided(avoid)).flatMap(({ index, wait }) => {
          const backend = backends[index]
          return backend === undefined ? [] : [{ backend, wait }]
        }),
      state: () => edf.state(),
    }
  }

  return {
    update(backends, start) {
      const weightAt = weightsOf(backends, weightOf)
      const places = latest === undefined ? undefined : placesById(latest)
      const placeOf = (index: number): EdfPlace | undefined => places?.get(backends[index]?.id ?? '')
      const edf =
        latest === undefined
          ? start(backends.length, weightAt)
          : EdfScheduler.continued(latest.edf, backends.length, weightAt, placeOf, rng)
      latest = { backends, edf }
      return turnsOf(latest)
    },
    restore(backends, state) {
      latest = { backends, edf: EdfScheduler.restored(state, backends.length) }
      return turnsOf(latest)
    },
    peek: () => latest?.backends[latest.edf.peek()],
    reset() {
      latest = undefined
    },
  }
}

function weightsOf(
  backends: readonly SnapshotBackend[],
  weightOf: (backend: SnapshotBackend) => number,
): (index: number) => number {
  return (index) => {
    const backend = backends[index]
    return backend === undefined ? 1 : weightOf(backend)
  }
}
