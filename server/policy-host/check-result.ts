import type { PickRequest, PickResult, Score, SnapshotBackend } from '../../policies/policy.ts'
import { describeValue } from './describe-error.ts'

export type Members = ReadonlySet<SnapshotBackend>

/**
 * What is wrong with a policy's answer; undefined: nothing. The types cannot be trusted here, since anybody's code made
 * the answer. On the good path it allocates nothing, and its cost does not grow with the pool.
 */
export function faultOf(result: PickResult, members: Members, request: PickRequest): string | undefined {
  if (typeof result !== 'object' || result === null) return `pick answered ${describeValue(result)}`
  if (result.kind === 'picked') {
    const { backend } = result
    if (!members.has(backend)) return notMember('backend', backend)
    if (request.avoid !== undefined && request.avoid(backend)) {
      return `pick chose ${describeValue(backend.id)}, which request.avoid forbids`
    }
    if (result.alternates !== undefined) {
      const fault = faultOfAlternates(result.alternates, backend, members)
      if (fault !== undefined) return fault
    }
    if (result.reason !== undefined && typeof result.reason !== 'string') return notText(result.reason)
    if (request.explain === true && result.scores !== undefined) return faultOfScores(result.scores, members)
    return undefined
  }
  if (result.kind === 'none' || result.kind === 'drop') {
    return typeof result.reason === 'string' ? undefined : notText(result.reason)
  }
  return faultOfKind(result)
}

function notMember(what: string, value: unknown): string {
  return `pick answered ${what} ${describeValue(value)} that is not one of the snapshot's backends`
}

function notText(reason: unknown): string {
  return `pick answered a reason that is not a text: ${describeValue(reason)}`
}

function faultOfKind(result: { readonly kind?: unknown }): string {
  const what = describeValue(result)
  if (what !== 'an object') return `pick answered ${what}`
  return `pick answered kind ${describeValue(result.kind)}; it is one of "picked", "none", "drop"`
}

/** Array.isArray makes `any[]` of what the contract calls a readonly array; this keeps the elements' type. */
function isArray<Item>(value: readonly Item[]): boolean {
  return Array.isArray(value)
}

function faultOfAlternates(
  alternates: readonly SnapshotBackend[],
  chosen: SnapshotBackend,
  members: Members,
): string | undefined {
  if (!isArray(alternates)) return `pick answered alternates that are not an array: ${describeValue(alternates)}`
  for (let index = 0; index < alternates.length; index += 1) {
    const alternate = alternates[index]
    if (alternate === undefined || !members.has(alternate)) return notMember(`alternate ${index}`, alternate)
    if (alternate === chosen) return `pick answered the chosen backend again as alternate ${index}`
  }
  return undefined
}

function faultOfScores(scores: readonly Score[], members: Members): string | undefined {
  if (!isArray(scores)) return `pick answered scores that are not an array: ${describeValue(scores)}`
  for (const [index, score] of scores.entries()) {
    if (!members.has(score.backend)) return notMember(`score ${index} of a backend`, score.backend)
    if (!Number.isFinite(score.score)) return `pick answered score ${index} = ${describeValue(score.score)}`
    for (const [name, value] of Object.entries(score.inputs ?? {})) {
      if (!Number.isFinite(value)) return `pick answered input ${name} of score ${index} = ${describeValue(value)}`
    }
  }
  return undefined
}
