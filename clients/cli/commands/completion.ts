import { Argument, Command } from 'commander'

import type { ListPoliciesResponse__Output } from '../../../proto/gen/lookaside/v1/ListPoliciesResponse.ts'
import { COMPLETION_SCRIPTS, type Shell, SHELLS } from '../completion-scripts.ts'
import { type CompletionPlace, kindOf, placeOf, staticCandidates } from '../completion-words.ts'
import { connect, type Connection } from '../connection.ts'
import type { CliDeps } from '../deps.ts'
import { CliFailure } from '../failure.ts'
import { addressOf, refuseAskingFlags } from '../session.ts'
import { backendIds, poolNames } from '../suggestions.ts'

export function completionCommand(deps: CliDeps): Command {
  return new Command('completion')
    .description('print a script that completes commands, options, and the names of live pools and backends')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(SHELLS))
    .action((shell: Shell, _flags: unknown, command: Command) => {
      refuseAskingFlags(command, ['address', 'output', 'timeout'])
      deps.stdout.write(COMPLETION_SCRIPTS[shell])
    })
}

/** What the scripts call at each press of the key: candidates for the last word, one a line, and never an error. */
export function completeCommand(deps: CliDeps): Command {
  return new Command('__complete')
    .argument('[line]', 'the command line up to the cursor')
    .allowUnknownOption()
    .action(async (line: string | undefined, _flags: unknown, command: Command) => {
      const program = command.parent
      if (program === null) return
      const place = placeOf(program, line ?? '')
      const candidates = [...staticCandidates(place), ...(await liveCandidates(deps, place))]
      for (const candidate of new Set(candidates)) {
        if (candidate.startsWith(place.current) && SAFE.test(candidate)) deps.stdout.write(`${candidate}\n`)
      }
    })
}

/** What is completed is put on a command line: nothing from a service may mean something to a shell there. */
const SAFE = /^[A-Za-z0-9._:/@[\]+,=-]+$/

/** A press of a key waits for nobody. */
const PATIENCE_MS = 400

async function liveCandidates(deps: CliDeps, place: CompletionPlace): Promise<readonly string[]> {
  const kind = kindOf(place)
  if (kind === 'path') return (await deps.config()).paths()
  if (!['pool', 'backend', 'policy'].includes(kind)) return []
  let connection: Connection
  try {
    connection = connect(addressOf({ ...addressFlag(place) }, deps.env), PATIENCE_MS)
  } catch (error) {
    if (error instanceof CliFailure) return []
    throw error
  }
  try {
    if (kind === 'pool') return await poolNames(connection)
    if (kind === 'policy') return await policyTypes(connection)
    return await backendIds(connection, place.values.get('--pool') ?? place.before[0] ?? '')
  } finally {
    connection.close()
  }
}

function addressFlag({ values }: CompletionPlace): { readonly address?: string } {
  const address = values.get('--address')
  return address === undefined ? {} : { address }
}

async function policyTypes({ admin, tryAsk }: Connection): Promise<readonly string[]> {
  const answer = await tryAsk<ListPoliciesResponse__Output>(PATIENCE_MS, (options, callback) =>
    admin.ListPolicies({}, options, callback),
  )
  return (answer?.policies ?? []).map(({ type }) => type)
}
