import type { DecisionLine } from './decision-line.ts'
import { formatScore } from './decision-quantities.ts'
import { safeText } from './safe-text.ts'
import type { Style } from './style.ts'
import { cut } from './table.ts'

interface Cell {
  readonly title: string
  readonly text: (decision: DecisionLine) => string
  readonly paint?: (text: string, decision: DecisionLine, style: Style) => string
  /** Room that it has from the start, so that most lines stand in columns. */
  readonly width: number
}

const isRefused = ({ backendId }: DecisionLine): boolean => backendId === ''
/** What happens to every call of a healthy pool; anything else is worth a colour. */
const isUsual = ({ reason }: DecisionLine): boolean => reason === 'policy' || reason === 'affinity'

const TIME: Cell = {
  title: 'TIME',
  text: ({ time }) => time?.slice(11, 23) ?? '-',
  paint: (text, _, style) => style.dim(text),
  width: 12,
}
const SHORT_TIME: Cell = { ...TIME, text: ({ time }) => time?.slice(11, 19) ?? '-', width: 8 }
const POOL: Cell = { title: 'POOL', text: ({ pool }) => pool, width: 8 }
const BACKEND: Cell = {
  title: 'BACKEND',
  text: ({ backendId }) => backendId || 'nobody',
  paint: (text, decision, style) => (isRefused(decision) ? style.bad(text) : style.bold(text)),
  width: 12,
}
const SHORT_BACKEND: Cell = { ...BACKEND, width: 8 }
const REASON: Cell = {
  title: 'REASON',
  text: ({ reason, errorReason }) => reason || errorReason || '-',
  paint: (text, decision, style) =>
    isRefused(decision) ? style.bad(text) : isUsual(decision) ? text : style.warn(text),
  width: 11,
}
const POLICY: Cell = { title: 'POLICY', text: ({ policy }) => policy || '-', width: 9 }
const SCORE: Cell = { title: 'SCORE', text: (decision) => scores(decision, true), width: 24 }
const SHORT_SCORE: Cell = { title: 'SCORE', text: (decision) => scores(decision, false), width: 12 }
/** Says which decision to ask for. Where lines are cut it would cost more than it gives. */
const ID: Cell = { title: 'DECISION', text: ({ id }) => id || '-', width: 40 }
const NOTE: Cell = { title: 'NOTE', text: flags, paint: (text, _, style) => style.warn(text), width: 0 }

const CELLS = [TIME, POOL, BACKEND, REASON, POLICY, SCORE]
const NARROW_CELLS = [SHORT_TIME, POOL, SHORT_BACKEND, REASON, SHORT_SCORE]

/** The winner's score and the runner-up's. */
function scores({ scores: all, backendId, runnerUpBackendId }: DecisionLine, withRival: boolean): string {
  const scoreOf = (id: string): string | undefined => {
    const found = all.find((scored) => scored.backendId === id)
    return found === undefined ? undefined : formatScore(found.score)
  }
  const won = scoreOf(backendId)
  const second = runnerUpBackendId === '' ? undefined : scoreOf(runnerUpBackendId)
  if (won === undefined) return '-'
  if (second === undefined) return won
  return `${won} vs ${second}${withRival ? ` of ${runnerUpBackendId}` : ''}`
}

/** What is odd about a decision, apart from its reason. */
function flags({ degraded, discardedChoices, reason }: DecisionLine): string {
  const told = reason === 'panic' ? 'panic' : reason === 'fallback_policy' ? 'policy_fallback' : ''
  const odd = (degraded?.reasons ?? []).filter((word) => word !== told)
  return [...odd, ...(discardedChoices > 0 ? [`${discardedChoices} thrown away`] : [])].join(', ')
}

/** Lines of a tap, one a decision. */
export interface DecisionRows {
  /** Titles, as wide as the columns are now. */
  header(): string
  row(decision: DecisionLine): string
}

/** Below this width some columns go, so that what is odd about a decision has room. */
const ROOMY = 100
const GAP = '  '

/** Lines no wider than `width`. Columns grow with what comes and never shrink, since lines that are out stay. */
export function createDecisionRows(style: Style, width: number | undefined): DecisionRows {
  const isRoomy = width === undefined || width >= ROOMY
  const cells = isRoomy ? [...CELLS, ...(width === undefined ? [ID] : []), NOTE] : [...NARROW_CELLS, NOTE]
  const widths = cells.map(({ title, width: own }) => Math.max(title.length, own))
  const line = (texts: readonly string[], paint: (text: string, index: number) => string): string => {
    let left = width ?? Number.POSITIVE_INFINITY
    const parts: string[] = []
    for (const [index, text] of texts.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, text.length)
      const shown = cut(text, left)
      const room = Math.min(left, widths[index] ?? 0)
      if (left > 0) parts.push((shown === '' ? '' : paint(shown, index)) + ' '.repeat(room - shown.length))
      left -= room + GAP.length
    }
    return `${parts.join(GAP).replace(/ +$/, '')}\n`
  }
  return {
    header: () =>
      line(
        cells.map(({ title }) => title),
        style.dim,
      ),
    row: (decision) =>
      line(
        cells.map(({ text }) => safeText(text(decision))),
        (text, index) => cells[index]?.paint?.(text, decision, style) ?? text,
      ),
  }
}
