import type { Score } from '../../../policies/policy.ts'
import { SIGNAL_NAMES } from '../../../policies/policy.ts'
import type { Refusal } from '../../errors.ts'
import type { Decision, Degradation, LocalityLevel, Picked, ScoredBackend, ScoreInput } from '../../use-cases.ts'
import type { Choice, Drop, Scene } from '../choose.ts'
import type { Degradations } from '../degradations.ts'
import { distance } from '../locality.ts'
import { entryOf } from '../restrictions.ts'
import type { LeftOut } from './left-out.ts'

/** Third parties may answer as many scores, inputs and words as they like; a decision has room for these. */
const MAX_SCORES = 100
const MAX_INPUTS = 16
const MAX_WORD = 120

const LEVELS: readonly LocalityLevel[] = ['sub_zone', 'zone', 'region', 'anywhere']

/** How a pick ended. */
export type Ending =
  | { readonly kind: 'picked'; readonly choice: Choice; readonly picked: Picked }
  | {
      readonly kind: 'refused'
      readonly refusal: Refusal
      readonly policyReason: string
      readonly degraded: Degradation | undefined
    }

/** What must be read before the pick counts as in flight. */
export interface Moment {
  readonly leftOut: LeftOut
  readonly scores: readonly ScoredBackend[]
  readonly draws: readonly number[]
}

export interface Frame {
  readonly id: string
  readonly time: number
  readonly replica: string
  readonly dryRun: boolean
  readonly replayable: boolean
}

/** The record of one pick, for people and programs. */
export function describe(frame: Frame, scene: Scene, ending: Ending, moment: Moment): Decision {
  const { picks, query, draft } = scene
  const { pool } = picks
  const choice = ending.kind === 'picked' ? ending.choice : undefined
  const level = choice?.level ?? draft?.last?.level ?? scene.plan.levels[0]
  const backendId = choice?.entry.id ?? ''
  return {
    kind: 'decision',
    ...frame,
    pool: pool.name,
    revision: pool.revision,
    policy: policyOf(scene, choice),
    policyReason: wordOf(ending, choice),
    configVersion: pool.configVersion,
    backends: pool.entries.size,
    candidates: level?.view.members.length ?? 0,
    excluded: moment.leftOut.named,
    excludedOmitted: moment.leftOut.omitted,
    scores: moment.scores,
    backendId,
    runnerUpBackendId: moment.scores.find((scored) => scored.backendId !== backendId)?.backendId ?? '',
    alternateBackendIds: ending.kind === 'picked' ? ending.picked.alternates.map(({ id }) => id) : [],
    reason: choice?.reason,
    degraded: ending.kind === 'picked' ? ending.picked.degraded : ending.degraded,
    randomDraws: moment.draws,
    errorReason: ending.kind === 'refused' ? ending.refusal.reason : '',
    errorMessage: ending.kind === 'refused' ? ending.refusal.message : '',
    callerLocality: query.locality,
    localityLevel: levelOf(scene, choice, level?.distance),
    affinity: affinityOf(scene, choice),
    discardedChoices: draft?.discarded ?? 0,
    traceId: query.traceId ?? '',
  }
}

/** The end of a pick that found nobody. `drop`: the policy wanted it so. */
export function refusedEnding(
  degradations: Degradations,
  { picks, plan, draft }: Scene,
  refusal: Refusal,
  drop: Drop | undefined,
): Ending {
  const answer = draft?.last?.answer
  const panic = plan.levels.some((level) => level.panic)
  const { subsetFallback } = plan
  const degraded = degradations.peek(picks.pool, { panic, policyFallback: answer?.fallback ?? false, subsetFallback })
  const reason = answer?.result.kind === 'none' ? answer.result.reason : ''
  return { kind: 'refused', refusal, policyReason: drop?.reason ?? reason, degraded }
}

/** The scores of an answer, best first, with the ages of what went in. The answer's shape has been checked. */
export function scoresOf(scores: readonly Score[] | undefined): readonly ScoredBackend[] {
  return (scores ?? []).slice(0, MAX_SCORES).map(({ backend, score, inputs }) => {
    const signals = entryOf(backend)?.signals
    const ageOf = (name: string): number | undefined => {
      const signal = SIGNAL_NAMES.find((known) => known === name)
      return signal === undefined ? undefined : signals?.ageMs(signal)
    }
    return { backendId: backend.id, score, inputs: inputsOf(inputs, ageOf) }
  })
}

function inputsOf(inputs: Score['inputs'], ageOf: (name: string) => number | undefined): readonly ScoreInput[] {
  return Object.entries(inputs ?? {})
    .slice(0, MAX_INPUTS)
    .map(([name, value]) => ({ signal: name.slice(0, MAX_WORD), value, ageMs: ageOf(name) }))
}

function policyOf({ picks, draft }: Scene, choice: Choice | undefined): string {
  return choice?.picker?.servedBy() ?? draft?.last?.answer?.servedBy ?? picks.pool.config.policy.type
}

function wordOf(ending: Ending, choice: Choice | undefined): string {
  if (ending.kind === 'refused') return ending.policyReason.slice(0, MAX_WORD)
  return choice?.result?.kind === 'picked' ? (choice.result.reason ?? '').slice(0, MAX_WORD) : ''
}

function affinityOf({ picks, query }: Scene, choice: Choice | undefined): Decision['affinity'] {
  const { mode } = picks.pool.config.affinity
  if (mode === 'hash') return query.affinityKey === '' ? 'none' : 'hash'
  return choice !== undefined && choice.picker === undefined ? mode : 'none'
}

/** A call that is bound may go further than the level that was looked at first. */
function levelOf({ query, picks }: Scene, choice: Choice | undefined, asked: number | undefined) {
  const { locality } = query
  if (locality === undefined || asked === undefined) return undefined
  if (choice === undefined || choice.picker !== undefined) return LEVELS[asked]
  const ignored = picks.pool.config.locality.mode === 'ignore'
  return ignored ? 'anywhere' : LEVELS[distance(locality, choice.entry.card.locality)]
}
