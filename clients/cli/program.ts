import { Command, CommanderError } from 'commander'

import { agentCommand } from './commands/agent.ts'
import { backendsCommand } from './commands/backends.ts'
import { benchCommand } from './commands/bench.ts'
import { completeCommand, completionCommand } from './commands/completion.ts'
import { configCommand } from './commands/config.ts'
import { devCommand } from './commands/dev.ts'
import { doctorCommand } from './commands/doctor.ts'
import { drainCommand, undrainCommand } from './commands/drain.ts'
import { explainCommand } from './commands/explain.ts'
import { pickCommand } from './commands/pick.ts'
import { policiesCommand } from './commands/policies.ts'
import { poolsCommand } from './commands/pools.ts'
import { reportCommand } from './commands/report.ts'
import { serveCommand } from './commands/serve.ts'
import { simulateCommand } from './commands/simulate.ts'
import { tapCommand } from './commands/tap.ts'
import { topCommand } from './commands/top.ts'
import { watchCommand } from './commands/watch.ts'
import { weightCommand } from './commands/weight.ts'
import { whyCommand } from './commands/why.ts'
import type { CliDeps } from './deps.ts'
import { EXIT } from './exit-codes.ts'
import { CliFailure } from './failure.ts'
import { askingOptions } from './options.ts'
import { renderJson } from './output/json.ts'
import { safeText } from './output/safe-text.ts'
import { createStyle, wantsColour } from './output/style.ts'

const HELP_END = `
Exit codes: 0 done, 1 refused by the service, 2 wrong command line or configuration, 3 service unreachable or too slow.`

type Finish = (code: number) => void

interface Group {
  readonly title: string
  /** Commands that ask nobody: those that run a part of Lookaside, and those that look at files. */
  readonly local: readonly ((deps: CliDeps, finish: Finish) => Command)[]
  /** The commands that ask a running service. */
  readonly asking: readonly ((deps: CliDeps, finish: Finish) => Command)[]
}

const GROUPS: readonly Group[] = [
  { title: 'Run:', local: [serveCommand, devCommand, agentCommand], asking: [] },
  {
    title: 'See:',
    local: [],
    asking: [poolsCommand, backendsCommand, policiesCommand, watchCommand, topCommand, whyCommand, tapCommand],
  },
  { title: 'Act:', local: [], asking: [pickCommand, reportCommand, drainCommand, undrainCommand, weightCommand] },
  {
    title: 'Look after:',
    local: [configCommand, explainCommand, simulateCommand, completionCommand],
    asking: [doctorCommand, benchCommand],
  },
]

/**
 * The whole command line. `finish` is told the exit code of the commands that end with one of their own. With `saysErrors`
 * the library prints what it finds wrong with a line.
 */
export function createProgram(deps: CliDeps, finish: Finish, saysErrors = true): Command {
  const program = new Command('lookaside')
    .description('A lookaside load balancer: which backend should I call?')
    .version(deps.version, '--version', 'print the version')
    .enablePositionalOptions()
    .commandsGroup('More:')
    .addHelpText('after', HELP_END)
  for (const option of askingOptions()) program.addOption(option)
  for (const { title, local, asking } of GROUPS) {
    for (const make of local) program.addCommand(make(deps, finish).helpGroup(title))
    for (const make of asking) program.addCommand(withAskingOptions(make(deps, finish)).helpGroup(title))
  }
  program.addCommand(completeCommand(deps), { hidden: true })
  settle(program, deps, saysErrors)
  return program
}

function withAskingOptions(command: Command): Command {
  for (const option of askingOptions()) command.addOption(option)
  for (const inner of command.commands) withAskingOptions(inner)
  return command
}

/** What is the same for every command. */
function settle(command: Command, deps: CliDeps, saysErrors: boolean): void {
  command
    .exitOverride()
    .showHelpAfterError('(--help shows what there is)')
    .configureOutput({
      writeOut: (text) => deps.stdout.write(text),
      writeErr: (text) => void (saysErrors && deps.stderr.write(text)),
      getOutHelpWidth: () => deps.width ?? 100,
      getErrHelpWidth: () => deps.width ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
  for (const inner of command.commands) settle(inner, deps, saysErrors)
}

/** Runs one command line (without the names of interpreter and script) and answers its exit code. Never rejects for bad input. */
export async function runCli(args: readonly string[], deps: CliDeps): Promise<number> {
  let code: number = EXIT.ok
  const inJson = asksForJson(args)
  const end = (ended: number): void => {
    code = ended
  }
  const program = createProgram(deps, end, !inJson)
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) {
      // Asking for help or the version is no error; others are printed already, unless a program reads them.
      if (error.exitCode === 0) return EXIT.ok
      if (inJson) deps.stderr.write(renderFailure(usageFailure(error), deps, args))
      return EXIT.usage
    }
    if (!(error instanceof CliFailure)) throw error
    deps.stderr.write(renderFailure(error, deps, args))
    return error.exitCode
  }
}

function usageFailure({ message }: CommanderError): CliFailure {
  const [said = '', ...hints] = message.replace(/^error: /, '').split('\n')
  const next = [...hints.map((hint) => hint.replace(/^\((.*)\)$/, '$1')), '--help shows what there is.'].join(' ')
  return new CliFailure({ exitCode: EXIT.usage, reason: 'USAGE', message: said, next })
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
