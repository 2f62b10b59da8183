import type { DecisionQuery } from '../api/api.ts'
import type { Result } from '../api/call.ts'
import type { Decision } from '../api/decision.ts'
import type { FeedFilter } from './route.ts'

/** Reasons of the error catalogue for which a pick finds nobody. */
export const PICK_ERRORS = ['NO_BACKENDS', 'POOL_SATURATED', 'RETRY_BUDGET_EXHAUSTED', 'PICK_DROPPED'] as const
/** Rules that decide a pick. */
export const PICK_REASONS = ['policy', 'affinity', 'locality_failover', 'fallback_policy', 'panic', 'canary'] as const

/** Newest decisions that are kept on the page. */
export const FEED_LENGTH = 100

/** What to ask for: the service filters by one reason at a time, so all errors are asked for one by one. */
export function feedQueries({ pool, policy, result, backendId }: FeedFilter): readonly DecisionQuery[] {
  const query = { pool, policy, backendId, reason: '', errorReason: '', limit: FEED_LENGTH }
  if (result === '') return [query]
  if (result === 'errors') return PICK_ERRORS.map((errorReason) => ({ ...query, errorReason }))
  const isError = PICK_ERRORS.some((reason) => reason === result)
  return [isError ? { ...query, errorReason: result } : { ...query, reason: result }]
}

/** The answers as one list, newest first. The first that failed fails them all. */
export function mergeAnswers(answers: readonly Result<readonly Decision[]>[]): Result<readonly Decision[]> {
  const decisions: Decision[] = []
  for (const answer of answers) {
    if (answer.kind === 'problem') return answer
    decisions.push(...answer.value)
  }
  if (answers.length > 1) decisions.sort((a, b) => (b.time ?? 0) - (a.time ?? 0))
  return { kind: 'answered', value: decisions.slice(0, FEED_LENGTH) }
}

export interface Feed {
  /** Newest first. Undefined: nothing came yet. */
  readonly shown: readonly Decision[] | undefined
  /** What has come while the list is held still. */
  readonly newest: readonly Decision[]
}

export const EMPTY_FEED: Feed = { shown: undefined, newest: [] }

/** Takes in the newest decisions; a list that is held still keeps what it shows. */
export function takeInFeed(feed: Feed, newest: readonly Decision[], held: boolean): Feed {
  return held && feed.shown !== undefined && feed.shown.length > 0 ? { ...feed, newest } : { shown: newest, newest }
}

/** How many decisions wait behind a list that is held still. At `FEED_LENGTH` there may be more. */
export function waiting({ shown, newest }: Feed): number {
  const known = new Set(shown?.map(({ id }) => id))
  return newest.filter(({ id }) => !known.has(id)).length
}
