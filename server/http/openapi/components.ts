import { ENUMS, MESSAGES } from '../../../proto/gen/messages.ts'
import { shapeOf } from '../json/decode-message.ts'
import type { Route } from '../route.ts'
import { enumSchema, messageSchema, OWN_SCHEMAS, type Schema } from './schemas.ts'

const NOTHING: ReadonlySet<string> = new Set()

/** The schemas that the routes need, directly or through others. */
export function componentSchemas(routes: readonly Route[]): Readonly<Record<string, Schema>> {
  const asked = reachable(routes.flatMap(({ request }) => (request === undefined ? [] : [request.schema])))
  const answered = reachable([...routes.map(({ response }) => response.schema), 'Error'])
  for (const { query } of routes) for (const { of } of query) if (of !== undefined) asked.add(of)
  const names = [...new Set([...asked, ...answered])].sort()
  const schemaOf = (name: string): Schema => schemaFor(name, asked, answered, inPathOf(name, routes))
  return Object.fromEntries(names.map((name) => [name, schemaOf(name)]))
}

/** The path names the pool of every item and configuration, and whatever else its route has in it. */
function inPathOf(name: string, routes: readonly Route[]): ReadonlySet<string> {
  const paths = routes.filter(({ request }) => request?.schema === name).map(({ path }) => path)
  const parameters = paths.flatMap((path) => [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter = '']) => parameter))
  return new Set(['pool', 'name', ...parameters])
}

function schemaFor(
  name: string,
  asked: ReadonlySet<string>,
  answered: ReadonlySet<string>,
  inPath: ReadonlySet<string>,
): Schema {
  const own = OWN_SCHEMAS[name]
  if (own !== undefined) return own
  if (ENUMS[name] !== undefined) return enumSchema(name)
  if (!asked.has(name)) return messageSchema(name, 'answered', NOTHING)
  return messageSchema(name, answered.has(name) ? 'both' : 'asked', inPath)
}

function reachable(names: readonly string[]): Set<string> {
  const found = new Set<string>()
  const visit = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    for (const next of referencesOf(name)) visit(next)
  }
  for (const name of names) visit(name)
  return found
}

function referencesOf(name: string): string[] {
  const own = OWN_SCHEMAS[name]
  if (own !== undefined) {
    const text = JSON.stringify(own)
    return [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, target = '']) => target)
  }
  if (MESSAGES[name] === undefined) return []
  return shapeOf(name).fields.flatMap(({ of }) => (of === undefined ? [] : [of]))
}
