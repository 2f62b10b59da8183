import { defusePromise, describeError, describeValue } from './describe-error.ts'

/** A dump is read by people and sent in one message. */
const LARGEST_DUMP = 65_536

/**
 * What `dumpState` answers, as plain JSON that is safe to send. `{error}` when it throws, when it is circular or too
 * large, or not JSON at all. Never throws.
 */
export function plainState(dump: () => unknown): unknown {
  try {
    const text: unknown = JSON.stringify(dump() ?? null)
    if (typeof text !== 'string') return { error: 'dumpState answered something that is not JSON' }
    if (text.length > LARGEST_DUMP) {
      return { error: `dumpState answered ${text.length} characters of JSON; at most ${LARGEST_DUMP} are shown` }
    }
    const plain: unknown = JSON.parse(text)
    return plain
  } catch (error) {
    return { error: `dumpState: ${describeError(error)}` }
  }
}

/** Room for some 5,000 numbers a thousand backends; what is larger is not worth its memory in a record. */
const LARGEST_STATE = 262_144

/** What a picker's `state` answered, as JSON text; or why that cannot be had. Throws what serializing it throws. */
export function stateText(state: unknown): { readonly state: string | undefined; readonly obstacle: string } {
  const refused = (what: string) => ({ state: undefined, obstacle: `the policy told a state that ${what}` })
  if (defusePromise(state)) return refused('is a promise')
  const text: unknown = JSON.stringify(state)
  if (typeof text !== 'string') return refused(`is not JSON: ${describeValue(state)}`)
  if (text.length > LARGEST_STATE)
    return refused(`has ${text.length} characters, and at most ${LARGEST_STATE} are kept`)
  return { state: text, obstacle: '' }
}
