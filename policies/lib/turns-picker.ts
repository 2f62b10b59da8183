import type { PickRequest, PickResult, Score, SnapshotBackend } from '../policy.ts'
import { liveWeight } from './live.ts'
import { ALL_AVOIDED, EXPLAINED_CANDIDATES, explained, picked } from './result.ts'
import type { Turns } from './weighted-schedule.ts'

export const EARLIEST_DEADLINE = 'earliest_deadline'

/** Scores are the waits until the next turns: steps in a rotation, time in a schedule. */
export function turnScore(backend: SnapshotBackend, wait: number): Score {
  return { backend, score: wait, inputs: { weight: liveWeight(backend) } }
}

/** Picks the backend whose turn it is in a schedule by weight. */
export function pickTurn(turns: Turns, { avoid, explain }: PickRequest): PickResult {
  // Before the pick, which moves the winner's deadline on.
  const coming = explain === true ? turns.upcoming(EXPLAINED_CANDIDATES, avoid) : []
  const backend = turns.next(avoid)
  if (backend === undefined) return ALL_AVOIDED
  if (explain !== true) return picked(backend, EARLIEST_DEADLINE)
  const scores = coming.map((next) => turnScore(next.backend, next.wait))
  return explained(backend, EARLIEST_DEADLINE, scores[0]?.backend === backend ? scores : [turnScore(backend, 0)])
}
