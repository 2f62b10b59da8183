import type { BackendProfile } from './demo-backend.ts'

/** Three backends of different speed. Together they serve some 600 calls a second, so the load below leaves room. */
export const PROFILES: readonly BackendProfile[] = [
  { id: 'swift', serviceMs: 15, workers: 8 },
  { id: 'steady', serviceMs: 30, workers: 8 },
  { id: 'leisurely', serviceMs: 60, workers: 8 },
]

export const CALLS_PER_SECOND = 150

/** Which one turns slow, by how much, and when: after 5 s for 4 s, and every 20 s again, so that 15 s tell the story. */
export const SLOW = { id: 'swift', factor: 15, everyMs: 20_000, fromMs: 5_000, forMs: 4_000 }

export type Phase = 'before' | 'slow' | 'after'

export function phaseAt(elapsedMs: number): Phase {
  const inRound = elapsedMs % SLOW.everyMs
  if (inRound < SLOW.fromMs) return elapsedMs < SLOW.everyMs ? 'before' : 'after'
  return inRound < SLOW.fromMs + SLOW.forMs ? 'slow' : 'after'
}
