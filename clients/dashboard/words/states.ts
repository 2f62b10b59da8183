import type { Backend, Pool } from '../api/pool.ts'
import { plural } from './quantities.ts'

/** Colour and sign of a state, the same everywhere. The word always stands beside them. */
export type Tone = 'good' | 'note' | 'warn' | 'bad' | 'plain'

export interface StateLook {
  readonly tone: Tone
  readonly sign: string
}

const LOOKS: Readonly<Record<string, StateLook>> = {
  eligible: { tone: 'good', sign: '●' },
  warming: { tone: 'note', sign: '◐' },
  saturated: { tone: 'warn', sign: '■' },
  ejected: { tone: 'warn', sign: '▲' },
  unhealthy: { tone: 'bad', sign: '✕' },
  expired: { tone: 'bad', sign: '○' },
  draining: { tone: 'note', sign: '↓' },
}

/** The states in their order of severity. */
export const STATES = Object.keys(LOOKS)

export const lookOf = (state: string): StateLook => LOOKS[state] ?? { tone: 'plain', sign: '·' }

/** The reason of a state, or the drain of an operator that a worse state hides; as the command line has it. */
export function whyOf({ state, stateReason, drainedByOperator }: Backend): string {
  const hidden = drainedByOperator && state !== 'draining' ? ['drained by an operator'] : []
  return [stateReason, ...hidden].filter((part) => part !== '').join('; ')
}

export interface PoolState extends StateLook {
  readonly word: string
}

/** A pool in a word. */
export function poolState({ backends, eligible, degraded, policy, activePolicy }: Pool): PoolState {
  if (degraded?.reasons.includes('panic') === true) return { tone: 'bad', sign: '✕', word: 'panic' }
  if (backends === 0) return { tone: 'plain', sign: '○', word: 'empty' }
  if (eligible === 0) return { tone: 'bad', sign: '✕', word: 'nobody eligible' }
  if (degraded !== undefined || policy !== activePolicy) return { tone: 'warn', sign: '▲', word: 'degraded' }
  if (eligible < backends) return { tone: 'note', sign: '◐', word: `${plural(backends - eligible, 'backend')} out` }
  return { tone: 'good', sign: '●', word: 'fine' }
}

/** How many backends are in which state, in the order of severity. */
export function countStates(backends: readonly Backend[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>()
  for (const { state } of backends) counts.set(state, (counts.get(state) ?? 0) + 1)
  const place = (state: string): number => (STATES.includes(state) ? STATES.indexOf(state) : STATES.length)
  return [...counts].sort(([a], [b]) => place(a) - place(b))
}
