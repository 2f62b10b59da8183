import type { Command } from 'commander'

import { parseDuration } from './durations.ts'
import { connect, type Connection } from './connection.ts'
import type { CliDeps } from './deps.ts'
import { EXIT } from './exit-codes.ts'
import { CliFailure } from './failure.ts'
import type { Output } from './options.ts'
import { renderJson, renderJsonLine } from './output/json.ts'
import { createStyle, type Style, wantsColour } from './output/style.ts'
import { type Column, renderTable } from './output/table.ts'
import { withSuggestion } from './suggestions.ts'

export const DEFAULT_ADDRESS = '127.0.0.1:50051'
export const DEFAULT_TIMEOUT_MS = 5_000

/** The environment variables that the command line itself reads. */
export const CLI_ENVIRONMENT = ['LOOKASIDE_ADDRESS', 'LOOKASIDE_HTTP_ADDRESS', 'LOOKASIDE_TIMEOUT', 'NO_COLOR'] as const

/** What a command that asks the service works with. */
export interface Session extends Printer {
  readonly connection: Connection
}

/** What a command shows its result with. */
export interface Printer {
  readonly output: Output
  readonly style: Style
  /** For people; to stdout. */
  readonly print: (text: string) => void
  /** Beside the result; to stderr. */
  readonly remark: (text: string) => void
  readonly json: (kind: string, body: Readonly<Record<string, unknown>>) => void
  /** One document of many, in a line of its own. */
  readonly jsonLine: (kind: string, body: Readonly<Record<string, unknown>>) => void
  readonly table: <Row>(rows: readonly Row[], columns: readonly Column<Row>[]) => void
}

interface AskingFlags {
  readonly address?: string
  readonly output?: Output
  readonly timeout?: number
  readonly color?: boolean
}

/** The flags of a command, or those before it: `lookaside --address x pools` is `lookaside pools --address x`. */
export function askingFlags(command: Command): AskingFlags {
  const levels = [...ancestorsOf(command), command].map((each) => each.opts<AskingFlags>())
  const color = levels.every((flags) => flags.color !== false)
  return { ...levels.reduce((wider, own) => ({ ...wider, ...own }), {}), color }
}

/** From the program down to the parent. */
function ancestorsOf({ parent }: Command): readonly Command[] {
  return parent === null ? [] : [...ancestorsOf(parent), parent]
}

/** Options before a command that asks nobody would be dropped in silence: they are refused instead. */
export function refuseAskingFlags(command: Command, names: readonly ('address' | 'output' | 'timeout')[]): void {
  const before = ancestorsOf(command).map((each) => each.opts<AskingFlags>())
  for (const name of names) {
    if (before.every((flags) => flags[name] === undefined)) continue
    throw new CliFailure({
      ...{ exitCode: EXIT.usage, reason: 'USAGE', message: `--${name} means nothing to ${command.name()}` },
      next: `leave it away; \`lookaside ${command.name()} --help\` shows what there is.`,
    })
  }
}

/** How a command shows its result, by its flags and its surroundings. */
export function printerOf(deps: CliDeps, command: Command): Printer {
  const flags = askingFlags(command)
  const style = createStyle(wantsColour(deps.isTty, deps.env, flags.color))
  return {
    output: flags.output ?? 'table',
    style,
    print: (text) => deps.stdout.write(`${text}\n`),
    remark: (text) => deps.stderr.write(`${text}\n`),
    json: (kind, body) => deps.stdout.write(renderJson(kind, body)),
    jsonLine: (kind, body) => deps.stdout.write(renderJsonLine(kind, body)),
    table: (rows, columns) => {
      deps.stdout.write(renderTable(rows, columns, { style, width: deps.isTty ? deps.width : undefined }))
    },
  }
}

/** Opens a session, lets a command act in it, and closes it whatever happens. */
export async function inSession(
  deps: CliDeps,
  command: Command,
  act: (session: Session) => Promise<void>,
): Promise<void> {
  const flags = askingFlags(command)
  const connection = connect(addressOf(flags, deps.env), timeoutOf(flags, deps.env))
  try {
    await act({ ...printerOf(deps, command), connection })
  } catch (error) {
    throw error instanceof CliFailure ? await withSuggestion(error, connection, deps.didYouMean) : error
  } finally {
    connection.close()
  }
}

export function addressOf(flags: AskingFlags, env: CliDeps['env']): string {
  const fromEnvironment = env['LOOKASIDE_ADDRESS'] ?? ''
  const source = flags.address === undefined ? 'LOOKASIDE_ADDRESS' : '--address'
  // The agent takes a list from the same variable; a command asks the first of them.
  const address =
    flags.address ?? (fromEnvironment === '' ? DEFAULT_ADDRESS : (fromEnvironment.split(',')[0] ?? '').trim())
  if (/^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):\d{1,5}$/.test(address)) return address
  throw new CliFailure({
    ...{ exitCode: EXIT.usage, reason: 'USAGE', message: `${source}: "${address}" is not an address` },
    next: 'write it as host:port, for example 127.0.0.1:50051 or [::1]:50051.',
  })
}

export function timeoutOf(flags: AskingFlags, env: CliDeps['env']): number {
  const text = env['LOOKASIDE_TIMEOUT'] ?? ''
  if (flags.timeout !== undefined || text === '') return flags.timeout ?? DEFAULT_TIMEOUT_MS
  const timeout = parseDuration(text)
  if (timeout !== undefined && timeout > 0) return timeout
  throw new CliFailure({
    ...{ exitCode: EXIT.usage, reason: 'USAGE', message: `LOOKASIDE_TIMEOUT: "${text}" is not a duration` },
    next: 'write it with a unit, for example 500ms, 5s or 1m.',
  })
}
