import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, test } from '@jest/globals'

import { loadAgentConfig } from '../../../server/config/agent-config.ts'
import { parseDuration } from '../../../server/config/duration.ts'
import { ENVIRONMENT, variableOf } from '../../../server/config/environment.ts'
import { loadConfig } from '../../../server/config/load-config.ts'
import { loadPoolFile } from '../../../server/config/pool-file.ts'
import { formatProblem } from '../../../server/config/problem.ts'
import { AGENT_REFERENCE, CONFIG_REFERENCE } from '../../../server/config/reference.ts'
import { defaultPoolConfig } from '../../../server/pools/pool-config.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const PROTO = readFileSync(join(ROOT, 'proto/lookaside/v1/pool_config.proto'), 'utf8')

interface ProtoField {
  readonly name: string
  readonly type: string
  readonly comment: string
}

/** The fields of each message, with their comments. */
function protoMessages(): ReadonlyMap<string, readonly ProtoField[]> {
  return new Map(
    [...PROTO.matchAll(/^message (\w+) \{\n([\s\S]*?)^\}/gm)].map(([, message = '', body = '']) => {
      const fields = [
        ...body.matchAll(/((?: {2}\/\/.*\n)+) {2}(?:optional |repeated )?([\w.]+|map<[\w, ]+>) (\w+) = \d+;/g),
      ]
      const read = ([, comment = '', type = '', name = '']: RegExpMatchArray): ProtoField => ({
        ...{ type, comment: comment.replaceAll(/\s*\/\/ /g, ' ').trim() },
        name: name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      })
      return [message, fields.map(read)]
    }),
  )
}

const UNITS: Record<string, string> = {
  ms: 'ms',
  s: 's',
  second: 's',
  minute: 'm',
  minutes: 'm',
  hour: 'h',
  hours: 'h',
  days: 'd',
}

/** "100 ms", "10 minutes", "1,000" or "1900" as a number; durations in milliseconds. */
function quantity(text: string): number | undefined {
  const [, digits = '', unit] = /^([\d.,]+)(?: (\w+))?$/.exec(text.trim()) ?? []
  if (digits === '') return undefined
  const plain = digits.replaceAll(',', '')
  return unit === undefined ? Number(plain) : parseDuration(`${plain}${UNITS[unit] ?? '?'}`)
}

const messages = protoMessages()

/** Every leaf of PoolConfig, by its path in a file. */
function leaves(message: string, path: string): readonly (ProtoField & { path: string })[] {
  return (messages.get(message) ?? []).flatMap((field) => {
    const at = path === '' ? field.name : `${path}.${field.name}`
    return messages.has(field.type) ? leaves(field.type, at) : [{ ...field, path: at }]
  })
}

describe('the pool schema and the comments of pool_config.proto', () => {
  const byPath = new Map(CONFIG_REFERENCE.map((entry) => [entry.path, entry]))
  const fields = leaves('PoolConfig', '')

  test('have the same keys, both ways', () => {
    const ours = CONFIG_REFERENCE.flatMap(({ path }) =>
      path.startsWith('pools[].') ? [path.slice('pools[].'.length)] : [],
    )
    const theirs = fields.map(({ path }) => path)
    // The short form of a policy is the file's alone.
    const shortForms = ['policy', 'fallbackPolicy', 'shadow.policy', 'canary.policy']
    expect([...ours].sort()).toEqual([...theirs, ...shortForms].sort())
    const defaults = CONFIG_REFERENCE.flatMap(({ path }) =>
      path.startsWith('poolDefaults.') ? [path.slice('poolDefaults.'.length)] : [],
    )
    // A trial is a matter of one pool.
    const ofOnePool = ours.filter((path) => path === 'name' || /^(shadow|canary)\./.test(path))
    expect([...defaults, ...ofOnePool].sort()).toEqual([...ours].sort())
  })

  test('say the same ranges', () => {
    const seen: string[] = []
    for (const { path, comment } of fields) {
      const allowed = byPath.get(`pools[].${path}`)?.allowed ?? ''
      const [, low = '', high = ''] =
        /(?:: |^)([\d.,]+(?: ms| s)?) to ([\d.,]+(?: \w+)?)[.,:;]?(?= 0 |\s|$)/.exec(
          comment.replaceAll(/([a-z\d])([.,])(?=\s|$)/g, '$1 '),
        ) ?? []
      if (high === '' || path === 'name') continue
      const bounds = allowed.split(' to ').map((text) => parseDuration(text) ?? Number(text.replaceAll(',', '')))
      seen.push(path)
      expect({ path, bounds }).toEqual({ path, bounds: [quantity(low), quantity(high)] })
    }
    expect(seen.length).toBeGreaterThanOrEqual(25)
  })

  test('say the same defaults', () => {
    const seen: string[] = []
    for (const { path, comment } of fields) {
      const [, text] = /Default: ([^.]+(?:\.\d+)?)\./.exec(comment) ?? []
      if (text === undefined) continue
      const { defaultValue = '' } = byPath.get(`pools[].${path}`) ?? {}
      seen.push(path)
      const ours = parseDuration(defaultValue) ?? defaultValue
      expect({ path, value: String(ours) }).toEqual({ path, value: String(quantity(text) ?? text) })
    }
    expect(seen.length).toBeGreaterThanOrEqual(30)
  })
})

