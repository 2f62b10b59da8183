import { notes } from '../../cli/output/decision-headline.ts'
import type { Note } from '../../cli/output/decision-headline.ts'
import type { DecisionLine } from '../../cli/output/decision-line.ts'
import { formatSignal } from '../../cli/output/decision-quantities.ts'
import { EXCLUDED_MEANS, LEVEL_MEANS, policyBecause, scoreMeans } from '../../cli/output/decision-words.ts'
import type { Decision, Excluded, ScoreInput } from '../api/decision.ts'

/** The words of `lookaside why`, so that nobody has to learn two languages. */
export { formatScore, formatSignal } from '../../cli/output/decision-quantities.ts'

/** The decision in a sentence or two, for somebody who has never seen a load balancer. */
export function whySentence(decision: Decision): string {
  const { pool, backendId, dryRun, errorMessage, errorReason } = decision
  const picked = dryRun ? 'would pick' : 'picked'
  if (backendId !== '') return `${pool} ${picked} ${backendId}, because ${because(decision)}.${tipped(decision)}`
  const problem = errorMessage === '' ? 'nothing says why' : errorMessage.replace(/\.$/, '')
  return `${pool} ${picked} nobody: ${problem}${errorReason === '' ? '' : ` (${errorReason})`}.`
}

function because(decision: Decision): string {
  const { reason, affinity } = decision
  if (reason === 'affinity' && affinity === 'token') return 'the affinity token that the call brought names it'
  if (reason === 'affinity' && affinity === 'binding') return "the call's affinity key is bound to it"
  return policyBecause(lineOf(decision))
}

/** Signals of which less is better, and those of which more is. Of others only the policy knows. */
const LESS_IS_BETTER = new Set(['latency', 'in_flight', 'utilization'])
const MORE_IS_BETTER = new Set(['success_rate', 'capacity', 'weight', 'effective_weight'])

/** What spoke for the winner and what against it, next to the runner-up. */
function tipped({ scores, backendId, runnerUpBackendId }: Decision): string {
  const winner = scores.find((scored) => scored.backendId === backendId)
  const second = scores.find((scored) => scored.backendId === runnerUpBackendId)
  if (winner === undefined || second === undefined || winner.score === second.score) return ''
  const phrases = { for: [] as string[], against: [] as string[] }
  for (const input of winner.inputs) {
    const other = second.inputs.find(({ signal }) => signal === input.signal)
    const side = other === undefined ? undefined : sideOf(input, other)
    if (other === undefined || side === undefined) continue
    const [own, theirs] = [formatSignal(input.signal, input.value), formatSignal(input.signal, other.value)]
    if (own !== theirs) phrases[side].push(`${phraseOf(input.signal)} (${own} against ${theirs})`)
  }
  const better = phrases.for.length === 0 ? [] : [`better in ${phrases.for.join(' and ')}`]
  const worse = phrases.against.length === 0 ? [] : [`worse in ${phrases.against.join(' and ')}`]
  const both = [...better, ...worse]
  return both.length === 0 ? '' : ` Compared with ${runnerUpBackendId}: ${both.join(', ')}.`
}

function sideOf(own: ScoreInput, other: ScoreInput): 'for' | 'against' | undefined {
  if (own.value === other.value) return undefined
  if (LESS_IS_BETTER.has(own.signal)) return own.value < other.value ? 'for' : 'against'
  if (MORE_IS_BETTER.has(own.signal)) return own.value > other.value ? 'for' : 'against'
  return undefined
}

/** `in_flight` reads as `in flight`. */
export const signalWord = (signal: string): string => signal.replaceAll('_', ' ')

/** The same in a sentence. */
const phraseOf = (signal: string): string => (signal === 'in_flight' ? 'requests in flight' : signalWord(signal))

/** Something beside the usual, as the command line says it; that it is a dry run stands elsewhere. */
export function whyNotes(decision: Decision): readonly Note[] {
  return notes(lineOf({ ...decision, dryRun: false }), null)
}

/** What a score is. Undefined: only the policy knows. */
export const scoreWords = (decision: Decision): string | undefined => scoreMeans(lineOf(decision))

export const exclusionWords = (reason: string): string | undefined => EXCLUDED_MEANS.get(reason)

/** Where the candidates were, seen from the caller. */
export const levelWords = ({ localityLevel }: Decision): string | undefined => LEVEL_MEANS.get(localityLevel)

/** The decision as the words of the command line read it. */
function lineOf({ time, degraded, scores, callerLocality, ...decision }: Decision): DecisionLine {
  return {
    ...decision,
    time: time === undefined ? null : new Date(time).toISOString(),
    degraded: degraded === undefined ? null : { reasons: degraded.reasons, ageMs: degraded.ageMs ?? null },
    scores: scores.map(({ inputs, ...scored }) => ({
      ...scored,
      inputs: inputs.map(({ ageMs, ...input }) => ({ ...input, ageMs: ageMs ?? null })),
    })),
    callerLocality: callerLocality.region === '' ? null : callerLocality,
  }
}

export interface LeftOut {
  readonly reason: string
  readonly backendIds: readonly string[]
}

/** Who was left out, by reason, the most frequent first. */
export function leftOut(excluded: readonly Excluded[]): readonly LeftOut[] {
  const groups = new Map<string, string[]>()
  for (const { reason, backendId } of excluded) groups.set(reason, [...(groups.get(reason) ?? []), backendId])
  return [...groups]
    .map(([reason, backendIds]) => ({ reason, backendIds }))
    .sort((a, b) => b.backendIds.length - a.backendIds.length)
}

/** Which rule decided, in a word or two for a list. */
export function resultWord({ backendId, errorReason, reason }: Decision): string {
  if (backendId === '') return errorReason === '' ? 'nobody' : errorReason
  return reason === '' ? 'policy' : reason
}
