/**
 * join_idle_queue: whoever has been idle longest, else anybody.
 *
 * Rule: a backend joins the end of a queue when the outcome of its last request in flight comes, or when a new snapshot
 * finds it idle; it is in the queue once. A pick takes the first that is still idle. Nobody idle: a random backend, as in
 * the paper, or with whenBusy two_choices the one of two with fewer requests in flight. Each replica has a queue of its
 * own, as each dispatcher of the paper: a backend joins that of the replica which heard of its outcome.
 *
 * Inputs: in_flight; outcomes. Parameters: whenBusy (random). State: the queue.
 * Cost of a pick: O(1); O(n) only when most of the pool is avoided. Cost of a snapshot: O(n).
 * Source: Lu et al., "Join-Idle-Queue: A novel load balancing algorithm for dynamically scalable web services", 2011.
 */

import type { PickRequest, PickResult, Policy, PolicyContext, PolicyFactory, Score, SnapshotBackend } from './policy.ts'
import { IdleQueue } from './lib/idle-queue.ts'
import { choice, declareParameters } from './lib/parameters.ts'
import { ALL_AVOIDED, bestFirst, EMPTY_PICKER, EXPLAINED_CANDIDATES, explained, picked } from './lib/result.ts'
import { drawIndex } from './lib/sample.ts'
import { liveInFlight } from './lib/live.ts'
import { listOf, numberOf } from './lib/state.ts'

export type WhenBusy = 'random' | 'two_choices'

export interface JoinIdleQueueConfig {
  readonly whenBusy: WhenBusy
}

const whenBusy = choice<WhenBusy>('whenBusy', {
  description: 'Whom to pick when nobody is idle: a random backend, or the one of two with fewer requests in flight.',
  values: ['random', 'two_choices'],
  fallback: 'random',
})

const parameters = declareParameters('join_idle_queue', [whenBusy])

/** Idle backends that must be avoided and go back to the end of the queue, before the pick looks elsewhere. */
const MAX_PUT_BACK = 16

/** The backends of a snapshot and those of them that are idle. */
interface Room {
  readonly backends: readonly SnapshotBackend[]
  readonly indexById: ReadonlyMap<string, number>
  readonly queue: IdleQueue
  /** Index of the backend that the last pick took from the queue; -1: none. */
  taken: number
}

function isIdle(backend: SnapshotBackend | undefined): backend is SnapshotBackend {
  return backend !== undefined && liveInFlight(backend) === 0
}

/** A pick may be thrown away, as in slow start: then the backend that it took is still idle, and joins again. */
function takeBack(room: Room): void {
  if (isIdle(room.backends[room.taken])) room.queue.join(room.taken)
  room.taken = -1
}

/** Takes the first that is idle and acceptable. Those that are idle no more leave the queue. */
function takeIdle(room: Room, avoid: PickRequest['avoid']): SnapshotBackend | undefined {
  const { backends, queue } = room
  takeBack(room)
  let putBack = 0
  // Who is put back comes at the end, so this meets everybody at most once.
  for (let left = queue.size; left > 0 && putBack < MAX_PUT_BACK; left -= 1) {
    const index = queue.take()
    const backend = backends[index]
    if (!isIdle(backend)) continue
    if (avoid?.(backend) !== true) {
      room.taken = index
      return backend
    }
    queue.join(index)
    putBack += 1
  }
  return undefined
}

function loadScore(backend: SnapshotBackend): Score {
  const inFlight = liveInFlight(backend)
  return { backend, score: inFlight, inputs: { in_flight: inFlight } }
}

/** The winner, and who comes after it in the queue; scores are places in it. */
function explainIdle({ backends, queue }: Room, winner: SnapshotBackend, avoid: PickRequest['avoid']): PickResult {
  const scores: Score[] = [{ backend: winner, score: 0, inputs: { in_flight: 0 } }]
  for (const [place, index] of queue.first(EXPLAINED_CANDIDATES - 1).entries()) {
    const backend = backends[index]
    if (!isIdle(backend) || backend === winner || avoid?.(backend) === true) continue
    scores.push({ backend, score: place + 1, inputs: { in_flight: 0 } })
  }
  return explained(winner, 'first_idle', scores)
}

