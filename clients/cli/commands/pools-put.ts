import { Command } from 'commander'

import type { PutPoolResponse__Output } from '../../../proto/gen/lookaside/v1/PutPoolResponse.ts'
import type { ConfigTools, PoolToPut, SettingChange } from '../config-tools.ts'
import type { CliDeps } from '../deps.ts'
import { EXIT } from '../exit-codes.ts'
import { CliFailure } from '../failure.ts'
import { counted } from '../output/quantities.ts'
import { safeText } from '../output/safe-text.ts'
import { inSession, type Session } from '../session.ts'
import { printProblems } from './config.ts'
import { configIfAny } from './pools-get.ts'

interface PutFlags {
  readonly file: string
  readonly dryRun?: boolean
}

export function poolsPutCommand(deps: CliDeps): Command {
  return new Command('put')
    .description('make pools or change their configuration, from a file; the store keeps it')
    .requiredOption('-f, --file <file>', 'file with one pool, or with a list of them under `pools`')
    .option('--dry-run', 'check everything, show what would change, and change nothing')
    .action((flags: PutFlags, command: Command) =>
      inSession(deps, command, async (session) => {
        const { file, dryRun = false } = flags
        const tools = await deps.config()
        const read = tools.readPools(file)
        if (read.kind === 'invalid') {
          if (session.output === 'table') printProblems(session.remark, read.problems)
          const message = `${file} has ${counted(read.problems.length, 'problem')}`
          const metadata = Object.fromEntries(read.problems.map(({ text }, index) => [`problem${index + 1}`, text]))
          const next = 'nothing was sent: mend the file; `lookaside explain pools` lists its keys.'
          throw new CliFailure({ exitCode: EXIT.usage, reason: 'INVALID_POOL_CONFIG', message, next, metadata })
        }
        const results = []
        for (const pool of read.pools) results.push(await putOne(session, tools, pool, dryRun))
        if (session.output === 'json') return session.json('poolsPut', { dryRun, pools: results })
        if (results.length === 0) session.remark(`${safeText(file)} names no pools`)
        for (const result of results) printResult(session, result, dryRun)
      }),
    )
}

interface PutResult {
  readonly pool: string
  readonly change: 'made' | 'changed' | 'unchanged'
  /** In force afterwards; with a dry run before. 0: not in the store. */
  readonly configVersion: number
  readonly changes: readonly SettingChange[]
}

/** Nothing that another operator changed meanwhile is overwritten: the version that was seen goes along. */
async function putOne(session: Session, tools: ConfigTools, pool: PoolToPut, dryRun: boolean): Promise<PutResult> {
  const { admin, ask } = session.connection
  const current = await configIfAny(session, pool.name)
  const put = (asDryRun: boolean) => {
    const request = { config: pool.message, expectedVersion: current?.version ?? 0, dryRun: asDryRun }
    return ask<PutPoolResponse__Output>('PutPool', (options, callback) => admin.PutPool(request, options, callback))
  }
  const planned = await put(true)
  const before = current === undefined ? {} : tools.poolForm(current.config)
  const config = planned.pool?.config
  const after = config === null || config === undefined ? {} : tools.poolForm(config)
  const changes = tools.changes(before, after)
  const change = current === undefined ? 'made' : changes.length === 0 ? 'unchanged' : 'changed'
  const said = { pool: pool.name, change, changes } as const
  if (dryRun || change === 'unchanged') return { ...said, configVersion: current?.version ?? 0 }
  const answer = await put(false)
  return { ...said, configVersion: answer.pool?.configVersion ?? 0 }
}

function printResult(
  { print, style }: Session,
  { pool, change, changes, configVersion }: PutResult,
  dryRun: boolean,
): void {
  const name = safeText(pool)
  if (change === 'unchanged') return print(`unchanged: ${name} is so already`)
  const version = dryRun ? ' (dry run, nothing was changed)' : ` is version ${configVersion}`
  print(`${dryRun ? 'would be ' : ''}${change}: ${name}${version}`)
  // A new pool has nothing but new settings: `pools get` shows them.
  if (change === 'made') return
  for (const { path, before, after } of changes) {
    const [old, fresh] = [before ?? 'nothing', after ?? 'nothing'].map(safeText)
    print(`  ${safeText(path)}: ${style.bad(old ?? '')} -> ${style.good(fresh ?? '')}`)
  }
}
