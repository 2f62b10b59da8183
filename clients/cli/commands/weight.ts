import { Command, InvalidArgumentError } from 'commander'

import type { SetBackendWeightResponse__Output } from '../../../proto/gen/lookaside/v1/SetBackendWeightResponse.ts'
import { backendLine } from '../backend-line.ts'
import type { CliDeps } from '../deps.ts'
import { formatWeight } from '../output/quantities.ts'
import { safeText } from '../output/safe-text.ts'
import { inSession } from '../session.ts'

interface WeightFlags {
  readonly dryRun?: boolean
}

const MOST = 1_000_000

/** Undefined: the backend's own again. */
function weightOf(text: string): number | undefined {
  if (text === 'clear') return undefined
  const value = /^\d{1,7}$/.test(text) ? Number(text) : 0
  if (value >= 1 && value <= MOST) return value
  throw new InvalidArgumentError(`Write a whole number from 1 to ${MOST}, or clear.`)
}

export function weightCommand(deps: CliDeps): Command {
  return new Command('weight')
    .description('give a backend another weight than its own, or clear it; it survives restarts')
    .argument('<pool>', 'name of the pool')
    .argument('<backend>', 'id of the backend')
    .argument('<n|clear>', 'the weight, 1 to 1,000,000, or clear', (text) => ({ weight: weightOf(text) }))
    .option('--dry-run', 'check everything and change nothing')
    .action(
      (
        pool: string,
        backendId: string,
        { weight }: { weight: number | undefined },
        { dryRun = false }: WeightFlags,
        command: Command,
      ) =>
        inSession(deps, command, async ({ connection: { admin, ask }, output, json, print }) => {
          const request = { pool, backendId, dryRun, ...(weight === undefined ? {} : { weight }) }
          const { backend } = await ask<SetBackendWeightResponse__Output>('SetBackendWeight', (options, callback) =>
            admin.SetBackendWeight(request, options, callback),
          )
          const line = backend === null ? null : backendLine(backend)
          if (output === 'json') return json('weight', { pool, dryRun, backend: line })
          const inForce = weight ?? line?.weight ?? 1
          const source = weight === undefined ? ', its own again' : ''
          const effect = `weight ${formatWeight(inForce)}${source}: ${safeText(backendId)} in pool ${safeText(pool)}`
          print(dryRun ? `would be ${effect} (dry run, nothing was changed)` : effect)
        }),
    )
}
