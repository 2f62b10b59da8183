import type { Choice, Scene } from '../choose.ts'
import { chooseAt } from '../choose.ts'
import type { Shadow } from './shadow.ts'

/**
 * Asks the shadow what it would have picked, after the real choice and before that counts as in flight: the same level, signals
 * and wishes, and the same help in slow start. Picks that the pool's policy did not make are not compared. `now`: by the clock.
 */
export function askShadow(shadow: Shadow, scene: Scene, choice: Choice, now: number): void {
  if (choice.role !== 'policy' || choice.fallback || !shadow.samples()) return
  const { level } = choice
  const picker = level.view.picker('shadow')
  const choosing = { rng: shadow.rng, pickerOf: () => picker }
  const other = chooseAt(choosing, { ...scene, draft: undefined }, level, 'shadow')
  if (picker.lastWasFallback) shadow.failures++
  else if (other?.kind === 'choice') shadow.compared(choice.entry, other.entry, level.view.members, now)
  else shadow.nobody++
}
