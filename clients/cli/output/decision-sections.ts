import type { DecisionLine } from './decision-line.ts'
import { EXCLUDED_MEANS, LEVEL_MEANS } from './decision-words.ts'
import { formatScore } from './decision-quantities.ts'
import { formatCount } from './quantities.ts'
import type { Style } from './style.ts'
import { paintState } from './words.ts'

/** A line of a section: what it is about, and what there is to say. */
export interface Entry {
  readonly label: string
  readonly text: string
  readonly paint?: ((text: string) => string) | undefined
}

/** Ids of one reason that are listed; `-o json` has all. */
const LISTED = 8
/** Random numbers mean little to people, and the alternates need one each. */
const DRAWS = 4

/** What the caller asked for. The affinity key itself is never recorded. */
export function askedFor({ pool, callerLocality, affinity }: DecisionLine): readonly Entry[] {
  const { region = '', zone = '', subZone = '' } = callerLocality ?? {}
  const place = [region, zone, subZone].filter((part) => part !== '').join(' / ')
  return [
    { label: 'pool', text: pool },
    { label: 'caller', text: place === '' ? 'did not say where it is' : `in ${place}` },
    { label: 'affinity', text: AFFINITY.get(affinity) ?? affinity },
  ]
}

const AFFINITY: ReadonlyMap<string, string> = new Map([
  ['none', "the pool's affinity took no part"],
  ['hash', 'the policy hashed the key (the key itself is not recorded)'],
  ['binding', 'the pool remembers a backend for the key (the key itself is not recorded)'],
  ['token', 'the caller keeps its backend in a token'],
])

/** How many could be picked, and who could not, by reason. */
export function whoCould(decision: DecisionLine, style: Style): readonly Entry[] {
  const { backends, candidates, excluded, excludedOmitted, localityLevel } = decision
  const level = LEVEL_MEANS.get(localityLevel)
  const where = level === undefined ? '' : `, ${level}`
  const before = excluded.some(({ reason }) => OF_REQUEST.has(reason))
    ? ', less those that this request may not use'
    : ''
  const groups = new Map<string, string[]>()
  for (const { reason, backendId } of excluded) groups.set(reason, [...(groups.get(reason) ?? []), backendId])
  const entries: Entry[] = [
    { label: 'candidates', text: `${formatCount(candidates)} of ${backendCount(backends)}${where}${before}` },
  ]
  for (const [reason, ids] of groups) {
    const means = EXCLUDED_MEANS.get(reason)
    const listed = `${ids.slice(0, LISTED).join(', ')}${ids.length > LISTED ? ', ...' : ''}`
    const text = `${formatCount(ids.length)}: ${listed}${means === undefined ? '' : ` (${means})`}`
    entries.push({ label: reason, text, paint: (label) => paintState(reason, style, label) })
  }
  if (excludedOmitted > 0) entries.push({ label: 'not listed', text: `${formatCount(excludedOmitted)} more` })
  const farther = fartherAway(decision)
  if (farther > 0) {
    entries.push({ label: 'farther away', text: `${formatCount(farther)}: not needed, since nearer ones have room` })
  }
  return entries
}

/** Reasons of one request: the backends are candidates of others, and counted among them. */
const OF_REQUEST: ReadonlySet<string> = new Set(['excluded', 'previous_pick', 'saturated'])

/** Backends that could be picked, at a distance from the caller where nobody was looked for. 0 where that is unknown. */
function fartherAway({
  backends,
  candidates,
  excluded,
  excludedOmitted,
  localityLevel,
  backendId,
}: DecisionLine): number {
  const isNear = localityLevel !== '' && localityLevel !== 'anywhere'
  if (!isNear || excludedOmitted > 0 || backendId === '') return 0
  return backends - candidates - excluded.filter(({ reason }) => !OF_REQUEST.has(reason)).length
}

const backendCount = (count: number): string => (count === 1 ? '1 backend' : `${formatCount(count)} backends`)

/** How the choice came about, and from which state of things. */
export function howMade(decision: DecisionLine): readonly Entry[] {
  const { policy, policyReason, runnerUpBackendId, alternateBackendIds, configVersion, revision } = decision
  const { id, replica, time, traceId, dryRun } = decision
  const version = configVersion === 0 ? 'the defaults (nobody has configured the pool)' : `version ${configVersion}`
  const entries: readonly Entry[] = [
    { label: 'policy', text: policyReason === '' ? policy : `${policy} (${policyReason})` },
    { label: 'runner-up', text: runnerUpBackendId },
    { label: 'alternates', text: alternateBackendIds.join(', ') },
    { label: 'chance', text: chance(decision) },
    { label: 'thrown away', text: thrownAway(decision.discardedChoices) },
    { label: 'config', text: `${version}; the pool was at revision ${revision}` },
    { label: 'time', text: time === null ? '' : time.replace('T', ' ').replace('Z', ' UTC') },
    { label: 'replica', text: replica },
    { label: 'trace', text: traceId },
    { label: 'decision', text: dryRun ? '' : id },
  ]
  return entries.filter(({ text }) => text !== '')
}

function chance({ randomDraws }: DecisionLine): string {
  const { length } = randomDraws
  if (length === 0) return 'none: no random number was drawn'
  const draws = randomDraws.slice(0, DRAWS).map(formatScore).join(', ')
  if (length === 1) return `one random number was drawn from 0 to 1: ${draws}`
  return `${length} random numbers were drawn from 0 to 1${length > DRAWS ? ', the first of them' : ''}: ${draws}`
}

function thrownAway(choices: number): string {
  if (choices === 0) return ''
  const what = choices === 1 ? 'one earlier choice' : `${choices} earlier choices`
  return `${what} of the policy: still in slow start, or no longer to be picked`
}
