import { TextDecoder } from 'node:util'
import { refuseField, type Refusal } from '../../errors.ts'

/** A JSON value that was read; wrapped, since what a caller sends may look like a refusal. */
export interface Json {
  readonly kind: 'json'
  readonly value: unknown
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The JSON of a request's body. An empty body says nothing, as `{}` does. */
export function parseBody(bytes: Uint8Array): Json | Refusal {
  if (bytes.length === 0) return { kind: 'json', value: {} }
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    return refuseField('body', 'is not UTF-8')
  }
  try {
    return { kind: 'json', value: JSON.parse(text) }
  } catch (error) {
    return refuseField('body', `is not valid JSON${placeOf(error, text)}`)
  }
}

/** Where V8 stopped, as a line and a column; its own text quotes what was sent. */
function placeOf(error: unknown, text: string): string {
  const offset = error instanceof SyntaxError ? /at position (\d+)/.exec(error.message)?.[1] : undefined
  if (offset === undefined) return ': it ends too early, or is no JSON at all'
  const lines = text.slice(0, Number(offset)).split('\n')
  return ` at line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`
}
