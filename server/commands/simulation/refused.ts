import type { Refusal } from '../../../clients/cli/simulations.ts'
import type { ConfigProblem } from '../../config/index.ts'
import { problemLine } from '../config-tools.ts'

/** Ends a simulation before it has begun; the command line says why. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.kind)
    this.refusal = refusal
  }
}

export function refuse(message: string, next: string): never {
  throw new Refused({ kind: 'refused', message, next })
}

export function refuseFiles(problems: readonly ConfigProblem[]): never {
  throw new Refused({ kind: 'invalid', problems: problems.map(problemLine) })
}
