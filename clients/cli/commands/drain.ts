import { Command } from 'commander'

import type { DrainBackendResponse__Output } from '../../../proto/gen/lookaside/v1/DrainBackendResponse.ts'
import type { UndrainBackendResponse__Output } from '../../../proto/gen/lookaside/v1/UndrainBackendResponse.ts'
import { backendLine } from '../backend-line.ts'
import type { CliDeps } from '../deps.ts'
import { safeText } from '../output/safe-text.ts'
import { inSession } from '../session.ts'

interface DrainFlags {
  readonly force?: boolean
  readonly dryRun?: boolean
}

/** The arguments and the flag that both directions share. */
function steering(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument('<pool>', 'name of the pool')
    .argument('<backend>', 'id of the backend')
    .option('--dry-run', 'check everything and change nothing')
}

export function drainCommand(deps: CliDeps): Command {
  return steering('drain', 'give a backend no new picks until it is undrained; it survives restarts')
    .option('--force', 'even if too few eligible backends are left')
    .action((pool: string, backendId: string, { force = false, dryRun = false }: DrainFlags, command: Command) =>
      inSession(deps, command, async ({ connection: { admin, ask }, output, json, print }) => {
        const request = { pool, backendId, force, dryRun }
        const { backend } = await ask<DrainBackendResponse__Output>('DrainBackend', (options, callback) =>
          admin.DrainBackend(request, options, callback),
        )
        const line = backend === null ? null : backendLine(backend)
        if (output === 'json') json('drain', { pool, dryRun, backend: line })
        else print(sentence(dryRun, 'drained', 'gets no new picks', pool, backendId))
      }),
    )
}

export function undrainCommand(deps: CliDeps): Command {
  return steering('undrain', 'end the drain of a backend').action(
    (pool: string, backendId: string, { dryRun = false }: DrainFlags, command: Command) =>
      inSession(deps, command, async ({ connection: { admin, ask }, output, json, print }) => {
        const { backend } = await ask<UndrainBackendResponse__Output>('UndrainBackend', (options, callback) =>
          admin.UndrainBackend({ pool, backendId, dryRun }, options, callback),
        )
        const line = backend === null ? null : backendLine(backend)
        if (output === 'json') json('undrain', { pool, dryRun, backend: line })
        else print(sentence(dryRun, 'undrained', `is ${line?.state ?? 'back'}`, pool, backendId))
      }),
  )
}

function sentence(dryRun: boolean, done: string, effect: string, pool: string, backendId: string): string {
  const backend = `${safeText(backendId)} in pool ${safeText(pool)}`
  return dryRun ? `would be ${done}: ${backend} (dry run, nothing was changed)` : `${done}: ${backend} ${effect}`
}
