import { Command } from 'commander'

import type { KeyExplanation, KeyLine } from '../config-tools.ts'
import type { CliDeps } from '../deps.ts'
import { EXIT } from '../exit-codes.ts'
import { CliFailure } from '../failure.ts'
import { printingOptions } from '../options.ts'
import { type Printer, printerOf, refuseAskingFlags } from '../session.ts'

/** `lookaside explain pools.slowStart.window`: what a key of a configuration file means. */
export function explainCommand(deps: CliDeps): Command {
  const command = new Command('explain')
    .description('explain a key of a configuration file, or list the keys of a section')
    .argument('[path]', 'for example pools.slowStart.window; without one: every key')
    .action(async (path: string | undefined, _flags: unknown, self: Command) => {
      refuseAskingFlags(self, ['address', 'timeout'])
      const explained = (await deps.config()).explain(path ?? '')
      if (explained.kind === 'unknown') throw unknownKey(path ?? '', explained.suggestion)
      const printer = printerOf(deps, self)
      if (printer.output === 'json') printer.json('explanation', { ...explained, kind: 'explanation' })
      else printExplanation(printer, explained)
    })
  for (const option of printingOptions()) command.addOption(option)
  return command
}

function unknownKey(path: string, suggestion: string | undefined): CliFailure {
  const next = suggestion === undefined ? '' : `did you mean ${suggestion}? `
  return new CliFailure({
    ...{ exitCode: EXIT.usage, reason: 'USAGE', message: `there is no key "${path}"`, metadata: { path } },
    next: `${next}\`lookaside explain\` lists every key.`,
  })
}

function printExplanation(printer: Printer, explained: Extract<KeyExplanation, { kind: 'explained' }>): void {
  const { print, style, table } = printer
  const { path, type, about, values, readBy, variable, reloads, keys, required } = explained
  print(`${style.bold(path === '' ? 'the whole file' : path)}  ${style.dim(type)}`)
  if (about !== '') print(about)
  const facts: readonly (readonly [string, string])[] = [
    ['values', values],
    ['default', required ? 'none: it must be set' : (explained.default ?? '')],
    ['variable', variable === null ? '' : variable + (path.startsWith('pools[]') ? ' (of poolDefaults)' : '')],
    ['a change', path === '' || readBy === 'agent' ? '' : reloads ? 'takes effect at once' : 'needs a restart'],
    ['file', `that of lookaside ${readBy}`],
  ]
  print('')
  for (const [name, value] of facts) if (value !== '') print(`${style.dim(name.padEnd(9))} ${value}`)
  if (keys.length === 0) return
  print('')
  // Inside a section its own path would only take room.
  const prefix = path === '' ? '' : keys.every((key) => key.path.startsWith(`${path}[].`)) ? `${path}[].` : `${path}.`
  table(keys, [
    { title: 'KEY', cell: (key) => key.path.slice(prefix.length).replaceAll('[]', ''), shrinksTo: 30 },
    { title: 'TYPE', cell: (key) => key.type, dispensable: 3 },
    { title: 'VALUES', cell: (key) => key.values, dispensable: 4, shrinksTo: 12 },
    { title: 'DEFAULT', cell: defaultOf, dispensable: 2, shrinksTo: 12 },
    { title: 'MEANING', cell: (key) => key.about, dispensable: 1, shrinksTo: 20 },
  ])
}

const defaultOf = (key: KeyLine): string => (key.required ? 'required' : (key.default ?? 'none'))
