import type { PickRequest, Rng, SnapshotBackend } from '../policy.ts'
import { EdfScheduler, type EdfPlace, type WeightOf } from './edf.ts'

/** Gives the backend whose turn it is; undefined: all are avoided. */
export type NextInSchedule = (avoid: PickRequest['avoid']) => SnapshotBackend | undefined

/** Makes a schedule from nothing. */
export type StartSchedule = (size: number, weightOf: WeightOf) => EdfScheduler

/** An EDF schedule over the backends of successive snapshots, kept by backend id. */
export interface WeightedSchedule {
  /**
   * Takes the backends of a new snapshot.
   *
   * @param start makes the schedule when there is none to go on with.
   */
  update(backends: readonly SnapshotBackend[], start: StartSchedule): NextInSchedule
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

  return {
    update(backends, start) {
      const weightAt = (index: number): number => {
        const backend = backends[index]
        return backend === undefined ? 1 : weightOf(backend)
      }
      const places = latest === undefined ? undefined : placesById(latest)
      const edf =
        latest === undefined
          ? start(backends.length, weightAt)
          : EdfScheduler.continued(
              latest.edf,
              backends.length,
              weightAt,
              (i) => places?.get(backends[i]?.id ?? ''),
              rng,
            )
      latest = { backends, edf }
      return (avoid) => {
        const isAvoided = (index: number): boolean => {
          const backend = backends[index]
          return backend === undefined || avoid?.(backend) === true
        }
        return backends[edf.pick(weightAt, avoid === undefined ? undefined : isAvoided)]
      }
    },
    peek: () => latest?.backends[latest.edf.peek()],
    reset() {
      latest = undefined
    },
  }
}
