import { Command } from 'commander'

import type { ConfigCheck, ProblemLine } from '../config-tools.ts'
import type { CliDeps } from '../deps.ts'
import { EXIT } from '../exit-codes.ts'
import { CliFailure } from '../failure.ts'
import { printingOptions } from '../options.ts'
import { counted } from '../output/quantities.ts'
import { safeText } from '../output/safe-text.ts'
import { type Printer, printerOf, refuseAskingFlags } from '../session.ts'

interface FileFlags {
  readonly agent?: boolean
}

/** `lookaside config ...`: looks at configurations without starting anything. */
export function configCommand(deps: CliDeps, finish: (code: number) => void): Command {
  const config = new Command('config').description('check, print and describe configuration files')
  for (const command of [checkCommand(deps, finish), printCommand(deps, finish), schemaCommand(deps)]) {
    for (const option of printingOptions()) command.addOption(option)
    config.addCommand(command)
  }
  return config
}

function checkCommand(deps: CliDeps, finish: (code: number) => void): Command {
  return new Command('check')
    .description('check a file as `serve` would, policies and their parameters included, and start nothing')
    .argument('[file]', 'configuration file (default: LOOKASIDE_CONFIG)')
    .option('--agent', 'the file is that of `lookaside agent`')
    .action(async (file: string | undefined, { agent = false }: FileFlags, self: Command) => {
      refuseAskingFlags(self, ['address', 'timeout'])
      const reader = agent ? 'agent' : 'serve'
      requireFile(file ?? deps.env[agent ? 'LOOKASIDE_AGENT_CONFIG' : 'LOOKASIDE_CONFIG'])
      const check = await (await deps.config()).check({ file }, reader)
      const printer = printerOf(deps, self)
      if (printer.output === 'json') printer.json('configCheck', { ok: check.problems.length === 0, ...check })
      else printCheck(printer, check)
      finish(check.problems.length === 0 ? EXIT.ok : EXIT.usage)
    })
}

function requireFile(file: string | undefined): void {
  if (file !== undefined && file !== '') return
  throw new CliFailure({
    ...{ exitCode: EXIT.usage, reason: 'USAGE', message: 'there is no file to check' },
    next: 'name one: `lookaside config check lookaside.yaml`.',
  })
}

function printCheck({ print, remark, style }: Printer, check: ConfigCheck): void {
  const { file, problems, warnings, pools, policies, backends } = check
  for (const warning of warnings) remark(`${style.warn('warning:')} ${safeText(warning)}`)
  printProblems(print, problems)
  const name = safeText(file)
  if (problems.length > 0) return print(style.bad(`✗ ${name} has ${counted(problems.length, 'problem')}`))
  const found: readonly (readonly [number, string, string?])[] = [
    [pools, 'pool'],
    [policies, 'policy', 'policies'],
    [backends, 'backend'],
  ]
  const parts = found.filter(([count]) => count > 0).map(([count, one, many]) => counted(count, one, many))
  print(`${style.good('✓')} ${name} is in order${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`)
}

/** One line a problem, as compilers do, so that editors find the place. */
export function printProblems(print: (text: string) => void, problems: readonly ProblemLine[]): void {
  for (const { text } of problems) print(safeText(text))
}

interface PrintFlags {
  readonly defaults?: boolean
  readonly origin?: boolean
}

function printCommand(deps: CliDeps, finish: (code: number) => void): Command {
  return new Command('print')
    .description('print the settings in force, from file and environment, as a file; secrets are hidden')
    .argument('[file]', 'configuration file (default: LOOKASIDE_CONFIG, else none)')
    .option('--defaults', 'also what nobody has set')
    .option('--origin', 'say where each value comes from')
    .action(async (file: string | undefined, { defaults = false, origin = false }: PrintFlags, self: Command) => {
      refuseAskingFlags(self, ['address', 'timeout'])
      const printed = (await deps.config()).print({ file }, { defaults, origins: origin })
      const { output, json, print, remark, style } = printerOf(deps, self)
      if (printed.kind === 'invalid') {
        if (output === 'json') json('configCheck', { ok: false, problems: printed.problems })
        else printProblems(remark, printed.problems)
        return finish(EXIT.usage)
      }
      if (output === 'json') return json('config', { file: printed.file, values: printed.values })
      if (printed.yaml === '') return remark('nothing is set: every value is its default (--defaults shows them)')
      // Places are for the eye to skip.
      const lines = printed.yaml.trimEnd().split('\n')
      for (const line of lines) print(safeText(line).replace(/ {2}# .*$/, (comment) => style.dim(comment)))
    })
}

function schemaCommand(deps: CliDeps): Command {
  return new Command('schema')
    .description('print the JSON Schema of the file, for editors')
    .option('--agent', 'of the file of `lookaside agent`')
    .action(async ({ agent = false }: FileFlags, self: Command) => {
      refuseAskingFlags(self, ['address', 'timeout'])
      const schema = (await deps.config()).schema(agent ? 'agent' : 'serve')
      const printer = printerOf(deps, self)
      // An editor wants the schema itself, so JSON without the frame of other commands is what people get.
      if (printer.output === 'json') printer.json('configSchema', { schema })
      else printer.print(JSON.stringify(schema, undefined, 2))
    })
}
