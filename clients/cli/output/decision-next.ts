import type { DecisionLine, ReplayLine } from './decision-line.ts'

export interface NextStep {
  readonly command: string
  readonly does: string
}

/** What somebody who has read this decision may want to do, the most pressing first. */
export function nextSteps(decision: DecisionLine, replay: ReplayLine | null): readonly NextStep[] {
  const { backendId, degraded, reason, dryRun, id, replayable } = decision
  const pool = shellWord(decision.pool)
  const steps: NextStep[] = []
  const step = (command: string, does: string): void => {
    if (!steps.some((one) => one.command === command)) steps.push({ command, does })
  }
  const has = (word: string): boolean => degraded?.reasons.includes(word) === true
  if (has('policy_fallback') || reason === 'fallback_policy') {
    step('lookaside pools -o json', 'lastPolicyError says why the policy failed')
  }
  if (has('store_unavailable')) step('lookaside doctor', 'checks what is wrong with the store')
  step(`lookaside backends ${pool}`, backendId === '' ? 'shows why none could be picked' : 'how its backends are now')
  if (replayable && !dryRun && replay === null) {
    step(`lookaside why ${shellWord(id)} --replay`, 'makes the pick again from its recorded inputs')
  }
  if (dryRun && backendId !== '') step(`lookaside pick ${pool}`, 'picks for real')
  step(`lookaside tap --pool ${pool}`, 'shows decisions as they are made')
  return steps
}

/** A word of a command line that a shell takes as it is. Text from the service must not become a command. */
export function shellWord(text: string): string {
  return /^[\w./:@+=-]+$/.test(text) && !text.startsWith('-') ? text : `'${printable(text).replaceAll("'", `'\\''`)}'`
}

/** What cannot be typed is not offered for copying. */
const printable = (text: string): string => text.replaceAll(/\p{C}/gu, '?')