function pickBusy(room: Room, rule: WhenBusy, { rng }: PolicyContext, { avoid, explain }: PickRequest): PickResult {
  const { backends } = room
  const firstIndex = drawIndex(rng, backends, avoid)
  const first = backends[firstIndex]
  if (first === undefined) return ALL_AVOIDED
  if (rule === 'random') {
    if (explain !== true) return picked(first, 'random_draw')
    return explained(first, 'random_draw', [{ ...loadScore(first), score: 1 / backends.length }])
  }
  const second = backends[drawIndex(rng, backends, avoid, firstIndex)] ?? first
  const winner = liveInFlight(second) < liveInFlight(first) ? second : first
  if (explain !== true) return picked(winner, 'fewest_in_flight')
  return explained(
    winner,
    'fewest_in_flight',
    bestFirst(winner, 'lowest', [...new Set([first, second])].map(loadScore)),
  )
}

function createPolicy(config: JoinIdleQueueConfig, context: PolicyContext): Policy {
  let latest: Room | undefined

  /** Those that were in the queue keep their order; who is idle besides joins from a random place on, unlike in other replicas. */
  function fill(room: Room, before: Room | undefined): void {
    const { backends, indexById, queue } = room
    for (const index of before?.queue.first(before.queue.size) ?? []) {
      const place = indexById.get(before?.backends[index]?.id ?? '')
      if (place !== undefined && isIdle(backends[place])) queue.join(place)
    }
    const start = context.rng.below(backends.length)
    for (let step = 0; step < backends.length; step += 1) {
      const index = (start + step) % backends.length
      if (isIdle(backends[index])) queue.join(index)
    }
  }

  return {
    onSnapshot({ backends }, state) {
      const before = latest
      if (backends.length === 0) {
        latest = undefined
        return EMPTY_PICKER
      }
      const indexById = new Map(backends.map(({ id }, index) => [id, index]))
      const room: Room = { backends, indexById, queue: new IdleQueue(backends.length), taken: -1 }
      if (state === undefined) fill(room, before)
      else restore(room, state)
      latest = room
      return {
        pick(request) {
          const backend = takeIdle(room, request.avoid)
          if (backend === undefined) return pickBusy(room, config.whenBusy, context, request)
          if (request.explain !== true) return picked(backend, 'first_idle')
          return explainIdle(room, backend, request.avoid)
        },
        state: () => ({ queue: room.queue.first(room.queue.size), taken: room.taken }),
      }
    },
    onOutcome({ backendId }) {
      const index = latest?.indexById.get(backendId)
      if (latest === undefined || index === undefined) return
      if (isIdle(latest.backends[index])) latest.queue.join(index)
    },
    dumpState: () => ({ idle: latest?.queue.size ?? 0 }),
  }
}

/** Fills in what a picker told. Throws when it does not fit. */
function restore(room: Room, state: unknown): void {
  for (const index of listOf(state, 'queue')) {
    if (typeof index !== 'number' || room.backends[index] === undefined) {
      throw new Error(`state.queue: expected indexes of the ${room.backends.length} backends only`)
    }
    room.queue.join(index)
  }
  room.taken = numberOf(state, 'taken')
}

export const joinIdleQueue: PolicyFactory<JoinIdleQueueConfig> = {
  type: 'join_idle_queue',
  stability: 'stable',
  description: 'The backend that has been idle longest; a random one when nobody is idle.',
  consumes: { required: ['in_flight'], optional: [] },
  configSchema: parameters.schema,
  parseConfig: (input) => ({ whenBusy: parameters.open(input).get(whenBusy) }),
  create: createPolicy,
}
