import type { BackendCard } from '../use-cases.ts'
import type { Scene } from './choose.ts'

/** How the tries of one call count in the pool's retry budget. */
const isRetry = ({ query }: Scene): boolean => query.previousPickToken !== ''

/** Whether the pick may be made: a first one always, a retry while the budget lasts. */
export function affordsRetry(scene: Scene, now: number): boolean {
  const { retries } = scene.picks
  return retries === undefined || !isRetry(scene) || retries.allows(now)
}

/** The pick was made. */
export function countTry(scene: Scene, now: number): void {
  const { retries } = scene.picks
  if (isRetry(scene)) retries?.withdraw(now)
  else retries?.deposit(now)
}

/** The caller may call each alternate without asking again, so each counts as it is handed out. */
export function affordableAlternates(
  { picks }: Scene,
  found: readonly BackendCard[],
  now: number,
): readonly BackendCard[] {
  if (picks.retries === undefined || found.length === 0) return found
  return found.slice(0, picks.retries.offer(found.length, now))
}
