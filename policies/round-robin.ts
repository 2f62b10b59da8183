/**
 * round_robin: each backend in turn.
 *
 * Rule: with equal weights, the next index in the order of ids. With unequal weights, in slow start too, earliest
 * deadline first with the deadline 1 / weight later each time (lib/edf.ts). Which of the two is decided for each
 * snapshot. The first turn is random, so that replicas do not walk in step, and a new snapshot goes on where the last
 * one stopped: a rotation at the same backend or its successor, a schedule with the deadlines that its members had,
 * and one after the other at the backend whose turn it was. A backend that is avoided keeps its turn in the schedule
 * and is stepped over in the rotation.
 *
 * Inputs: weight. Parameters: none. State: where the turn is.
 * Cost of a pick: O(1) with equal weights, O(log n) otherwise. Cost of a snapshot: O(n).
 * Source: Envoy, round_robin_lb and EdfLoadBalancerBase.
 */

import type { Picker, PickRequest, Policy, PolicyContext, PolicyFactory, Score, SnapshotBackend } from './policy.ts'
import { EdfScheduler, MAX_PICKS_IN_ADVANCE } from './lib/edf.ts'
import { declareParameters, type NoParameters } from './lib/parameters.ts'
import { ALL_AVOIDED, EMPTY_PICKER, EXPLAINED_CANDIDATES, explained, picked } from './lib/result.ts'
import { haveEqualWeights, liveWeight } from './lib/live.ts'
import { fieldOf, numberOf, textOf } from './lib/state.ts'
import { EARLIEST_DEADLINE, pickTurn, turnScore } from './lib/turns-picker.ts'
import { createWeightedSchedule, type StartSchedule, type Turns } from './lib/weighted-schedule.ts'

const parameters = declareParameters('round_robin', [])

const ROTATION = 'rotation'

/** Backends that an explanation looks at for those who come next. */
const MAX_LOOKAHEAD = 64

/** Index of the backend whose turn it is: `id`, or whoever follows it now that it is gone. */
function indexOfTurn(backends: readonly SnapshotBackend[], id: string): number {
  const same = backends.findIndex((backend) => backend.id === id)
  if (same >= 0) return same
  return Math.max(
    0,
    backends.findIndex((backend) => backend.id > id),
  )
}

/** Who comes next from `first` on, which has its turn. */
function turnsFrom(backends: readonly SnapshotBackend[], first: number, avoid: PickRequest['avoid']): Score[] {
  const scores: Score[] = []
  const looked = Math.min(backends.length, MAX_LOOKAHEAD)
  for (let wait = 0; wait < looked && scores.length < EXPLAINED_CANDIDATES; wait += 1) {
    const backend = backends[(first + wait) % backends.length]
    if (backend !== undefined && avoid?.(backend) !== true) scores.push(turnScore(backend, wait))
  }
  return scores
}

function scheduledPicker(turns: Turns): Picker {
  return {
    pick: (request) => pickTurn(turns, request),
    state: () => ({ mode: EARLIEST_DEADLINE, schedule: turns.state() }),
  }
}

function createPolicy({ rng }: PolicyContext): Policy {
  /** One draw gives the first turn of the rotation and of the schedule, as Envoy's seed does. */
  const seed = rng.below(MAX_PICKS_IN_ADVANCE)
  const schedule = createWeightedSchedule(liveWeight, rng)
  /** Id of the backend whose turn is next in the rotation. Undefined: there is no rotation to go on with. */
  let turn: string | undefined

  function rotation(backends: readonly SnapshotBackend[], first: number): Picker {
    schedule.reset()
    let index = first
    turn = backends[index]?.id
    return {
      pick({ avoid, explain }) {
        for (let step = 0; step < backends.length; step += 1) {
          const at = index
          const backend = backends[at]
          index = index + 1 < backends.length ? index + 1 : 0
          if (backend === undefined || avoid?.(backend) === true) continue
          turn = backends[index]?.id
          if (explain !== true) return picked(backend, 'next_in_turn')
          return explained(backend, 'next_in_turn', turnsFrom(backends, at, avoid))
        }
        return ALL_AVOIDED
      },
      state: () => ({ mode: ROTATION, index }),
    }
  }

  function scheduled(turns: Turns): Picker {
    turn = undefined
    return scheduledPicker(turns)
  }

  function goOn(backends: readonly SnapshotBackend[], state: unknown): Picker {
    if (textOf(state, 'mode') === EARLIEST_DEADLINE)
      return scheduled(schedule.restore(backends, fieldOf(state, 'schedule')))
    const index = numberOf(state, 'index')
    if (backends[index] === undefined) throw new Error(`state.index: expected that of a backend, got ${index}`)
    return rotation(backends, index)
  }

  return {
    onSnapshot({ backends }, state) {
      if (backends.length === 0) return EMPTY_PICKER
      if (state !== undefined) return goOn(backends, state)
      const last = turn
      if (haveEqualWeights(backends)) {
        const id = last ?? schedule.peek()?.id
        return rotation(backends, id === undefined ? seed % backends.length : indexOfTurn(backends, id))
      }
      const start: StartSchedule = (size, weightOf) =>
        last === undefined
          ? EdfScheduler.withPicks(size, weightOf, seed)
          : EdfScheduler.inTurn(size, weightOf, indexOfTurn(backends, last))
      return scheduled(schedule.update(backends, start))
    },
    dumpState: () => ({
      mode: schedule.peek() === undefined ? ROTATION : EARLIEST_DEADLINE,
      next: schedule.peek()?.id ?? turn ?? null,
    }),
  }
}

export const roundRobin: PolicyFactory<NoParameters> = {
  type: 'round_robin',
  stability: 'stable',
  description: 'Each backend in turn, in proportion to its weight.',
  consumes: { required: [], optional: ['weight'] },
  configSchema: parameters.schema,
  parseConfig(input) {
    parameters.open(input)
    return {}
  },
  create: (_config, context) => createPolicy(context),
}
