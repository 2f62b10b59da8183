import { createRng } from '../../../policies/lib/rng.ts'
import type { Scenario } from '../scenario.ts'
import type { RecordedDecision } from './decision-lines.ts'
import { type BackendModel, modelBackends } from './service-model.ts'

/** One pool of a recording, ready to be simulated. */
export interface ReplayedPool {
  readonly scenario: Scenario
  /** In the order of the scenario's groups. */
  readonly backends: readonly BackendModel[]
  /** The policy that made most of the decisions. */
  readonly policy: string
  readonly decisions: number
  readonly spanMs: number
  /** Recorded, before it is scaled; and simulated. */
  readonly recordedPerSecond: number
  readonly perSecond: number
  /** What requests in flight and latencies imply, by Little's law. Undefined: not both are recorded. */
  readonly impliedPerSecond: number | undefined
  /** Most candidates that a decision counted. */
  readonly candidates: number
  readonly unanswered: number
}

export interface ReplayOptions {
  /** Calls for each recorded one, where nobody says how many there were. */
  readonly scale: number
  /** Calls a second; wins over `scale`. */
  readonly perSecond: number | undefined
  readonly heartbeatMs: number
}

/** The replicas know all backends before the first call comes. */
const SETTLE_MS = 200
export const MOST_CALLS = 20_000_000

/**
 * The same arrivals at backends as the recording shows them. Where calls are missing from it, each recorded one stands for
 * several, spread over the time until the next.
 * @param decisions of one pool, at least two.
 */
export function replayedPool(decisions: readonly RecordedDecision[], options: ReplayOptions): ReplayedPool {
  const times = decisions.map(({ atMs }) => atMs).sort((a, b) => a - b)
  const first = times[0] ?? 0
  const spanMs = Math.max(1, (times.at(-1) ?? 0) - first)
  const recordedPerSecond = ((times.length - 1) * 1_000) / spanMs
  const perSecond = options.perSecond ?? recordedPerSecond * options.scale
  const backends = modelBackends(decisions, perSecond)
  const workMs = backends.reduce((sum, { share, serviceMs }) => sum + share * serviceMs, 0) || 1
  const durationMs = spanMs + SETTLE_MS
  const scale = Math.min(perSecond / recordedPerSecond, MOST_CALLS / times.length)
  const scenario: Scenario = {
    name: decisions[0]?.pool ?? '',
    description: `${decisions.length} recorded decisions`,
    ...{ durationMs, warmUpMs: SETTLE_MS + Math.min(5_000, spanMs / 10) },
    backends: backends.map(({ serviceMs, capacity, weight }) => ({
      ...{ count: 1, discipline: 'processor_sharing', capacity, weight, speed: workMs / serviceMs },
    })),
    work: { kind: 'exponential', meanMs: workMs },
    arrivals: { perSecond, times: spread(times, first, scale) },
    replicas: Math.max(1, new Set(decisions.map(({ replica }) => replica)).size),
    sharingMs: 25,
    feed: { heartbeatMs: options.heartbeatMs, outcomesMs: 10 },
  }
  return {
    ...{ scenario, backends, policy: commonest(decisions.map(({ policy }) => policy)) },
    ...{ decisions: decisions.length, spanMs, recordedPerSecond, perSecond, impliedPerSecond: implied(backends) },
    candidates: decisions.reduce((most, { candidates }) => Math.max(most, candidates), 0),
    unanswered: decisions.filter(({ backendId }) => backendId === '').length,
  }
}

/** Each time stands for `scale` calls between it and the next. */
function spread(times: readonly number[], first: number, scale: number): number[] {
  const rng = createRng(1)
  const arrivals: number[] = []
  let owed = 0
  for (const [index, time] of times.entries()) {
    const gap = (times[index + 1] ?? time) - time
    owed += scale
    let alone = scale === 1
    for (; owed >= 0.999_999; owed -= 1) {
      arrivals.push(time - first + SETTLE_MS + (alone ? 0 : rng.next() * gap))
      alone = false
    }
  }
  return arrivals.sort((a, b) => a - b)
}

function implied(backends: readonly BackendModel[]): number | undefined {
  const rates = backends.map(({ inFlight, serviceMs, source }) =>
    inFlight === undefined || source !== 'latency' ? undefined : (inFlight * 1_000) / serviceMs,
  )
  return rates.reduce<number | undefined>(
    (sum, rate) => (sum === undefined || rate === undefined ? undefined : sum + rate),
    0,
  )
}

function commonest(words: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? ''
}
