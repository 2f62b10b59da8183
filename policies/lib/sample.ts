import type { PickRequest, Rng, SnapshotBackend } from '../policy.ts'

type Avoid = PickRequest['avoid']

/** Draws before the pool is walked. With half of it avoided, the walk follows once in 65,536 picks. */
const MAX_DRAWS = 16

/**
 * Draws uniformly among the backends that are neither avoided nor at index `except`, and returns the index; -1: none
 * is left. O(1) unless most of the pool is avoided; allocates nothing.
 */
export function drawIndex(rng: Rng, backends: readonly SnapshotBackend[], avoid: Avoid, except = -1): number {
  const size = backends.length
  if (except < 0) {
    if (size === 0) return -1
    if (avoid === undefined) return rng.below(size)
  } else if (size <= 1) {
    return -1
  }
  for (let draw = 0; draw < MAX_DRAWS; draw += 1) {
    // Finagle's way to a distinct second: draw from one place fewer and step over the first.
    const drawn = except < 0 ? rng.below(size) : rng.below(size - 1)
    const index = except >= 0 && drawn >= except ? drawn + 1 : drawn
    const backend = backends[index]
    if (backend !== undefined && !avoid?.(backend)) return index
  }
  return walk(rng, backends, avoid, except)
}

/** Counts who is left, draws a rank, and finds it: two walks and one draw, still uniform. */
function walk(rng: Rng, backends: readonly SnapshotBackend[], avoid: Avoid, except: number): number {
  let left = 0
  for (const [index, backend] of backends.entries()) if (index !== except && !avoid?.(backend)) left += 1
  if (left === 0) return -1
  let rank = rng.below(left)
  for (const [index, backend] of backends.entries()) {
    if (index === except || avoid?.(backend)) continue
    if (rank === 0) return index
    rank -= 1
  }
  return -1
}

/**
 * Draws different indexes below `size` into `drawn`, as many as fit, each set of them with the same chance (Robert
 * Floyd's sampling: Bentley, "Programming Pearls", CACM 30, 1987). All of them, without a draw, when they fit.
 * O(k^2) comparisons for k draws, which is less than a table for the few dozen that it is for; allocates nothing.
 *
 * @returns how many were drawn.
 */
export function drawDistinct(rng: Rng, size: number, drawn: Uint32Array): number {
  const count = Math.min(size, drawn.length)
  if (count === size) {
    for (let index = 0; index < size; index += 1) drawn[index] = index
    return count
  }
  for (let made = 0; made < count; made += 1) {
    const last = size - count + made
    const index = rng.below(last + 1)
    // `last` cannot have been drawn yet, since every draw so far was from fewer.
    const before = drawn.indexOf(index)
    drawn[made] = before >= 0 && before < made ? last : index
  }
  return count
}
