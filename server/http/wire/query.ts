import { refuseField, type Refusal } from '../../errors.ts'
import type { QueryField } from '../route.ts'
import { didYouMean } from '../../config/did-you-mean.ts'
import { isRefusal } from '../../transport/messages/refusals.ts'
import { quoted } from '../../transport/messages/text.ts'
import { decoded } from './locate.ts'

/** More pairs than any route has parameters. */
const MAX_PAIRS = 32

export interface Query {
  readonly kind: 'query'
  /** By their names in JSON, ready for the decoder of messages. */
  readonly values: Readonly<Record<string, unknown>>
}

/** The parameters of a query: each known to the route, and given once. */
export function parseQuery(raw: string, fields: readonly QueryField[]): Query | Refusal {
  const values: Record<string, unknown> = {}
  const pairs = raw === '' ? [] : raw.split('&', MAX_PAIRS + 1)
  if (pairs.length > MAX_PAIRS) return refuseField('query', `must have at most ${MAX_PAIRS} parameters`)
  for (const pair of pairs) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = textOf(equals < 0 ? pair : pair.slice(0, equals))
    const value = textOf(equals < 0 ? '' : pair.slice(equals + 1))
    if (name === undefined || value === undefined) return refuseField('query', 'must be UTF-8 in percent-encoding')
    const field = fields.find((known) => known.json === name || known.name === name)
    if (field === undefined) return unknownParameter(name, fields)
    if (Object.hasOwn(values, field.json)) return refuseField(field.name, 'is given twice')
    const parsed = field.kind === 'bool' ? toFlag(field.name, value) : value
    if (isRefusal(parsed)) return parsed
    values[field.json] = parsed
  }
  return { kind: 'query', values }
}

function textOf(raw: string): string | undefined {
  return decoded(raw.replaceAll('+', ' '))
}

function toFlag(field: string, value: string): boolean | Refusal {
  if (value === 'true') return true
  return value === 'false' ? false : refuseField(field, `must be true or false, got ${quoted(value)}`)
}

function unknownParameter(name: string, fields: readonly QueryField[]): Refusal {
  const known = fields.map(({ json }) => json)
  const near = didYouMean(name, known)
  const shown = name.length > 64 ? `${name.slice(0, 64)}...` : name
  const all = known.length === 0 ? 'the route has none' : `the route has ${known.join(', ')}`
  const hint = near === undefined ? all : `did you mean ${near}?`
  return refuseField(JSON.stringify(shown).slice(1, -1), `is no parameter of the query: ${hint}`)
}
