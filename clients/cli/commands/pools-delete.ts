import { Command } from 'commander'

import type { DeletePoolResponse__Output } from '../../../proto/gen/lookaside/v1/DeletePoolResponse.ts'
import type { CliDeps } from '../deps.ts'
import { safeText } from '../output/safe-text.ts'
import { inSession } from '../session.ts'
import { configOf } from './pools-get.ts'

interface DeleteFlags {
  readonly force?: boolean
  readonly dryRun?: boolean
}

export function poolsDeleteCommand(deps: CliDeps): Command {
  return new Command('delete')
    .description('take a pool and its backends away')
    .argument('<pool>', 'name of the pool')
    .option('--force', 'even if it has live backends')
    .option('--dry-run', 'check everything and change nothing')
    .action((pool: string, { force = false, dryRun = false }: DeleteFlags, command: Command) =>
      inSession(deps, command, async (session) => {
        const { connection, output, json, print } = session
        const { admin, ask } = connection
        const { version } = await configOf(session, pool)
        // What somebody changed since it was looked at is not deleted unseen.
        const request = { name: pool, expectedVersion: version, force, dryRun }
        await ask<DeletePoolResponse__Output>('DeletePool', (options, callback) =>
          admin.DeletePool(request, options, callback),
        )
        if (output === 'json') return json('poolsDelete', { pool, dryRun, configVersion: version })
        const name = safeText(pool)
        print(dryRun ? `would be deleted: ${name} (dry run, nothing was changed)` : `deleted: ${name}`)
      }),
    )
}
