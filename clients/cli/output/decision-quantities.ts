import { formatCount, formatShare, formatSpan, formatWeight } from './quantities.ts'
import { safeText } from './safe-text.ts'

/** A number without a unit in four digits: enough to see who was ahead. */
export function formatScore(score: number): string {
  if (!Number.isFinite(score)) return String(score)
  if (Number.isInteger(score) && Math.abs(score) < 1e9) return formatCount(score)
  const size = Math.abs(score)
  if (size >= 1e9 || size < 1e-3) return score.toExponential(2)
  return size >= 1_000 ? formatCount(Math.round(score)) : String(Number(score.toPrecision(4)))
}

/** The value of a signal with its unit. */
export function formatSignal(signal: string, value: number): string {
  switch (signal) {
    case 'latency':
      return formatSpan(value)
    case 'success_rate':
    case 'utilization':
      return formatShare(value)
    case 'weight':
    case 'effective_weight':
      return formatWeight(value)
    default:
      return formatScore(value)
  }
}

/** `in_flight` as a title of a column, as `lookaside backends` has it. */
export function signalTitle(signal: string): string {
  return safeText(signal.toUpperCase().replaceAll('_', '-'))
}
