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

import type { PickRequest, PickResult, Policy, PolicyContext, PolicyFactory, SnapshotBackend } from './policy.ts'
import { EdfScheduler, MAX_PICKS_IN_ADVANCE } from './lib/edf.ts'
import { declareParameters, type NoParameters } from './lib/parameters.ts'
import { ALL_AVOIDED, EMPTY_PICKER, explained, picked } from './lib/result.ts'
import { haveEqualWeights, liveWeight } from './lib/live.ts'
import { createWeightedSchedule } from './lib/weighted-schedule.ts'

const parameters = declareParameters('round_robin', [])

function result(backend: SnapshotBackend, reason: string, explain: boolean | undefined): PickResult {
  if (explain !== true) return picked(backend, reason)
  const weight = liveWeight(backend)
  return explained(backend, reason, [{ backend, score: weight, inputs: { weight } }])
}

/** Index of the backend whose turn it is: `id`, or whoever follows it now that it is gone. */
function indexOfTurn(backends: readonly SnapshotBackend[], id: string): number {
  const same = backends.findIndex((backend) => backend.id === id)
  if (same >= 0) return same
  return Math.max(
    0,
    backends.findIndex((backend) => backend.id > id),
  )
}

function createPolicy({ rng }: PolicyContext): Policy {
  /** One draw gives the first turn of the rotation and of the schedule, as Envoy's seed does. */
  const seed = rng.below(MAX_PICKS_IN_ADVANCE)
  const schedule = createWeightedSchedule(liveWeight, rng)
  /** Id of the backend whose turn is next in the rotation. Undefined: there is no rotation to go on with. */
  let turn: string | undefined

  function rotation(backends: readonly SnapshotBackend[]): (request: PickRequest) => PickResult {
    turn ??= schedule.peek()?.id
    schedule.reset()
    let index = turn === undefined ? seed % backends.length : indexOfTurn(backends, turn)
    turn = backends[index]?.id
    return ({ avoid, explain }) => {
      for (let step = 0; step < backends.length; step += 1) {
        const backend = backends[index]
        index = index + 1 < backends.length ? index + 1 : 0
        if (backend === undefined || avoid?.(backend) === true) continue
        turn = backends[index]?.id
        return result(backend, 'next_in_turn', explain)
      }
      return ALL_AVOIDED
    }
  }

  function weighted(backends: readonly SnapshotBackend[]): (request: PickRequest) => PickResult {
    const last = turn
    const next = schedule.update(backends, (size, weightOf) =>
      last === undefined
        ? EdfScheduler.withPicks(size, weightOf, seed)
        : EdfScheduler.inTurn(size, weightOf, indexOfTurn(backends, last)),
    )
    turn = undefined
    return ({ avoid, explain }) => {
      const backend = next(avoid)
      return backend === undefined ? ALL_AVOIDED : result(backend, 'earliest_deadline', explain)
    }
  }

  return {
    onSnapshot({ backends }) {
      if (backends.length === 0) return EMPTY_PICKER
      return { pick: haveEqualWeights(backends) ? rotation(backends) : weighted(backends) }
    },
    dumpState: () => ({
      mode: schedule.peek() === undefined ? 'rotation' : 'earliest_deadline',
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
