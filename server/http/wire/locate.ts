import { refuseField, type Refusal } from '../../errors.ts'

/** What a path names: the template of its routes, and the parameters, decoded and unchecked. */
export interface Located {
  readonly kind: 'located'
  readonly template: string
  readonly parameters: Readonly<Record<string, string>>
}

const POOLS = '/v1/pools/'
const DECISIONS = '/v1/decisions/'
const BACKENDS = '/backends'
const ONE_BACKEND = /^(.+)\/backends\/([^/]+)$/

/** The path of a request's target as it came, without its query: nothing is decoded or folded. */
export function rawPathOf(target: string): string {
  // RFC 9112, 3.2.2: a server takes the absolute form too.
  const path = target.replace(/^https?:\/\/[^/?#]*/i, '')
  const end = path.search(/[?#]/)
  return end < 0 ? path : path.slice(0, end)
}

export function rawQueryOf(target: string): string {
  const start = target.indexOf('?')
  return start < 0 ? '' : (target.slice(start + 1).split('#')[0] ?? '')
}

/**
 * Takes a raw path apart before anything is decoded, so that what is percent-encoded is always part of a name:
 *
 * - a raw ':' begins a verb, the last one wins; names of pools hold none, and ids of backends may hold some before it;
 * - the raw suffix "/backends" means the backends of the pool before it, whatever the method: a pool of that last
 *   segment is reached as "%2Fbackends";
 * - with a verb of a backend the last raw segment is its id, and everything before "/backends/" is the pool.
 *
 * Undefined: the path is none of the API's with a name in it.
 */
export function locateNamed(path: string): Located | Refusal | undefined {
  if (path.startsWith(POOLS)) return inPools(path.slice(POOLS.length))
  if (!path.startsWith(DECISIONS)) return undefined
  const { name, verb } = splitVerb(path.slice(DECISIONS.length))
  return located(`${DECISIONS}{id}${verb}`, { id: name })
}

function inPools(rest: string): Located | Refusal {
  const { name, verb } = splitVerb(rest)
  const [, poolOfBackend, id] = (verb === '' ? null : ONE_BACKEND.exec(name)) ?? []
  if (poolOfBackend !== undefined && id !== undefined) {
    return located(`${POOLS}{pool}${BACKENDS}/{backendId}${verb}`, { pool: poolOfBackend, backendId: id })
  }
  if (verb === '' && name.endsWith(BACKENDS)) {
    return located(`${POOLS}{pool}${BACKENDS}`, { pool: name.slice(0, -BACKENDS.length) })
  }
  return located(`${POOLS}{pool}${verb}`, { pool: name })
}

function splitVerb(rest: string): { name: string; verb: string } {
  const colon = rest.lastIndexOf(':')
  return colon < 0 ? { name: rest, verb: '' } : { name: rest.slice(0, colon), verb: rest.slice(colon) }
}

function located(template: string, raw: Readonly<Record<string, string>>): Located | Refusal {
  const parameters: Record<string, string> = {}
  for (const [name, value] of Object.entries(raw)) {
    const text = decoded(value)
    if (text === undefined) return refuseField(name, 'must be UTF-8 in percent-encoding')
    parameters[name] = text
  }
  return { kind: 'located', template, parameters }
}

/** Undefined: it is no UTF-8 in percent-encoding. */
export function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
