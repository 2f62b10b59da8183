import { SIGNAL_NAMES, type PolicyFactory, type SignalName, type Stability } from '../../policies/policy.ts'
import { checkedConfig } from './config-input.ts'
import { describeError, describeValue } from './describe-error.ts'
import { checkedPolicy } from './guard.ts'

const TYPE_FORM = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/
/** Types are labels of metrics and words in tables. */
const LONGEST_TYPE = 64
const LONGEST_DESCRIPTION = 500
/** The schema is sent with each list of policies. */
const LARGEST_SCHEMA = 65_536

/** Something is missing from a factory, or is not what the contract says. The message names the field. */
export class FactoryShapeError extends Error {
  override readonly name = 'FactoryShapeError'
}

const FIELDS = ['type', 'stability', 'description', 'consumes', 'configSchema', 'parseConfig', 'create'] as const

/** What a policy's file exports: the default export, or one named `policy`, or the whole of `module.exports`. */
export function exportedFactory(exports: unknown): unknown {
  const named = property(exports, 'policy')
  const byDefault = property(exports, 'default')
  if (named !== undefined && byDefault !== undefined && named !== byDefault) {
    throw new FactoryShapeError('exports both a default and a named `policy`, and they differ: export one policy')
  }
  const chosen = byDefault ?? named
  if (chosen !== undefined) return chosen
  if (property(exports, 'type') !== undefined || property(exports, 'create') !== undefined) return exports
  const names = typeof exports === 'object' && exports !== null ? Object.keys(exports) : []
  const found = names.length > 0 ? `it exports ${names.slice(0, 10).join(', ')}` : 'it exports nothing'
  throw new FactoryShapeError(`no default export and no export named \`policy\`; ${found}`)
}

/**
 * Checks each field of a factory and answers a plain copy of it. Each field is read once, so that a getter cannot change
 * its mind later; the methods stay the author's, called on the author's object.
 *
 * @throws FactoryShapeError
 */
export function checkedFactory(candidate: unknown): PolicyFactory {
  if (typeof candidate !== 'object' || candidate === null) {
    throw new FactoryShapeError(`the exported policy is ${describeValue(candidate)}; it must be an object`)
  }
  const missing = FIELDS.filter((field) => property(candidate, field) === undefined)
  if (missing.length > 0) throw new FactoryShapeError(`the exported policy has no ${missing.join(', ')}`)
  const type = textField(candidate, 'type', LONGEST_TYPE)
  if (!TYPE_FORM.test(type)) throw mismatch('type', 'snake_case, for example "my_policy"', describeValue(type))
  const parseConfig = methodField(candidate, 'parseConfig')
  const create = methodField(candidate, 'create')
  return Object.freeze<PolicyFactory>({
    type,
    stability: stabilityField(candidate),
    description: textField(candidate, 'description', LONGEST_DESCRIPTION),
    consumes: consumesField(candidate),
    configSchema: schemaField(candidate),
    parseConfig: (input) => checkedConfig(type, input, (clean) => parseConfig(clean)),
    create: (config, context) => checkedPolicy(create(config, context)),
  })
}

function property(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  try {
    return Reflect.get(value, key)
  } catch (error) {
    throw new FactoryShapeError(`reading \`${key}\` failed: ${describeError(error)}`)
  }
}

function mismatch(field: string, expected: string, got: string): FactoryShapeError {
  return new FactoryShapeError(`${field}: expected ${expected}, got ${got}`)
}

function textField(candidate: object, field: string, longest: number): string {
  const value = property(candidate, field)
  if (typeof value === 'string' && value.trim() !== '' && value.length <= longest) return value
  throw mismatch(field, `a text of 1 to ${longest} characters`, describeValue(value))
}

function methodField(candidate: object, field: string): (...given: unknown[]) => unknown {
  const value = property(candidate, field)
  if (typeof value !== 'function') throw mismatch(field, 'a function', describeValue(value))
  return (...given) => {
    const answer: unknown = Reflect.apply(value, candidate, given)
    return answer
  }
}

function stabilityField(candidate: object): Stability {
  const value = property(candidate, 'stability')
  if (value === 'stable' || value === 'beta' || value === 'experimental') return value
  throw mismatch('stability', '"stable", "beta" or "experimental"', describeValue(value))
}

function consumesField(candidate: object): PolicyFactory['consumes'] {
  const value = property(candidate, 'consumes')
  return Object.freeze({ required: signalsField(value, 'required'), optional: signalsField(value, 'optional') })
}

function signalsField(consumes: unknown, field: string): readonly SignalName[] {
  const value = property(consumes, field)
  if (!Array.isArray(value)) throw mismatch(`consumes.${field}`, 'an array of signals', describeValue(value))
  return Object.freeze(value.map((signal: unknown) => knownSignal(signal, `consumes.${field}`)))
}

function knownSignal(signal: unknown, field: string): SignalName {
  const known = SIGNAL_NAMES.find((name) => name === signal)
  if (known !== undefined) return known
  throw mismatch(field, `signals that somebody produces (${SIGNAL_NAMES.join(', ')})`, describeValue(signal))
}

function schemaField(candidate: object): PolicyFactory['configSchema'] {
  const value = property(candidate, 'configSchema')
  const expected = 'a JSON Schema, an object'
  if (!isRecord(value)) throw mismatch('configSchema', expected, describeValue(value))
  let text: string
  try {
    text = JSON.stringify(value)
  } catch (error) {
    throw mismatch('configSchema', expected, `something that is not JSON (${describeError(error)})`)
  }
  if (text.length > LARGEST_SCHEMA)
    throw mismatch('configSchema', `at most ${LARGEST_SCHEMA} characters`, `${text.length}`)
  const copy: unknown = JSON.parse(text)
  if (!isRecord(copy)) throw mismatch('configSchema', expected, describeValue(copy))
  return copy
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
