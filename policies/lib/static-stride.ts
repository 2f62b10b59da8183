/**
 * Static stride schedule: turns in proportion to weights from one counter, with no heap and no memory of who was picked.
 *
 * The counter runs over the backends, generation after generation. In a generation a backend of weight w, scaled so that
 * the largest is 65,535, is either given a turn or skipped, so that it gets w of 65,535, spread evenly. The one with the
 * largest weight is never skipped, which bounds the search for the next turn by the number of backends.
 *
 * Source: gRFC A58; grpc, static_stride_scheduler.cc; grpc-java, WeightedRoundRobinLoadBalancer.StaticStrideScheduler.
 */

/** The largest weight of a schedule. */
export const FULL_STRIDE = 65_535

/** Shift between neighbours, so that two of the same weight are not skipped in the same generation. */
const NEIGHBOUR_SHIFT = 32_767

/** A counter that all schedules of a policy share: a new schedule goes on where the last one stopped. */
export interface Sequence {
  /** Unsigned 32-bit number; after the largest comes 0. */
  next: number
}

/** How far from the mean of the known weights a weight may be, in parts of it. */
export interface MeanClamp {
  readonly least: number
  readonly most: number
}

/** What stands in for a weight that is not known. */
export type StandIn = 'mean' | 'median'

function medianOf(known: Float64Array): number {
  known.sort()
  const middle = known.length >>> 1
  const upper = known[middle] ?? 0
  return known.length % 2 === 1 ? upper : ((known[middle - 1] ?? upper) + upper) / 2
}

/**
 * Scales weights for a schedule, in this order: those that are not known get the stand-in, all are clamped around the mean
 * of those that are known, and the largest becomes {@link FULL_STRIDE}. Nothing known: all are equal.
 *
 * @param weights finite; not more than 0: not known.
 * @param strides takes the scaled weights, integers from 1 to {@link FULL_STRIDE}, at least one of which is the largest.
 * @returns how many weights are known.
 */
export function scaleToStrides(
  weights: Float64Array,
  { standIn, clamp }: { readonly standIn: StandIn; readonly clamp: MeanClamp },
  strides: Uint16Array,
): number {
  let known = 0
  let sum = 0
  let largest = 0
  for (const weight of weights) {
    if (!(weight > 0)) continue
    known += 1
    sum += weight
    largest = Math.max(largest, weight)
  }
  if (known === 0) {
    strides.fill(FULL_STRIDE)
    return 0
  }
  const mean = sum / known
  const unknown = standIn === 'mean' || known === weights.length ? mean : medianOf(weights.filter((one) => one > 0))
  const scale = FULL_STRIDE / Math.min(largest, clamp.most * mean)
  const least = Math.max(1, Math.ceil(scale * mean * clamp.least))
  for (const [index, weight] of weights.entries()) {
    const scaled = Math.round(scale * (weight > 0 ? weight : unknown))
    strides[index] = Math.min(FULL_STRIDE, Math.max(least, scaled))
  }
  return known
}

/** The index whose turn is next; moves the counter on. O(1) on average, of strides that {@link scaleToStrides} made. */
export function nextTurn(strides: Uint16Array, sequence: Sequence): number {
  const size = strides.length
  for (;;) {
    const turn = sequence.next
    sequence.next = (turn + 1) >>> 0
    const index = turn % size
    const stride = strides[index] ?? FULL_STRIDE
    const place = (stride * Math.floor(turn / size) + index * NEIGHBOUR_SHIFT) % FULL_STRIDE
    if (place >= FULL_STRIDE - stride) return index
  }
}
