import type { ComponentChild } from 'preact'
import type { Tone } from '../words/states.ts'
import { lookOf } from '../words/states.ts'

/** A sign, a word and a colour that says the same. */
export function Chip({ tone, sign, word }: { tone: Tone; sign: string; word: string }): ComponentChild {
  return (
    <span class={`chip ${tone}`}>
      <span class="sign" aria-hidden="true">
        {sign}
      </span>
      {word}
    </span>
  )
}

export function StateChip({ state }: { state: string }): ComponentChild {
  return <Chip {...lookOf(state)} word={state === '' ? 'unknown' : state} />
}