/** The rows of the tables of a page whose first cell is code, as texts without the backticks around the first cell. */
function rows(page: string): readonly (readonly string[])[] {
  const text = readFileSync(join(ROOT, 'docs/reference', page), 'utf8')
  return [...text.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)].map(([, first = '', rest = '']) => [
    first,
    ...rest.split(' | ').map((cell) => cell.trim()),
  ])
}

const shown = (defaultValue: string | undefined): string =>
  defaultValue === undefined ? 'required' : defaultValue === '' ? 'none' : `\`${defaultValue}\``

test('docs/reference/configuration.md lists every key with type, values, default and meaning, and no other', () => {
  // poolDefaults takes the keys of a pool but its name: the page says so once.
  const server = CONFIG_REFERENCE.filter(({ path }) => !path.startsWith('poolDefaults.'))
  const expected = [...server, ...AGENT_REFERENCE].map(({ path, kind, allowed, defaultValue, about }) => [
    ...[path, kind, allowed, shown(defaultValue), about],
  ])
  expect(rows('configuration.md')).toEqual(expected)
})

test('the examples of docs/reference/configuration.md load', () => {
  const text = readFileSync(join(ROOT, 'docs/reference/configuration.md'), 'utf8')
  const [server = '', agent = '', ...rest] = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, body = '']) => body)
  expect(rest).toEqual([])
  expect(loadConfig({ text: server, path: 'server.yaml', env: {} })).toMatchObject({ kind: 'loaded', warnings: [] })
  const input = { text: agent, path: 'agent.yaml', env: {}, flags: [], lookaside: undefined }
  expect(loadAgentConfig(input)).toMatchObject({ kind: 'loaded', config: { backends: [{ id: 'checkout-7' }] } })
})

test('the examples of docs/explanation/around-a-policy.md load, and say something', () => {
  const text = readFileSync(join(ROOT, 'docs/explanation/around-a-policy.md'), 'utf8')
  const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, body = '']) => body)
  expect(examples).toHaveLength(5)
  for (const example of examples) {
    const loaded = loadPoolFile(example, 'pool.yaml')
    if (loaded.kind === 'invalid') throw new Error(loaded.problems.map(formatProblem).join('\n'))
    const [pool] = loaded.pools
    expect(pool?.config).not.toEqual(defaultPoolConfig(pool?.config.name ?? ''))
  }
})

test('docs/reference/environment.md lists every variable, and no other', () => {
  const expected = ENVIRONMENT.map(({ name, path, readBy, about }) => [
    name,
    path === '' ? '' : `\`${path}\``,
    readBy,
    about,
  ])
  expect(rows('environment.md')).toEqual(expected)
})

test('every single value of the file has a variable, with a name of its own', () => {
  const names = ENVIRONMENT.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const { path, kind } of CONFIG_REFERENCE) {
    if (path.includes('[]') || kind === 'list' || kind === 'mapping' || path.endsWith('olicy.type')) continue
    expect(names).toContain(variableOf(path))
  }
  expect(variableOf('poolDefaults.slowStart.minWeightPercent')).toBe(
    'LOOKASIDE_POOL_DEFAULTS_SLOW_START_MIN_WEIGHT_PERCENT',
  )
})
