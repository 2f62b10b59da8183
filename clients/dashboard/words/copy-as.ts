import type { Steering } from '../api/api.ts'
import { decisionParameters, poolPath, questionBody, steeringBody } from '../api/api.ts'
import type { PickQuestion } from '../api/api.ts'
import { feedQueries, PICK_ERRORS, PICK_REASONS } from '../state/feed.ts'
import type { FeedFilter } from '../state/route.ts'

/** The same thing elsewhere: for the shell, for any program, for Prometheus. */
export interface CopyItem {
  readonly kind: 'CLI' | 'curl' | 'PromQL'
  readonly text: string
}

/** `base`: the address of this page, with a slash at the end. */
export function poolsCopies(base: string): readonly CopyItem[] {
  return [
    { kind: 'CLI', text: 'lookaside pools' },
    { kind: 'curl', text: curl(base, 'v1/pools') },
    { kind: 'PromQL', text: 'sum by (pool) (rate(lookaside_picks_total[1m]))' },
  ]
}

export function backendsCopies(base: string, pool: string): readonly CopyItem[] {
  return [
    { kind: 'CLI', text: `lookaside backends ${shell(pool)}` },
    { kind: 'curl', text: curl(base, `${poolPath(pool)}/backends`) },
    { kind: 'PromQL', text: `lookaside_pool_backends{pool=${promql(pool)}}` },
    { kind: 'PromQL', text: `sum by (backend) (rate(lookaside_backend_picks_total{pool=${promql(pool)}}[1m]))` },
  ]
}

/** Backends are no labels of metrics, so Prometheus has the sum over the pool. */
export function inFlightCopies(base: string, pool: string): readonly CopyItem[] {
  return [
    { kind: 'CLI', text: `lookaside -o json backends ${shell(pool)} | jq '.backends[] | {id, inFlight}'` },
    {
      kind: 'curl',
      text: `${curl(base, `${poolPath(pool)}/backends`)} | jq '.backends[] | {id: .backend.id, inFlight}'`,
    },
    { kind: 'PromQL', text: `sum(lookaside_pick_in_flight{pool=${promql(pool)}})` },
  ]
}

export function latencyCopies(base: string, pool: string): readonly CopyItem[] {
  return [
    { kind: 'CLI', text: `lookaside -o json backends ${shell(pool)} | jq '.backends[] | {id, latencyMs}'` },
    {
      kind: 'curl',
      text: `${curl(base, `${poolPath(pool)}/backends`)} | jq '.backends[] | {id: .backend.id, latency}'`,
    },
  ]
}

export function poolConfigCopies(base: string, pool: string): readonly CopyItem[] {
  return [{ kind: 'curl', text: curl(base, poolPath(pool)) }]
}

export function decisionsCopies(base: string, filter: FeedFilter): readonly CopyItem[] {
  const curls = feedQueries(filter).map((query): CopyItem => ({
    kind: 'curl',
    text: curl(base, `v1/decisions?${decisionParameters(query)}`),
  }))
  const pool = filter.pool === '' ? '' : `{pool=${promql(filter.pool)}}`
  return [
    { kind: 'CLI', text: tapCommand(filter) },
    ...curls,
    { kind: 'PromQL', text: `sum by (pool, policy, reason) (rate(lookaside_picks_total${pool}[1m]))` },
  ]
}

function tapCommand({ pool, policy, result, backendId }: FeedFilter): string {
  const flag = (name: string, value: string): string => (value === '' ? '' : ` --${name} ${shell(value)}`)
  const isReason = PICK_REASONS.some((reason) => reason === result)
  const isError = PICK_ERRORS.some((reason) => reason === result)
  return (
    'lookaside tap' +
    flag('pool', pool) +
    flag('policy', policy) +
    flag('backend', backendId) +
    flag('reason', isReason ? result : '') +
    flag('error', isError ? result : '')
  )
}

export function decisionCopies(base: string, id: string): readonly CopyItem[] {
  return [
    { kind: 'CLI', text: `lookaside why ${shell(id)}` },
    { kind: 'curl', text: curl(base, `v1/decisions/${encodeURIComponent(id)}`) },
  ]
}

export function explainCopies(base: string, pool: string, question: PickQuestion): readonly CopyItem[] {
  return [
    { kind: 'CLI', text: explainCommand(pool, question) },
    { kind: 'curl', text: curlPost(base, `${poolPath(pool)}:explain`, questionBody(question)) },
  ]
}

function explainCommand(pool: string, question: PickQuestion): string {
  const { affinityKey, region, zone, subZone, labelSelector, excludeBackendIds } = question
  const flags: readonly (readonly [string, string])[] = [
    ['key', affinityKey],
    ...Object.entries(labelSelector).map(([key, value]) => ['label', `${key}=${value}`] as const),
    ...excludeBackendIds.map((id) => ['exclude', id] as const),
    ...([
      ['region', region],
      ['zone', zone],
      ['sub-zone', subZone],
    ] as const),
  ]
  const given = flags.filter(([, value]) => value !== '').map(([name, value]) => ` --${name} ${shell(value)}`)
  return `lookaside why --pick ${shell(pool)}${given.join('')}`
}

/** With the dry run, as the dialog does it first: whoever pastes it changes nothing by accident. */
export function steeringCopies(base: string, pool: string, id: string, steering: Steering): readonly CopyItem[] {
  const path = `${poolPath(pool)}/backends/${encodeURIComponent(id)}:${steering.kind}`
  return [
    { kind: 'CLI', text: steeringCommand(pool, id, steering) },
    { kind: 'curl', text: curlPost(base, path, steeringBody(steering, true)) },
  ]
}

function steeringCommand(pool: string, id: string, steering: Steering): string {
  const place = `${shell(pool)} ${shell(id)}`
  switch (steering.kind) {
    case 'drain':
      return `lookaside drain ${place}${steering.force ? ' --force' : ''} --dry-run`
    case 'undrain':
      return `lookaside undrain ${place} --dry-run`
    case 'weight':
      return `lookaside weight ${place} ${steering.weight === undefined ? 'clear' : String(steering.weight)} --dry-run`
  }
}

const curl = (base: string, path: string): string => `curl -s ${shell(`${base}${path}`)}`

const curlPost = (base: string, path: string, body: unknown): string =>
  `${curl(base, path)} -H 'content-type: application/json' -d ${shell(JSON.stringify(body))}`

/** One word of a POSIX shell, whatever it holds. */
export function shell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** A string of PromQL. */
const promql = (text: string): string => JSON.stringify(text)
