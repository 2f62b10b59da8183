import type { Clock, Rng } from '../../../policies/policy.ts'
import type { Refusal } from '../../errors.ts'
import type { Directory } from '../../pools/directory.ts'
import type { Pool } from '../../pools/pool.ts'
import type { Decision, Picked, PickQuery } from '../../use-cases.ts'
import { alternatesOf } from '../alternates.ts'
import { cacheHints } from '../cache-hints.ts'
import type { Choice, Choosing, Scene } from '../choose.ts'
import { choose, metBy } from '../choose.ts'
import type { Degradations } from '../degradations.ts'
import { dropped, nothing, poolNotFound, retriesSpent } from '../nothing.ts'
import { WHOLE_POOL } from '../planner.ts'
import type { PolicyRunner } from '../policy-runner.ts'
import type { PoolPicks } from '../pool-picks.ts'
import { Restrictions } from '../restrictions.ts'
import { affordsRetry } from '../tries.ts'
import { describe, refusedEnding, scoresOf } from './describe.ts'
import type { Ending } from './describe.ts'
import { Draft } from './draft.ts'
import { dryPicker } from './dry-picker.ts'
import { createLeftOut, ruledOut } from './left-out.ts'
import { createTape } from './tape.ts'

export interface DryRunDeps {
  readonly directory: Directory
  readonly degradations: Degradations
  readonly runner: PolicyRunner
  /** A stream of its own: a dry run must not move that of the picks. */
  readonly rng: Rng
  readonly clock: Clock
  readonly picksOf: (pool: Pool) => PoolPicks
  /** Brings what picks see of a pool up to date at once. */
  readonly refresh: (pool: Pool) => void
  readonly replica: string
  /** Milliseconds since 1970. */
  readonly wallTime: () => number
}

/**
 * Decides as a pick at this moment would, by the same steps, and changes nothing: no lease, count, binding or turn, and no
 * draw from the picks' randomness. Policies with a turn go on from where it is.
 */
export function createDryRun(deps: DryRunDeps): (query: PickQuery) => Decision | Refusal {
  const leftOut = createLeftOut()
  const tape = createTape({ rng: deps.rng, clock: deps.clock })
  let made = 0
  const decide = (pool: Pool, query: PickQuery): Decision => {
    const picks = deps.picksOf(pool)
    const restrictions = new Restrictions()
    restrictions.begin(pool, query)
    // Only where every pick would do the same first: else it would be seen in picks that a refresh came early.
    if (pool.dirty && picks.planApart(WHOLE_POOL).empty) deps.refresh(pool)
    const plan = picks.planApart(query)
    const draft = new Draft(tape, tape.begin())
    const scene: Scene = { picks, plan, query, restrictions, draft }
    const { runner } = deps
    const making = { runner, config: pool.config, rng: tape.rng, makingRng: deps.rng, clock: tape.clock }
    const choosing: Choosing = { rng: tape.rng, pickerOf: (view, role) => dryPicker(making, view, role) }
    const ending = affordsRetry(scene, tape.clock.now())
      ? endingOf(deps, scene, choose(choosing, scene))
      : refusedEnding(deps.degradations, scene, retriesSpent(scene), undefined)
    const result = draft.last?.answer?.result
    const moment = {
      leftOut: leftOut(scene, ruledOut(scene)),
      scores: result?.kind === 'picked' ? scoresOf(result.scores) : [],
      draws: draft.draws(),
    }
    const id = `dry.${deps.replica}.${made++}`
    const frame = { id, time: deps.wallTime(), replica: deps.replica, dryRun: true, replayable: false }
    return describe(frame, scene, ending, moment)
  }
  return (query) => {
    const pool = deps.directory.get(query.pool)
    if (pool === undefined) return poolNotFound(query.pool)
    try {
      return decide(pool, query)
    } finally {
      tape.end()
    }
  }
}

function endingOf(deps: DryRunDeps, scene: Scene, choice: ReturnType<typeof choose>): Ending {
  if (choice === undefined) return refusedEnding(deps.degradations, scene, nothing(scene), undefined)
  if (choice.kind === 'drop') return refusedEnding(deps.degradations, scene, dropped(scene, choice), choice)
  return { kind: 'picked', choice, picked: asPicked(deps, scene, choice) }
}

/** The answer that the pick would get, without a token. */
function asPicked({ degradations, rng }: DryRunDeps, scene: Scene, choice: Choice): Picked {
  const { pool } = scene.picks
  return {
    kind: 'picked',
    backend: choice.entry.card,
    alternates: alternatesOf(rng, scene, choice),
    token: '',
    leaseMs: pool.config.pickLeaseMs,
    reason: choice.reason,
    revision: pool.revision,
    ...cacheHints(pool.config),
    degraded: degradations.peek(pool, metBy(scene, choice)),
    affinityToken: '',
  }
}
