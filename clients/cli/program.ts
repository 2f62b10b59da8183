import { Command, CommanderError } from 'commander'

import { agentCommand } from './commands/agent.ts'
import { backendsCommand } from './commands/backends.ts'
import { devCommand } from './commands/dev.ts'
import { drainCommand, undrainCommand } from './commands/drain.ts'
import { pickCommand } from './commands/pick.ts'
import { policiesCommand } from './commands/policies.ts'
import { poolsCommand } from './commands/pools.ts'
import { serveCommand } from './commands/serve.ts'
import type { CliDeps } from './deps.ts'
import { EXIT } from './exit-codes.ts'
import { CliFailure } from './failure.ts'
import { askingOptions } from './options.ts'
import { renderJson } from './output/json.ts'
import { safeText } from './output/safe-text.ts'
import { createStyle, wantsColour } from './output/style.ts'

const HELP_END = `
Exit codes: 0 done, 1 refused by the service, 2 wrong command line or configuration, 3 service unreachable or too slow.`

/** The commands that ask a running service. */
const ASKING = [poolsCommand, backendsCommand, pickCommand, drainCommand, undrainCommand, policiesCommand]

/** The whole command line. `finish` is told the exit code of the commands that end with one of their own. */
export function createProgram(deps: CliDeps, finish: (code: number) => void): Command {
  const program = new Command('lookaside')
    .description('A lookaside load balancer: which backend should I call?')
    .version(deps.version, '--version', 'print the version')
    .enablePositionalOptions()
    .addHelpText('after', HELP_END)
  for (const option of askingOptions()) program.addOption(option)
  for (const make of [serveCommand, devCommand, agentCommand]) program.addCommand(make(deps, finish))
  for (const make of ASKING) {
    const command = make(deps)
    for (const option of askingOptions()) command.addOption(option)
    program.addCommand(command)
  }
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .showHelpAfterError('(--help shows what there is)')
      .configureOutput({
        writeOut: (text) => deps.stdout.write(text),
        writeErr: (text) => deps.stderr.write(text),
        getOutHelpWidth: () => deps.width ?? 100,
        getErrHelpWidth: () => deps.width ?? 100,
        getOutHasColors: () => false,
        getErrHasColors: () => false,
      })
  }
  return program
}

/** Runs one command line (without the names of interpreter and script) and answers its exit code. Never rejects for bad input. */
export async function runCli(args: readonly string[], deps: CliDeps): Promise<number> {
  let code: number = EXIT.ok
  const program = createProgram(deps, (ended) => {
    code = ended
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    // Commander has printed its message already; asking for help or the version is no error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
    if (!(error instanceof CliFailure)) throw error
    deps.stderr.write(renderFailure(error, deps, args))
    return error.exitCode
  }
}

/** People read a sentence and what to do next; programs that asked for JSON get JSON, on stderr. */
function renderFailure(failure: CliFailure, deps: CliDeps, args: readonly string[]): string {
  const { reason, message, next, metadata } = failure
  if (asksForJson(args)) return renderJson('error', { error: { reason, message, next, metadata } })
  const style = createStyle(wantsColour(deps.isTty, deps.env, !args.includes('--no-color')))
  const lines = [`${style.bad('error:')} ${safeText(message)} (${safeText(reason)})`]
  if (next !== '') lines.push(`${style.dim('next:')}  ${safeText(next)}`)
  return `${lines.join('\n')}\n`
}

/** The failure may come before the options are read, so the words themselves are looked at. */
function asksForJson(args: readonly string[]): boolean {
  return args.some((word, index) => {
    if (['-ojson', '-o=json', '--output=json'].includes(word)) return true
    return (word === '-o' || word === '--output') && args[index + 1] === 'json'
  })
}
