import { fromDuration } from '../typescript/duration.ts'
import type { LookasideError } from '../typescript/errors.ts'
import { toBatches } from './batches.ts'
import type { Courier } from './courier.ts'
import type { Link, LinkLimits } from './link.ts'
import type { BeatAnswer } from './link-result.ts'
import type { Member, SizedHeartbeat } from './member.ts'
import { nextHeartbeat, toRegistration } from './member.ts'
import { inParallel } from './parallel.ts'
import type { Verdicts } from './verdicts.ts'

/** How a round of calls went. `lost`: the service was not there. */
export type RoundEnd =
  | { readonly kind: 'done'; readonly nextAfterMs: number | undefined; readonly goAway: boolean }
  | { readonly kind: 'lost'; readonly error: LookasideError }

/** Registrations under way at one time: enough for hundreds in a second, too few to flood a service that has just started. */
export const PARALLEL_CALLS = 16

export interface RoundDeps {
  readonly link: Link
  readonly courier: Courier
  readonly verdicts: Verdicts
}

/** Registers backends. Those that are not reached stay as they are. */
export async function registerRound(
  deps: RoundDeps,
  members: readonly Member[],
  limits: LinkLimits,
): Promise<RoundEnd> {
  const intervals: number[] = []
  let lost: LookasideError | undefined
  await inParallel(members, PARALLEL_CALLS, async (member) => {
    const request = toRegistration(member)
    const { health } = member
    member.everSent = true
    const result = await deps.link.register(request, limits)
    if (result.kind === 'lost') {
      lost = result.error
      return false
    }
    if (result.kind === 'refused') {
      const { code, reason, message } = result.error
      deps.verdicts.registrationRefused(member, { code, reason, message })
      return true
    }
    deps.verdicts.registered(member)
    // A change that came while the call was under way has not been told.
    member.dirty = member.health !== health || member.draining
    const next = fromDuration(result.value.nextHeartbeatAfter)
    if (next !== undefined) intervals.push(next)
    return true
  })
  return lost === undefined ? done(intervals, false) : { kind: 'lost', error: lost }
}

/** Sends one heartbeat for each of the backends. */
export async function beatRound(deps: RoundDeps, members: readonly Member[], limits: LinkLimits): Promise<RoundEnd> {
  const intervals: number[] = []
  let goAway = false
  for (const batch of toBatches(members.map(nextHeartbeat))) {
    const heartbeats = batch.map(({ heartbeat }) => heartbeat)
    const result = await deps.courier.deliver(heartbeats, limits)
    if (result.kind !== 'answered') return { kind: 'lost', error: result.error }
    takeAnswer(deps.verdicts, batch, result.value)
    const next = fromDuration(result.value.nextHeartbeatAfter)
    if (next !== undefined) intervals.push(next)
    goAway ||= result.value.goAway !== null
  }
  return done(intervals, goAway)
}

function done(intervals: readonly number[], goAway: boolean): RoundEnd {
  return { kind: 'done', nextAfterMs: intervals.length === 0 ? undefined : Math.min(...intervals), goAway }
}

function takeAnswer(verdicts: Verdicts, batch: readonly SizedHeartbeat[], answer: BeatAnswer): void {
  const refused = new Set<Member>()
  for (const { index, code, reason, message } of answer.rejected) {
    const item = batch[index]
    // An index outside of the batch names nobody.
    if (item === undefined) continue
    refused.add(item.member)
    verdicts.heartbeatRefused(item, { code, reason, message })
  }
  for (const { member } of batch) if (!refused.has(member)) verdicts.heartbeatTaken(member)
}
