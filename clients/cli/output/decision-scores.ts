import type { DecisionLine, ScoredBackend, ScoreInput } from './decision-line.ts'
import { formatScore, formatSignal, signalTitle } from './decision-quantities.ts'
import { orderOf } from './decision-words.ts'
import { formatSpan } from './quantities.ts'
import type { Style } from './style.ts'
import { type Column, renderTable } from './table.ts'

export interface TextOptions {
  readonly style: Style
  /** Undefined: as wide as it gets. */
  readonly width: number | undefined
}

/** What the table of scores is about. */
export function scoresTitle(decision: DecisionLine): string {
  const { policy, scores } = decision
  if (scores.length < 2) return `What ${policy} looked at`
  const better = { lowest: ', less is better', highest: ', more is better', equal: '' }
  const order = orderOf(decision)
  return `What ${policy} compared${order === undefined ? '' : better[order]}`
}

/** Every score with each input, its unit and its age. */
export function scoresTable(decision: DecisionLine, { style, width }: TextOptions): string {
  const { scores, backendId, runnerUpBackendId } = decision
  const signals = [...new Set(scores.flatMap(({ inputs }) => inputs.map(({ signal }) => signal)))]
  const mark = (scored: ScoredBackend): string => {
    if (scored.backendId === backendId) return 'picked'
    return scored.backendId === runnerUpBackendId ? 'runner-up' : ' '
  }
  const columns: readonly Column<ScoredBackend>[] = [
    { title: 'BACKEND', cell: (scored) => scored.backendId, shrinksTo: 12 },
    { title: '', cell: mark, paint: (text) => (text === 'picked' ? style.good(text) : style.note(text)) },
    { title: 'SCORE', cell: ({ score }) => formatScore(score), align: 'right' },
    ...signals.map((signal, index): Column<ScoredBackend> => ({
      title: signalTitle(signal),
      cell: ({ inputs }) => inputCell(inputs.find((input) => input.signal === signal)),
      dispensable: index + 1,
    })),
  ]
  return renderTable(scores, columns, { style, width })
}

function inputCell(input: ScoreInput | undefined): string {
  if (input === undefined) return ''
  const value = formatSignal(input.signal, input.value)
  return input.ageMs === null ? value : `${value} (${formatSpan(input.ageMs)} old)`
}
