import type { Degraded__Output } from '../../../proto/gen/lookaside/v1/Degraded.ts'
import { millisecondsOf } from './quantities.ts'
import type { Style } from './style.ts'

/** `BACKEND_STATE_ELIGIBLE` becomes `eligible`. A value newer than this command line stays as it came. */
export function enumWord(value: unknown, prefix: string): string {
  const text = String(value)
  return text.startsWith(prefix) ? text.slice(prefix.length).toLowerCase() : text
}

export const stateWord = (state: unknown): string => enumWord(state, 'BACKEND_STATE_')

export const pickReasonWord = (reason: unknown): string => enumWord(reason, 'PICK_REASON_')

/** A state in the colour that it has everywhere: green may be picked, yellow soon again, red is not well. */
export function paintState(state: string, style: Style, text: string = state): string {
  switch (state) {
    case 'eligible':
      return style.good(text)
    case 'warming':
    case 'draining':
      return style.note(text)
    case 'saturated':
    case 'ejected':
      return style.warn(text)
    case 'unhealthy':
    case 'expired':
      return style.bad(text)
    default:
      return text
  }
}

export interface Degradation {
  readonly reasons: readonly string[]
  readonly ageMs: number | null
}

/** Null: nothing is degraded. */
export function degradation(degraded: Degraded__Output | null): Degradation | null {
  if (degraded === null) return null
  const reasons = degraded.reasons.map((reason) => enumWord(reason, 'DEGRADED_REASON_'))
  return { reasons, ageMs: millisecondsOf(degraded.age) }
}
