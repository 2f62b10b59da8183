import type { ExplainPickRequest__Output } from '../../../proto/gen/lookaside/v1/ExplainPickRequest.ts'
import type { WatchDecisionsRequest__Output } from '../../../proto/gen/lookaside/v1/WatchDecisionsRequest.ts'
import { ERRORS, refuseField, type Refusal } from '../../errors.ts'
import type { DecisionFilter, PickQuery } from '../../use-cases.ts'
import { PICK_REASONS, refuseEnum, wordsOf } from './enums.ts'
import { checkBackendId, checkPoolName } from './names.ts'
import { checkInteger } from './numbers.ts'
import { MAX_TOKEN_BYTES, toPickQuery } from './pick-request.ts'
import type { Received } from './received.ts'
import { isRefusal, within } from './refusals.ts'
import { checkBytes, quoted } from './text.ts'

/** As the schema of pools spells the type of a policy. */
const POLICY = /^[a-z][a-z0-9_]{0,63}$/
/** A thousand decisions a second are more than anybody reads, and a fraction of what a replica picks. */
const MAX_PER_SECOND = 1_000
const DEFAULT_PER_SECOND = 100
const REASONS = wordsOf(PICK_REASONS)
const ANY_REASON: ReadonlySet<string | number> = new Set(['PICK_REASON_UNSPECIFIED', 0, ''])

/** Which decision to explain. */
export type ExplainRequest =
  | { readonly kind: 'recorded'; readonly id: string; readonly replay: boolean }
  /** `pool` is empty for the newest of all pools. */
  | { readonly kind: 'latest'; readonly pool: string; readonly replay: boolean }
  | { readonly kind: 'dry_run'; readonly query: PickQuery }

export function toExplainRequest(message: Received<ExplainPickRequest__Output>): ExplainRequest | Refusal {
  const { pickToken, latestInPool, replay } = message
  const dryRun = message.dryRun ?? undefined
  const given = [pickToken, dryRun, latestInPool].filter((member) => member !== undefined).length
  if (given !== 1) {
    const got = given === 0 ? 'none of them' : `${given} of them`
    return refuseField('pick', `give exactly one of pick_token, dry_run and latest_in_pool, got ${got}`)
  }
  if (dryRun !== undefined) return toDryRun(dryRun, replay)
  if (pickToken === undefined) return toLatest(latestInPool ?? '', replay)
  if (pickToken === '') return refuseField('pick_token', 'is required: give the token of a pick')
  return checkBytes('pick_token', pickToken, MAX_TOKEN_BYTES) ?? { kind: 'recorded', id: pickToken, replay }
}

function toLatest(pool: string, replay: boolean): ExplainRequest | Refusal {
  const bad = pool === '' ? undefined : checkPoolName('latest_in_pool', pool)
  return bad ?? { kind: 'latest', pool, replay }
}

function toDryRun(
  message: NonNullable<Received<ExplainPickRequest__Output>['dryRun']>,
  replay: boolean,
): ExplainRequest | Refusal {
  if (replay) return refuseField('replay', 'needs a recorded decision: a dry run is not recorded')
  const query = toPickQuery(message)
  return isRefusal(query) ? within('dry_run', query) : { kind: 'dry_run', query }
}

/** What a filter of decisions consists of, wherever it comes from. Empty, and unspecified, let everything through. */
export type ReceivedFilter = Omit<Received<WatchDecisionsRequest__Output>, 'maxPerSecond'>

export function toDecisionFilter(message: ReceivedFilter): DecisionFilter | Refusal {
  const { pool, policy, backendId, errorReason } = message
  const bad =
    (pool === '' ? undefined : checkPoolName('pool', pool)) ??
    checkPolicy(policy) ??
    (backendId === '' ? undefined : checkBackendId('backend_id', backendId)) ??
    checkErrorReason(errorReason)
  if (bad !== undefined) return bad
  const reason = REASONS.get(message.reason)
  if (reason === undefined && !ANY_REASON.has(message.reason)) {
    return refuseEnum('reason', message.reason, PICK_REASONS)
  }
  return { pool, policy, reason, backendId, errorReason }
}

/** Decisions a second that a watcher gets at most. */
export function toDecisionRate(maxPerSecond: number): number | Refusal {
  const bad = checkInteger('max_per_second', maxPerSecond, 0, MAX_PER_SECOND)
  return bad ?? (maxPerSecond === 0 ? DEFAULT_PER_SECOND : maxPerSecond)
}

function checkPolicy(policy: string): Refusal | undefined {
  if (policy === '' || POLICY.test(policy)) return undefined
  return refuseField('policy', `must be the wire name of a policy in snake_case, got ${quoted(policy)}`)
}

/** A reason that does not exist would wait for ever for a decision that never comes. */
function checkErrorReason(reason: string): Refusal | undefined {
  if (reason === '' || Object.hasOwn(ERRORS, reason)) return undefined
  return refuseField('error_reason', `must be a reason of the error catalogue, got ${quoted(reason)}`)
}
