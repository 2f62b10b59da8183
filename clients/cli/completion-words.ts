import type { Argument, Command, Option } from 'commander'

/** What is to be completed, and where in a command line it stands. */
export interface CompletionPlace {
  readonly command: Command
  /** What the person has typed of the word. */
  readonly current: string
  /** The option that the word is the value of. */
  readonly option: Option | undefined
  /** The argument that the word would be. */
  readonly argument: Argument | undefined
  /** Arguments before the word. */
  readonly before: readonly string[]
  /** Values of options before the word, by long name. */
  readonly values: ReadonlyMap<string, string>
}

/** Finds the place of the last word of a command line, which begins with the name of the program. */
export function placeOf(program: Command, line: string): CompletionPlace {
  const [, ...words] = wordsOf(line)
  const current = words.pop() ?? ''
  let command = program
  let pending: Option | undefined
  const before: string[] = []
  const values = new Map<string, string>()
  for (const word of words) {
    if (pending !== undefined) {
      values.set(pending.long ?? '', word)
      pending = undefined
    } else if (word.startsWith('-') && word !== '--') {
      const [name = '', value] = word.split('=', 2)
      const option = optionOf(command, name)
      if (value !== undefined) values.set(name, value)
      else if (option !== undefined && (option.required || option.optional)) pending = option
    } else {
      const inner = before.length === 0 ? command.commands.find((each) => each.name() === word) : undefined
      if (inner === undefined) before.push(word)
      else command = inner
    }
  }
  const argument =
    command.registeredArguments[before.length] ?? command.registeredArguments.find(({ variadic }) => variadic)
  return { command, current, option: pending, argument, before, values }
}

/** Words as a shell would have them, for quotes that hold no quotes. The last may be unfinished. */
function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/"([^"]*)"?|'([^']*)'?|((?:\\.|[^\s"'])+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? (plain ?? '').replaceAll(/\\(.)/g, '$1'),
  )
  return /\s$/.test(line) ? [...words, ''] : words
}

function optionOf(command: Command, name: string): Option | undefined {
  const own = command.options.find(({ long, short }) => long === name || short === name)
  return own ?? (command.parent === null ? undefined : optionOf(command.parent, name))
}

/** Names of options and commands that may stand there. */
export function staticCandidates({ command, current, option, argument, before }: CompletionPlace): readonly string[] {
  if (option !== undefined) return option.argChoices ?? []
  if (current.startsWith('-')) {
    return [...visibleOptions(command).map(({ long, short }) => long ?? short ?? ''), '--help']
  }
  const commands =
    before.length === 0
      ? command
          .createHelp()
          .visibleCommands(command)
          .map((each) => each.name())
      : []
  return [...commands, ...(argument?.argChoices ?? [])]
}

const visibleOptions = (command: Command): readonly Option[] => command.options.filter(({ hidden }) => !hidden)

/** `pool` for an argument <pool> and for an option `--pool <pool>`. Empty: nothing of the kind. */
export function kindOf({ option, argument, current }: CompletionPlace): string {
  if (option !== undefined) return /<([^>]+)>/.exec(option.flags)?.[1] ?? ''
  return current.startsWith('-') ? '' : (argument?.name() ?? '')
}
