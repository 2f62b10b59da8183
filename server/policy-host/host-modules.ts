import * as ewma from '../../policies/lib/ewma.ts'
import * as jumpHash from '../../policies/lib/jump-hash.ts'
import * as parameters from '../../policies/lib/parameters.ts'
import * as rng from '../../policies/lib/rng.ts'
import * as sample from '../../policies/lib/sample.ts'
import * as xxh64 from '../../policies/lib/xxh64.ts'
import * as policy from '../../policies/policy.ts'

/**
 * What third-party policies may import of this project, by specifier. A policy gets these very objects and no copies, so
 * it needs no installed package to run. Only what is meant to stay is offered; `policies/README.md` lists the same.
 */
export function hostModules(): ReadonlyMap<string, object> {
  return new Map<string, object>([
    ['lookaside/policy', policy],
    ['lookaside/lib/ewma', ewma],
    ['lookaside/lib/jump-hash', jumpHash],
    ['lookaside/lib/parameters', parameters],
    ['lookaside/lib/rng', rng],
    ['lookaside/lib/sample', sample],
    ['lookaside/lib/xxh64', xxh64],
  ])
}
