import type { DecisionLine, ReplayLine } from './decision-line.ts'
import { DEGRADED_MEANS, policyBecause } from './decision-words.ts'
import { formatSpan } from './quantities.ts'
import type { Degradation } from './words.ts'

export interface HeadlineContext {
  /** Milliseconds since 1970. */
  readonly now: number
  /** Where the picked backend is. Empty: unknown. */
  readonly address: string
}

/** The whole decision in one sentence. */
export function headline(decision: DecisionLine, { now, address }: HeadlineContext): string {
  const { pool, backendId, dryRun } = decision
  const when = dryRun ? 'now' : ago(decision.time, now)
  if (backendId === '') {
    const { errorReason, errorMessage } = decision
    const problem = errorMessage === '' ? 'nothing says why' : errorMessage.replace(/\.$/, '')
    const named = errorReason === '' ? '' : ` (${errorReason})`
    return `${pool} ${dryRun ? 'would pick' : 'picked'} nobody ${when}: ${problem}${named}.`
  }
  const backend = address === '' ? backendId : `${backendId} (${address})`
  return `${pool} ${dryRun ? 'would pick' : 'picked'} ${backend} ${when}, because ${because(decision)}.`
}

function because(decision: DecisionLine): string {
  const { reason, affinity } = decision
  if (reason === 'affinity' && affinity === 'token') return 'the affinity token that the call brought names it'
  if (reason === 'affinity' && affinity === 'binding') return "the call's affinity key is bound to it"
  return policyBecause(decision)
}

/** Clocks of two machines differ, so a time that is yet to come is now. */
function ago(time: string | null, now: number): string {
  if (time === null) return 'at an unknown time'
  const age = now - Date.parse(time)
  return age < 1 ? 'just now' : `${formatSpan(age)} ago`
}

/** What helps where a look at the backends alone does not. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  [
    'POOL_SATURATED',
    'Everybody is full: wait and try again, add backends, or raise maxInFlightPerBackend of the pool.',
  ],
  [
    'RETRY_BUDGET_EXHAUSTED',
    'Too many of the calls are retries: look why the first tries fail, or raise retryBudget of the pool.',
  ],
  ['PICK_DROPPED', "The pool's policy refused the call on purpose: its parameters say when it does."],
])

/** Something beside the usual, for the lines below the headline. */
export interface Note {
  readonly kind: 'good' | 'warn' | 'plain'
  readonly text: string
}

export function notes(decision: DecisionLine, replay: ReplayLine | null): readonly Note[] {
  const { dryRun, reason, policy, degraded, backendId, errorReason } = decision
  const found: Note[] = []
  if (dryRun) found.push({ kind: 'plain', text: 'A dry run: nothing was picked for real, and nothing was changed.' })
  if (replay !== null) found.push(replayNote(replay, backendId))
  const remedy = REMEDIES.get(errorReason)
  if (remedy !== undefined) found.push({ kind: 'warn', text: remedy })
  if (reason === 'locality_failover') {
    found.push({ kind: 'warn', text: "It is outside the caller's own locality: nobody nearer had room for the call." })
  }
  if (reason === 'canary') {
    found.push({ kind: 'plain', text: `The canary made this pick: ${policy} is on trial in this pool.` })
  }
  const isTold = (word: string): boolean => degraded?.reasons.includes(word) === true
  if (reason === 'fallback_policy' && !isTold('policy_fallback')) {
    found.push({ kind: 'warn', text: `The pool's own policy failed, so its fallback policy, ${policy}, picked.` })
  }
  if (reason === 'panic' && !isTold('panic')) {
    found.push({ kind: 'warn', text: `Panic: ${DEGRADED_MEANS.get('panic') ?? ''}.` })
  }
  if (degraded !== null) found.push(...degradedNotes(degraded))
  return found
}

/** The age is that of the oldest reason, so with several of them each is that old at most. */
function degradedNotes({ reasons, ageMs }: Degradation): readonly Note[] {
  const since = ageMs === null ? '' : ` for ${reasons.length > 1 ? 'up to ' : ''}${formatSpan(ageMs)}`
  return reasons.map((word) => {
    const means = DEGRADED_MEANS.get(word)
    return { kind: 'warn', text: `Degraded${since} (${word})${means === undefined ? '' : `: ${means}`}.` }
  })
}

function replayNote({ backendId, same, note }: ReplayLine, before: string): Note {
  const told = note === '' ? '' : ` ${note.charAt(0).toUpperCase()}${note.slice(1).replace(/\.?$/, '.')}`
  if (same) {
    const what = before === '' ? 'nobody again' : 'the same backend'
    return { kind: 'good', text: `Made again from its recorded inputs: ${what}.${told}` }
  }
  const now = backendId === '' ? 'nobody' : backendId
  return { kind: 'warn', text: `Made again from its recorded inputs: ${now} this time, not the same.${told}` }
}
