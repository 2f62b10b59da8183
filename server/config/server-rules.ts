import { show } from './display.ts'
import { type Endpoint, isLoopback, parseEndpoint } from './endpoint.ts'
import type { Layers } from './origin.ts'
import { isMapping, type Path, valueAt } from './path.ts'
import { DEFAULT_HTTP_LISTEN, DEFAULT_LISTEN, DEFAULT_MAX_POOLS } from './server-schema.ts'
import type { Fault } from './zod-problems.ts'

/** Rules between settings. They look at what is there, valid or not, so that all faults are told at once. */
export function crossFaults(root: unknown, layers: Layers): readonly Fault[] {
  return [...exposedListeners(root), ...sameListener(root), ...repeatedPools(root, layers), ...tooManyPools(root)]
}

const GRPC: Path = ['listen']
const HTTP: Path = ['http', 'listen']

function endpointAt(root: unknown, path: Path): Endpoint | undefined {
  const value = valueAt(root, path) ?? (path === HTTP ? DEFAULT_HTTP_LISTEN : DEFAULT_LISTEN)
  return typeof value === 'string' ? parseEndpoint(value) : undefined
}

/** There is no TLS yet, so an open door must be opened by name. */
function exposedListeners(root: unknown): readonly Fault[] {
  if (valueAt(root, ['insecure']) === true) return []
  return [GRPC, HTTP].flatMap((at): readonly Fault[] => {
    const endpoint = endpointAt(root, at)
    if (endpoint === undefined || isLoopback(endpoint.host)) return []
    const expected = 'a loopback address (127.0.0.1, [::1] or localhost)'
    const hint =
      'other machines could reach it without TLS; if the network itself is trusted, set insecure: true ' +
      '(or LOOKASIDE_INSECURE=true, or --insecure)'
    return [{ at, part: 'value', expected, got: show(valueAt(root, at)), hint }]
  })
}

const ANY_HOST = new Set(['0.0.0.0', '::'])

function sameListener(root: unknown): readonly Fault[] {
  const grpc = endpointAt(root, GRPC)
  const http = endpointAt(root, HTTP)
  if (grpc === undefined || http === undefined || grpc.port === 0 || grpc.port !== http.port) return []
  const shared =
    grpc.host.toLowerCase() === http.host.toLowerCase() || [grpc, http].some(({ host }) => ANY_HOST.has(host))
  // The one that was written is to blame, where the other is a default.
  const at = valueAt(root, HTTP) === undefined ? GRPC : HTTP
  const other = at === GRPC ? `http.listen (${DEFAULT_HTTP_LISTEN})` : 'listen'
  return shared
    ? [{ at, part: 'value', expected: `another port than that of ${other}`, got: show(valueAt(root, at)), hint: '' }]
    : []
}

const poolsIn = (root: unknown): readonly unknown[] => {
  const pools = valueAt(root, ['pools'])
  return Array.isArray(pools) ? pools : []
}

function repeatedPools(root: unknown, layers: Layers): readonly Fault[] {
  const first = new Map<string, Path>()
  return poolsIn(root).flatMap((pool, index): readonly Fault[] => {
    const name = isMapping(pool) ? pool['name'] : undefined
    if (typeof name !== 'string') return []
    const at: Path = ['pools', index, 'name']
    const earlier = first.get(name)
    if (earlier === undefined) {
      first.set(name, at)
      return []
    }
    const origin = layers.originOf(earlier)
    const where = origin.kind === 'file' ? ` (first in line ${origin.line})` : ''
    return [
      { at, part: 'value', expected: 'a name that no other pool has', got: `${show(name)} again${where}`, hint: '' },
    ]
  })
}

function tooManyPools(root: unknown): readonly Fault[] {
  const most = valueAt(root, ['limits', 'maxPools']) ?? DEFAULT_MAX_POOLS
  const count = poolsIn(root).length
  if (typeof most !== 'number' || count <= most) return []
  return [
    { at: ['pools'], part: 'key', expected: `at most limits.maxPools (${most}) pools`, got: String(count), hint: '' },
  ]
}
