import { describe, expect, test } from '@jest/globals'

import { explainablePaths, explainKey } from '../../../server/config/explain.ts'
import { configJsonSchema } from '../../../server/config/json-schema.ts'
import { isMapping } from '../../../server/config/path.ts'
import { AGENT_REFERENCE, CONFIG_REFERENCE } from '../../../server/config/reference.ts'

describe('explain', () => {
  test.each(['pools.slowStart.window', 'pools[].slowStart.window', 'pools[3].slowStart.window'])('%s', (path) => {
    expect(explainKey(path)).toEqual({
      kind: 'explained',
      explanation: {
        ...{ path: 'pools[].slowStart.window', readBy: 'serve', type: 'duration', values: '0s to 1h', default: '30s' },
        about: 'Length of the ramp; `0s` switches slow start off.',
        ...{ required: false, variable: 'LOOKASIDE_POOL_DEFAULTS_SLOW_START_WINDOW', reloads: true, keys: [] },
      },
    })
  })

  test('a section lists its keys, and the whole file all of them', () => {
    const section = explainKey('poolDefaults.heartbeat')
    expect(section).toMatchObject({ kind: 'explained', explanation: { type: 'section', keys: { length: 3 } } })
    const whole = explainKey('')
    expect(whole).toMatchObject({ explanation: { keys: { length: CONFIG_REFERENCE.length } } })
  })

  test('keys of the agent are told as such, and never as reloadable', () => {
    expect(explainKey('backends.check.type')).toMatchObject({
      explanation: { readBy: 'agent', type: 'choice', reloads: false, variable: undefined },
    })
  })

  test.each([
    ['pools.slowStart.windw', 'pools.slowStart.window'],
    ['pools.slowstrt.window', 'pools.slowStart.window'],
    ['poolz.slowStrt.windw', 'pools.slowStart.window'],
    ['slowStart.window', 'pools.slowStart.window'],
    ['check.typ', undefined],
    ['nonsense', undefined],
    ['__proto__', undefined],
    ['constructor.name', undefined],
  ])('%s is unknown; %s is meant', (path, suggestion) => {
    expect(explainKey(path)).toEqual({ kind: 'unknown', path, suggestion })
  })

  test('every path that is offered can be explained', () => {
    const paths = explainablePaths()
    expect(paths.length).toBeGreaterThan(CONFIG_REFERENCE.length)
    expect(paths.filter((path) => explainKey(path).kind === 'unknown')).toEqual([])
  })
})

describe('config schema', () => {
  /** What a JSON Schema says of the key at a path of the reference. */
  function at(schema: unknown, path: string): Record<string, unknown> {
    let here = schema
    for (const part of path.split('.')) {
      const name = part.replace('[]', '')
      const alternatives = field(here, 'anyOf')
      const section: unknown = Array.isArray(alternatives) ? alternatives[1] : here
      here = field(field(section, 'properties'), name)
      if (part.endsWith('[]')) here = field(here, 'items')
    }
    if (!isMapping(here)) throw new Error(`the schema has no ${path}`)
    return here
  }

  const field = (value: unknown, key: string): unknown => (isMapping(value) ? value[key] : undefined)

  test.each([
    ['serve', CONFIG_REFERENCE],
    ['agent', AGENT_REFERENCE],
  ] as const)('of %s has every key of the reference, with description and default', (file, reference) => {
    const schema = configJsonSchema(file)
    for (const { path, about, defaultValue, kind } of reference) {
      const key = at(schema, path)
      expect({ path, about: String(key['description']).slice(0, about.length) }).toEqual({ path, about })
      if (defaultValue === undefined || defaultValue === '') continue
      const written = typeof key['default'] === 'string' ? key['default'] : JSON.stringify(key['default'])
      expect({ path, default: written === '' ? '""' : written }).toEqual({ path, default: defaultValue })
      if (kind === 'duration') expect(key).toMatchObject({ type: 'string', pattern: expect.any(String) })
    }
  })

  test('refuses what it can: unknown keys, choices, bounds', () => {
    const schema = configJsonSchema('serve')
    expect(schema).toMatchObject({ additionalProperties: false, $schema: expect.stringContaining('2020-12') })
    expect(at(schema, 'log.level')).toMatchObject({ enum: ['debug', 'info', 'warn', 'error', 'silent'] })
    expect(at(schema, 'pools[].heartbeat.missedLimit')).toMatchObject({ minimum: 2, maximum: 20, type: 'integer' })
    expect(at(schema, 'pools[].policy')).toMatchObject({ anyOf: [{ type: 'string' }, { required: ['type'] }] })
  })
})
