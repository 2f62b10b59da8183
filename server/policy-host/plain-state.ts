import { describeError } from './describe-error.ts'

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
