import type { Call, Caller, Result } from './call.ts'
import { mapResult } from './call.ts'
import type { Decision, Replay } from './decision.ts'
import { readDecision, readReplay } from './decision.ts'
import type { JsonObject } from './json.ts'
import { objectAt, objectsAt, textAt } from './json.ts'
import type { Backend, Pool } from './pool.ts'
import { readBackend, readPool } from './pool.ts'
import type { Status } from './status.ts'
import { readStatus } from './status.ts'

/** The most of a list that is read each second; beyond that the page says so. */
export const MAX_LISTED = 5_000
const PAGE_SIZE = 1_000

export interface Listed<Item> {
  readonly items: readonly Item[]
  /** There are more than `MAX_LISTED`. */
  readonly cut: boolean
}

export interface DecisionQuery {
  readonly pool: string
  readonly policy: string
  /** A word like `panic`. */
  readonly reason: string
  readonly backendId: string
  readonly errorReason: string
  readonly limit: number
}

/** What operators may do to a backend. */
export type Steering =
  | { readonly kind: 'drain'; readonly force: boolean }
  | { readonly kind: 'undrain' }
  | { readonly kind: 'weight'; readonly weight: number | undefined }

/** A pick as the form asks to explain it. */
export interface PickQuestion {
  readonly affinityKey: string
  readonly region: string
  readonly zone: string
  readonly subZone: string
  readonly labelSelector: Readonly<Record<string, string>>
  readonly excludeBackendIds: readonly string[]
}

export interface Api {
  status(): Promise<Result<Status>>
  pools(): Promise<Result<Listed<Pool>>>
  backends(pool: string): Promise<Result<Listed<Backend>>>
  decisions(query: DecisionQuery): Promise<Result<readonly Decision[]>>
  decision(id: string): Promise<Result<Decision>>
  replay(id: string): Promise<Result<Replay>>
  explain(pool: string, question: PickQuestion): Promise<Result<Decision>>
  steer(pool: string, backendId: string, steering: Steering, dryRun: boolean): Promise<Result<Backend>>
}

export function createApi(call: Caller): Api {
  return {
    status: async () => mapResult(await call(get('v1/status')), readStatus),
    pools: () => list(call, 'v1/pools', 'pools', readPool),
    backends: (pool) => list(call, `${poolPath(pool)}/backends`, 'backends', readBackend),
    decisions: async (query) =>
      mapResult(await call(get(`v1/decisions?${decisionParameters(query)}`)), (answer) =>
        objectsAt(answer, 'decisions').map(readDecision),
      ),
    decision: async (id) => mapResult(await call(get(`v1/decisions/${encodeURIComponent(id)}`)), decisionOf),
    replay: async (id) =>
      mapResult(await call(post(`v1/decisions/${encodeURIComponent(id)}:replay`, {})), (answer) =>
        readReplay(objectAt(answer, 'replay')),
      ),
    explain: async (pool, question) =>
      mapResult(await call(post(`${poolPath(pool)}:explain`, questionBody(question))), decisionOf),
    steer: async (pool, backendId, steering, dryRun) => {
      const path = `${poolPath(pool)}/backends/${encodeURIComponent(backendId)}:${steering.kind}`
      return mapResult(await call(post(path, steeringBody(steering, dryRun))), (answer) =>
        readBackend(objectAt(answer, 'backend')),
      )
    },
  }
}

export const poolPath = (pool: string): string => `v1/pools/${encodeURIComponent(pool)}`

export function decisionParameters(query: DecisionQuery): string {
  const { pool, policy, reason, backendId, errorReason, limit } = query
  const parameters = new URLSearchParams()
  if (pool !== '') parameters.set('pool', pool)
  if (policy !== '') parameters.set('policy', policy)
  if (reason !== '') parameters.set('reason', `PICK_REASON_${reason.toUpperCase()}`)
  if (backendId !== '') parameters.set('backendId', backendId)
  if (errorReason !== '') parameters.set('errorReason', errorReason)
  parameters.set('limit', String(limit))
  return parameters.toString()
}

/** The body of `:explain`; what is empty is left out. */
export function questionBody(question: PickQuestion): JsonObject {
  const { affinityKey, region, zone, subZone, labelSelector, excludeBackendIds } = question
  const locality = given({ region, zone, subZone })
  return {
    ...given({ affinityKey }),
    ...(Object.keys(locality).length > 0 ? { locality } : {}),
    ...(Object.keys(labelSelector).length > 0 ? { labelSelector } : {}),
    ...(excludeBackendIds.length > 0 ? { excludeBackendIds } : {}),
  }
}

export function steeringBody(steering: Steering, dryRun: boolean): JsonObject {
  switch (steering.kind) {
    case 'drain':
      return { dryRun, force: steering.force }
    case 'undrain':
      return { dryRun }
    case 'weight':
      return { dryRun, weight: steering.weight ?? null }
  }
}

const given = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter(([, text]) => text !== ''))

const get = (path: string): Call => ({ method: 'GET', path })
const post = (path: string, body: JsonObject): Call => ({ method: 'POST', path, body })
const decisionOf = (answer: JsonObject): Decision => readDecision(objectAt(answer, 'decision'))

async function list<Item>(
  call: Caller,
  path: string,
  field: string,
  read: (from: JsonObject) => Item,
): Promise<Result<Listed<Item>>> {
  const items: Item[] = []
  let token = ''
  do {
    const parameters = new URLSearchParams({ pageSize: String(PAGE_SIZE), pageToken: token })
    const page = await call(get(`${path}?${parameters.toString()}`))
    if (page.kind === 'problem') return page
    items.push(...objectsAt(page.value, field).map(read))
    token = textAt(page.value, 'nextPageToken')
  } while (token !== '' && items.length < MAX_LISTED)
  return { kind: 'answered', value: { items, cut: token !== '' } }
}
