/**
 * random: any backend, with the same chance.
 *
 * Rule: a uniform draw. It needs no state and no signal, so it cannot herd; the price is a longest queue of about
 * ln n / ln ln n above the mean.
 *
 * Inputs: none (weights are ignored). Parameters: none. Cost of a pick: O(1); O(n) only when most of the pool is
 * avoided. Source: Envoy, random_lb.
 */

import type { Policy, PolicyContext, PolicyFactory } from './policy.ts'
import { declareParameters, type NoParameters } from './lib/parameters.ts'
import { ALL_AVOIDED, EMPTY_PICKER, explained, picked } from './lib/result.ts'
import { drawIndex } from './lib/sample.ts'

const parameters = declareParameters('random', [])

function createPolicy({ rng }: PolicyContext): Policy {
  return {
    onSnapshot({ backends }) {
      if (backends.length === 0) return EMPTY_PICKER
      return {
        pick({ avoid, explain }) {
          const backend = backends[drawIndex(rng, backends, avoid)]
          if (backend === undefined) return ALL_AVOIDED
          if (explain !== true) return picked(backend, 'random_draw')
          return explained(backend, 'random_draw', [{ backend, score: 1 / backends.length }])
        },
      }
    },
  }
}

export const random: PolicyFactory<NoParameters> = {
  type: 'random',
  stability: 'stable',
  description: 'Any backend, with the same chance.',
  consumes: { required: [], optional: [] },
  configSchema: parameters.schema,
  parseConfig(input) {
    parameters.open(input)
    return {}
  },
  create: (_config, context) => createPolicy(context),
}
