/**
 * Pickers of the pipeline: how totals become an order of the candidates, the winner first. To add one, add it to
 * {@link PICKERS} and to the policy's page.
 */

import type { Rng } from '../../policy.ts'
import { integer, numeric } from '../parameters.ts'
import type { PartKind } from '../parts.ts'

export interface FinalPicker {
  /** A short fixed word for the choice. */
  readonly reason: string
  /** Ranks the candidates: the highest wins, and a draw decides among equals. Each total is from 0 to 1. */
  ranks(totals: readonly number[], rng: Rng): readonly number[]
}

const count = integer('k', {
  description: 'Among how many of the best one is drawn.',
  minimum: 1,
  maximum: 64,
  fallback: 2,
})
const sharpness = numeric('sharpness', {
  description: 'Power of the score that is the chance: 0 draws evenly, more draws the best more often.',
  minimum: 0,
  maximum: 100,
  fallback: 1,
})

/** A draw without replacement with chances by weight: Efraimidis and Spirakis 2006, u ^ (1 / weight). */
function drawByWeight(weights: readonly number[], rng: Rng): readonly number[] {
  const most = Math.max(...weights)
  // When nobody weighs anything, the draw is even.
  return weights.map((weight) => rng.next() ** (most > 0 ? most / weight : 1))
}

export const PICKERS: readonly PartKind<FinalPicker>[] = [
  {
    type: 'max',
    description: 'The highest score.',
    parameters: [],
    make: () => ({ reason: 'highest_score', ranks: (totals) => totals }),
  },
  {
    type: 'weighted_random',
    description: 'A draw with chances by score.',
    parameters: [sharpness],
    make(given) {
      const power = given.get(sharpness)
      return {
        reason: 'draw_by_score',
        ranks: (totals, rng) =>
          drawByWeight(
            totals.map((total) => total ** power),
            rng,
          ),
      }
    },
  },
  {
    type: 'top_k',
    description: 'An even draw among the k best.',
    parameters: [count],
    make(given) {
      const most = given.get(count)
      return {
        reason: 'draw_among_best',
        ranks(totals, rng) {
          const last = [...totals].sort((a, b) => b - a)[Math.min(most, totals.length) - 1] ?? 0
          // A rank above any total.
          return totals.map((total) => (total >= last ? 1 + rng.next() : total))
        },
      }
    },
  },
]
