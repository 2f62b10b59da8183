import { Command } from 'commander'

import type { GetPoolResponse__Output } from '../../../proto/gen/lookaside/v1/GetPoolResponse.ts'
import type { PoolConfig__Output } from '../../../proto/gen/lookaside/v1/PoolConfig.ts'
import type { CliDeps } from '../deps.ts'
import { CliFailure } from '../failure.ts'
import { safeText } from '../output/safe-text.ts'
import { inSession, type Session } from '../session.ts'

export function poolsGetCommand(deps: CliDeps): Command {
  return new Command('get')
    .description('print the configuration of a pool as a file that `pools put` takes')
    .argument('<pool>', 'name of the pool')
    .action((pool: string, _flags: unknown, command: Command) =>
      inSession(deps, command, async (session) => {
        const tools = await deps.config()
        const { config, version } = await configOf(session, pool)
        const form = tools.poolForm(config)
        if (session.output === 'json') return session.json('pool', { pool, configVersion: version, config: form })
        const origin = version === 0 ? 'from the configuration file or the defaults' : `version ${version} in the store`
        session.print(session.style.dim(`# ${origin}`))
        for (const line of tools.yaml(form).trimEnd().split('\n')) session.print(safeText(line))
      }),
    )
}

export interface CurrentConfig {
  readonly config: PoolConfig__Output
  /** 0: it is not in the store. */
  readonly version: number
}

export async function configOf({ connection: { admin, ask } }: Session, name: string): Promise<CurrentConfig> {
  const { pool } = await ask<GetPoolResponse__Output>('GetPool', (options, callback) =>
    admin.GetPool({ name }, options, callback),
  )
  if (pool?.config === null || pool?.config === undefined) {
    throw new CliFailure({
      exitCode: 1,
      reason: 'UNKNOWN',
      message: `the service answered no configuration of ${name}`,
    })
  }
  return { config: pool.config, version: pool.configVersion }
}

/** Undefined: there is no such pool. */
export async function configIfAny(session: Session, name: string): Promise<CurrentConfig | undefined> {
  try {
    return await configOf(session, name)
  } catch (error) {
    if (error instanceof CliFailure && error.reason === 'POOL_NOT_FOUND') return undefined
    throw error
  }
}
