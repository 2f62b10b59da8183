import { headline, type HeadlineContext, notes } from './decision-headline.ts'
import type { DecisionLine, ReplayLine } from './decision-line.ts'
import { nextSteps } from './decision-next.ts'
import { scoresTable, scoresTitle, type TextOptions } from './decision-scores.ts'
import { askedFor, type Entry, howMade, whoCould } from './decision-sections.ts'
import { scoreMeans } from './decision-words.ts'
import { safeText } from './safe-text.ts'
import type { Style } from './style.ts'
import { wrap } from './wrap.ts'

export interface DecisionTextOptions extends TextOptions, HeadlineContext {
  readonly replay: ReplayLine | null
}

const INDENT = '  '
/** Of the texts beside the labels, in all sections; the longest label is that of a retry. */
const COLUMN = 'previous_pick  '.length
/** Lines of prose are hard to read when they are longer. */
const WIDEST = 100

/** A decision as a page for people who have never seen one. Every line ends in a newline. */
export function decisionText(decision: DecisionLine, options: DecisionTextOptions): string {
  const { style, replay } = options
  const width = options.width === undefined ? undefined : Math.min(options.width, WIDEST)
  const inner = options.width === undefined ? undefined : options.width - INDENT.length
  const told = notes(decision, replay).flatMap(({ kind, text }) => {
    const paint = kind === 'good' ? style.good : kind === 'warn' ? style.warn : style.note
    return wrap(safeText(text), width).map(paint)
  })
  const means = scoreMeans(decision)
  const legend = means === undefined ? [] : wrap(`score: ${means}`, inner).map(style.dim)
  const table = decision.scores.length === 0 ? [] : scoresTable(decision, { style, width: inner }).trimEnd().split('\n')
  const scores = table.length === 0 ? [] : [...table, ...legend]
  const parts: readonly (readonly string[])[] = [
    [...wrap(safeText(headline(decision, options)), width).map(style.bold), ...told],
    section('Asked for', entryLines(askedFor(decision), width, style), style),
    section('Who could be picked', entryLines(whoCould(decision, style), width, style), style),
    section(safeText(scoresTitle(decision)), scores, style),
    section('How it came about', entryLines(howMade(decision), width, style), style),
    section('Next', stepLines(nextSteps(decision, replay), options.width, style), style),
  ]
  const pages = parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'))
  return `${pages.join('\n\n')}\n`
}

function section(title: string, lines: readonly string[], style: Style): readonly string[] {
  return lines.length === 0 ? [] : [style.bold(title), ...lines.map((line) => `${INDENT}${line}`)]
}

/** Labels in a column, texts beside them. */
function entryLines(entries: readonly Entry[], width: number | undefined, style: Style): readonly string[] {
  const column = Math.max(COLUMN, ...entries.map(({ label }) => safeText(label).length + 2))
  const room = width === undefined ? undefined : Math.max(20, width - INDENT.length - column)
  return entries.flatMap(({ label, text, paint = style.dim }) => {
    const name = safeText(label)
    const [first = '', ...more] = wrap(safeText(text), room)
    return [
      `${paint(name)}${' '.repeat(column - name.length)}${first}`,
      ...more.map((line) => `${' '.repeat(column)}${line}`),
    ]
  })
}

/** Commands with what they are for beside them, or below where there is no room. */
function stepLines(
  steps: readonly { readonly command: string; readonly does: string }[],
  width: number | undefined,
  style: Style,
): readonly string[] {
  const column = Math.max(0, ...steps.map(({ command }) => command.length)) + 2
  const fits = steps.every(({ does }) => INDENT.length + column + does.length <= (width ?? Number.POSITIVE_INFINITY))
  return steps.flatMap(({ command, does }) =>
    fits
      ? [`${style.note(command)}${' '.repeat(column - command.length)}${style.dim(does)}`]
      : [style.note(command), `${INDENT}${style.dim(does)}`],
  )
}
