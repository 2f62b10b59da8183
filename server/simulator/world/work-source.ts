import type { Rng } from '../../../policies/policy.ts'
import type { Work } from '../scenario.ts'

/** Draws the work of one request, in milliseconds. */
export type WorkSource = () => number

/** Mean of a normal distribution with sigma = mean = 1 that is cut off at 0: 1 + phi(1) / Phi(1). */
const MEAN_OF_CUT_NORMAL = 1.287_599_970_939_178

export function createWorkSource(work: Work, rng: Rng): WorkSource {
  switch (work.kind) {
    case 'fixed':
      return () => work.meanMs
    case 'exponential':
      return () => drawExponential(rng) * work.meanMs
    case 'truncated_normal': {
      const mu = work.meanMs / MEAN_OF_CUT_NORMAL
      return () => mu * drawCutNormal(rng)
    }
    case 'empirical':
      return () => interpolate(work.percentiles, rng.next() * 100)
  }
}

/** Mean work of one request, in milliseconds. */
export function meanWork(work: Work): number {
  if (work.kind !== 'empirical') return work.meanMs
  let sum = 0
  for (let index = 1; index < work.percentiles.length; index += 1) {
    const [lowPercent, low] = work.percentiles[index - 1] ?? [0, 0]
    const [highPercent, high] = work.percentiles[index] ?? [0, 0]
    sum += ((highPercent - lowPercent) / 100) * ((low + high) / 2)
  }
  return sum
}

/** Mean 1. */
export function drawExponential(rng: Rng): number {
  return -Math.log(1 - rng.next())
}

/** 1 + a standard normal, drawn until it is not negative (Box and Muller). */
function drawCutNormal(rng: Rng): number {
  for (;;) {
    const radius = Math.sqrt(-2 * Math.log(1 - rng.next()))
    const value = 1 + radius * Math.cos(2 * Math.PI * rng.next())
    if (value >= 0) return value
  }
}

function interpolate(percentiles: readonly (readonly [number, number])[], percent: number): number {
  let low = 0
  let high = percentiles.length - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((percentiles[middle]?.[0] ?? 0) <= percent) low = middle
    else high = middle
  }
  const [fromPercent, from] = percentiles[low] ?? [0, 0]
  const [toPercent, to] = percentiles[high] ?? [fromPercent, from]
  return toPercent > fromPercent ? from + ((to - from) * (percent - fromPercent)) / (toPercent - fromPercent) : from
}
