import type { RecordedDecision } from './decision-lines.ts'

/** A backend as a replay takes it to be. */
export interface BackendModel {
  readonly id: string
  /** Share of the recorded picks. */
  readonly share: number
  /** A call by itself takes this long on average, in milliseconds. */
  readonly serviceMs: number
  /** So many calls run at full speed; more share it. */
  readonly capacity: number
  readonly weight: number
  /** Where `serviceMs` comes from: recorded latencies, in-flight and rate, or the other backends. */
  readonly source: 'latency' | 'in_flight' | 'others'
  /** Mean of the recorded requests in flight. Undefined: none was recorded. */
  readonly inFlight: number | undefined
}

/** Taken where nothing is known of any backend. */
export const ASSUMED_MS = 100

/** Latency above this multiple of the service time counts as slowed down by load. */
const SLOWED = 1.5
/** Moments that show it, and how clearly, before it is believed. */
const ENOUGH = 20
const CLEAR = 0.5
/** Share of its capacity that a backend used at most while it was recorded. */
const BUSIEST = 0.7

interface Samples {
  picks: number
  readonly latencies: number[]
  readonly inFlight: number[]
  /** Both of one moment. */
  readonly pairs: (readonly [inFlight: number, latencyMs: number])[]
  weight: number
  capacity: number
}

/**
 * Models each backend that could have been picked. A recorded latency holds waiting too, so the service time is the lower end of
 * them. Where only requests in flight are recorded, it follows from Little's law: in flight = rate x latency.
 * @param perSecond calls of the whole pool.
 */
export function modelBackends(decisions: readonly RecordedDecision[], perSecond: number): readonly BackendModel[] {
  const samples = samplesOf(decisions)
  const picks = [...samples.values()].reduce((sum, each) => sum + each.picks, 0)
  const direct = [...samples].map(([id, each]) => {
    const share = picks === 0 ? 0 : each.picks / picks
    return { id, each, share, known: serviceOf(each, share * perSecond) }
  })
  const known = direct.flatMap(({ known: service }) => (service === undefined ? [] : [service.ms]))
  const typical = quantile(known, 0.5) ?? ASSUMED_MS
  return direct
    .map(({ id, each, share, known: service }): BackendModel => {
      const serviceMs = Math.max(0.01, service?.ms ?? typical)
      const inFlight = each.inFlight.length === 0 ? undefined : mean(each.inFlight)
      return {
        ...{ id, share, serviceMs, weight: Math.max(1, Math.round(each.weight)), inFlight },
        ...{ capacity: capacityOf(each, serviceMs, share * perSecond), source: service?.source ?? 'others' },
      }
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

function samplesOf(decisions: readonly RecordedDecision[]): ReadonlyMap<string, Samples> {
  const samples = new Map<string, Samples>()
  for (const { backendId, seen } of decisions) {
    for (const { id, latencyMs, inFlight, weight, capacity } of seen) {
      const own = samples.get(id) ?? { picks: 0, latencies: [], inFlight: [], pairs: [], weight: 1, capacity: 0 }
      samples.set(id, own)
      if (id === backendId) own.picks += 1
      if (latencyMs !== undefined && latencyMs > 0) own.latencies.push(latencyMs)
      if (inFlight !== undefined) own.inFlight.push(inFlight)
      if (latencyMs !== undefined && inFlight !== undefined) own.pairs.push([inFlight, latencyMs])
      // Slow start makes a weight smaller for a while.
      own.weight = Math.max(own.weight, weight ?? 1)
      own.capacity = Math.max(own.capacity, capacity ?? 0)
    }
  }
  return samples
}

function serviceOf(
  { latencies, inFlight }: Samples,
  perSecond: number,
): { readonly ms: number; readonly source: 'latency' | 'in_flight' } | undefined {
  const latency = quantile(latencies, 0.25)
  if (latency !== undefined) return { ms: latency, source: 'latency' }
  const busy = inFlight.length === 0 ? 0 : mean(inFlight)
  return busy > 0 && perSecond > 0 ? { ms: (busy / perSecond) * 1_000, source: 'in_flight' } : undefined
}

/**
 * As reported; else, where latency rises with the requests in flight, as many of them as it takes to slow calls down; else all
 * that were borne. What was recorded was served, so it leaves room above what its calls needed.
 */
function capacityOf({ pairs, inFlight, capacity }: Samples, serviceMs: number, perSecond: number): number {
  if (capacity > 0) return capacity
  const slowed = pairs.filter(([count, latencyMs]) => count >= 2 && latencyMs > SLOWED * serviceMs)
  const limits = slowed.map(([count, latencyMs]) => (count * serviceMs) / latencyMs)
  const borne = inFlight.reduce((most, count) => Math.max(most, count), 1)
  const limit = slowed.length >= ENOUGH && correlation(pairs) >= CLEAR ? quantile(limits, 0.5) : undefined
  return Math.max(1, (perSecond * serviceMs) / 1_000 / BUSIEST, limit ?? borne)
}

/** Pearson's, 0 where nothing varies. */
function correlation(pairs: readonly (readonly [number, number])[]): number {
  const meanX = mean(pairs.map(([x]) => x))
  const meanY = mean(pairs.map(([, y]) => y))
  let [xy, xx, yy] = [0, 0, 0]
  for (const [x, y] of pairs) {
    xy += (x - meanX) * (y - meanY)
    xx += (x - meanX) ** 2
    yy += (y - meanY) ** 2
  }
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy)
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Undefined: there are none. */
function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(share * (sorted.length - 1))]
}
