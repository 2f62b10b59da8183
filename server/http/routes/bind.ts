import type { MessageTypes } from '../../../proto/gen/messages.ts'
import { refuseField, type Refusal } from '../../errors.ts'
import { isRefusal } from '../../transport/messages/refusals.ts'
import { quoted } from '../../transport/messages/text.ts'
import { decodeMessage, shapeOf } from '../json/decode-message.ts'
import { encodeMessage } from '../json/encode-message.ts'
import { wrongType } from '../json/scalars.ts'
import type { QueryField, RouteAnswer } from '../route.ts'

type Given = Readonly<Record<string, unknown>>

/** The request message of a route: what its body or query says, and what its path says. */
export function requestOf<Name extends keyof MessageTypes>(
  name: Name,
  given: unknown,
  path: Given = {},
): MessageTypes[Name] | Refusal {
  const whole = withPath(given, path)
  return isRefusal(whole) ? whole : decodeMessage(name, whole)
}

/** An object with what the path says; saying the same twice is fine, something else is refused. `at`: the object's own place. */
export function withPath(given: unknown, path: Given, at = ''): object {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return wrongType(at === '' ? 'body' : at, 'an object', given)
  }
  for (const [name, value] of Object.entries(path)) {
    const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    for (const key of new Set([name, snake])) {
      const said: unknown = Object.hasOwn(given, key) ? Reflect.get(given, key) : null
      if (said === null || said === '' || said === value) continue
      const other = typeof said === 'string' ? quoted(said) : 'something else'
      const problem = `is ${quoted(String(value))} in the path and ${other} in the body: leave it out there`
      return refuseField(at === '' ? snake : `${at}.${snake}`, problem)
    }
  }
  const rest = Object.entries(given).filter(([key]) => !Object.hasOwn(path, key) && !Object.hasOwn(path, camel(key)))
  return Object.fromEntries([...rest, ...Object.entries(path)])
}

/** The answer of a call: a message of this type, or why not. */
export function answerOf(name: keyof MessageTypes, message: object): RouteAnswer {
  return isRefusal(message) ? message : { kind: 'json', body: encodeMessage(name, message) }
}

/** Fields of a message that come in the query. */
export function queryOf(name: keyof MessageTypes, fields: readonly string[]): readonly QueryField[] {
  return fields.map((json) => {
    const found = shapeOf(name).fields.find((field) => field.json === json)
    if (found === undefined) throw new Error(`${name} has no field ${json}`)
    return found
  })
}

function camel(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
