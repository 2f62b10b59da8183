import { describe, expect, test } from '@jest/globals'
import { choice, declareParameters, flag, integer, numeric, texts } from '../../../../policies/lib/parameters.ts'
import { BUILT_IN_POLICIES } from '../../../../policies/index.ts'
import { PolicyConfigError } from '../../../../policies/policy.ts'

const size = integer('ringSize', { description: 'Size.', minimum: 1, maximum: 10, fallback: 5 })
const bias = numeric('activeBias', { description: 'Bias.', minimum: 0, fallback: undefined })
const mode = choice('mode', { description: 'Mode.', values: ['FAST', 'SAFE'], fallback: 'SAFE' })
const loud = flag('loud', { description: 'Loud.', fallback: false })
const parameters = declareParameters('demo', [size, bias, mode, loud])

function read(input: unknown): unknown[] {
  const given = parameters.open(input)
  return [given.get(size), given.get(bias), given.get(mode), given.get(loud)]
}

describe('parameters', () => {
  test('defaults first, then what was given', () => {
    expect(read(undefined)).toEqual([5, undefined, 'SAFE', false])
    expect(read({ ringSize: undefined })).toEqual([5, undefined, 'SAFE', false])
    expect(read({ ringSize: 10, activeBias: 0, mode: 'FAST', loud: true })).toEqual([10, 0, 'FAST', true])
  })

  test.each([
    [{ ringSize: 11 }, 'policy demo: ringSize: expected an integer from 1 to 10, got 11'],
    [{ ringSize: 1.5 }, 'policy demo: ringSize: expected an integer from 1 to 10, got 1.5'],
    [{ ringSize: '5' }, 'policy demo: ringSize: expected an integer from 1 to 10, got "5"'],
    [{ ringSize: null }, 'policy demo: ringSize: expected an integer from 1 to 10, got null'],
    [{ activeBias: -1 }, 'policy demo: activeBias: expected a number of at least 0, got -1'],
    [{ activeBias: NaN }, 'policy demo: activeBias: expected a number of at least 0, got NaN'],
    [{ activeBias: Infinity }, 'policy demo: activeBias: expected a number of at least 0, got Infinity'],
    [{ mode: 'fast' }, 'policy demo: mode: expected one of FAST, SAFE, got "fast"'],
    [{ loud: 1 }, 'policy demo: loud: expected true or false, got 1'],
    [[], 'policy demo: $: expected an object, got an array'],
    ['x'.repeat(200), `policy demo: $: expected an object, got "${'x'.repeat(59)}…`],
    [
      { ring_size: 1 },
      'expected only ringSize, activeBias, mode, loud, got an unknown parameter; did you mean ringSize?',
    ],
    [{ ringsize: 1 }, 'did you mean ringSize?'],
    [
      { mod: 1 },
      'policy demo: mod: expected only ringSize, activeBias, mode, loud, got an unknown parameter; did you mean mode?',
    ],
  ])('%j is refused by name', (input, message) => {
    expect(() => read(input)).toThrow(PolicyConfigError)
    expect(() => read(input)).toThrow(message)
  })

  test('an unlike key gets no guess, and no key reaches a prototype', () => {
    expect(() => read({ somethingElse: 1 })).toThrow(/got an unknown parameter$/)
    expect(() => read(JSON.parse('{"__proto__": {"ringSize": 1}}'))).toThrow('policy demo: __proto__')
    expect(() => read({ constructor: 1 })).toThrow('policy demo: constructor')
    expect(read(Object.create({ ringSize: 7 }))).toEqual([5, undefined, 'SAFE', false])
  })

  test('the schema says the same as the parser', () => {
    expect(parameters.schema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      properties: {
        ringSize: { type: 'integer', minimum: 1, maximum: 10, default: 5, description: 'Size.' },
        activeBias: { type: 'number', minimum: 0, description: 'Bias.' },
        mode: { type: 'string', enum: ['FAST', 'SAFE'], default: 'SAFE' },
        loud: { type: 'boolean', default: false },
      },
    })
  })

  test('a list of texts', () => {
    const names = texts('names', { description: 'Names.', expected: 'lower case', pattern: /^[a-z]+$/, most: 2 })
    const listed = declareParameters('demo', [names])
    expect(listed.open({}).get(names)).toEqual([])
    expect(listed.open({ names: ['a', 'b'] }).get(names)).toEqual(['a', 'b'])
    for (const bad of ['a', ['A'], ['a', 'a'], ['a', 'b', 'c'], [1], [undefined], null]) {
      expect(() => listed.open({ names: bad }).get(names)).toThrow(
        'policy demo: names: expected a list of at most 2 different texts, each lower case, got ',
      )
    }
    const items = { type: 'string', pattern: '^[a-z]+$' }
    expect(listed.schema).toMatchObject({
      properties: { names: { type: 'array', items, maxItems: 2, uniqueItems: true, default: [] } },
    })
  })

  test('every default in the schema of a built-in policy is accepted and changes nothing', () => {
    for (const factory of BUILT_IN_POLICIES) {
      const { properties } = factory.configSchema
      const defaults = Object.entries(properties ?? {}).flatMap(([name, schema]: [string, unknown]) =>
        typeof schema === 'object' && schema !== null && 'default' in schema ? [[name, schema.default]] : [],
      )
      expect(factory.parseConfig(Object.fromEntries(defaults))).toEqual(factory.parseConfig(undefined))
    }
  })
})
