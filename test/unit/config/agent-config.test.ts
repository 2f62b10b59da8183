import { describe, expect, test } from '@jest/globals'

import { loadAgentConfig } from '../../../server/config/agent-config.ts'
import { readConfigFile } from '../../../server/config/config-file.ts'
import { formatProblem } from '../../../server/config/problem.ts'

interface Given {
  text?: string
  env?: Record<string, string>
  flags?: Record<string, string>
  lookaside?: string
}

function load({ text, env = {}, flags = {}, lookaside }: Given) {
  const settings = Object.entries(flags).map(([path, value]) => ({ flag: `--${path}`, path: path.split('.'), value }))
  return loadAgentConfig({ text, path: 'agent.yaml', env, flags: settings, lookaside })
}

function problems(given: Given): readonly string[] {
  const result = load(given)
  return result.kind === 'invalid' ? result.problems.map(formatProblem) : []
}

const RHYTHM = { intervalMs: 1_000, timeoutMs: 1_000, rise: 2, fall: 3 }

test('a file, with every key', () => {
  const text = `
lookaside: [lb-1:50051, "[::1]:50051"]
drainWait: 2s
backends:
  - pool: checkout
    id: c-1
    address: 10.0.0.7:8080
    locality: {region: eu, zone: eu-a, subZone: rack1}
    labels: {version: "1.10"}
    weight: 5
    capacity: 12.5
    loadUrl: http://127.0.0.1:9/load
    check: {type: http, path: /live, address: 127.0.0.1:9, expectedStatus: 204, interval: 3s, timeout: 500ms, rise: 1, fall: 2}
  - {pool: checkout, address: 10.0.0.8:8080, check: {type: grpc, service: shop.Checkout}}
  - {pool: other, address: 10.0.0.8:8080, check: {type: none}}
  - {pool: third, address: 10.0.0.8:8080}
`
  const none = { region: '', zone: '', subZone: '' }
  const plain = { id: '10.0.0.8:8080', address: '10.0.0.8:8080', locality: none, labels: {}, weight: 1, capacity: 0 }
  expect(load({ text })).toEqual({
    kind: 'loaded',
    config: {
      lookaside: ['lb-1:50051', '[::1]:50051'],
      drainWaitMs: 2_000,
      backends: [
        {
          ...{ pool: 'checkout', id: 'c-1', address: '10.0.0.7:8080', labels: { version: '1.10' }, weight: 5 },
          ...{
            locality: { region: 'eu', zone: 'eu-a', subZone: 'rack1' },
            capacity: 12.5,
            loadUrl: 'http://127.0.0.1:9/load',
          },
          check: {
            type: 'http',
            path: '/live',
            expectedStatus: 204,
            intervalMs: 3_000,
            address: '127.0.0.1:9',
            timeoutMs: 500,
            rise: 1,
            fall: 2,
          },
        },
        { ...plain, pool: 'checkout', check: { type: 'grpc', service: 'shop.Checkout', ...RHYTHM } },
        { ...plain, pool: 'other', check: { type: 'none' } },
        { ...plain, pool: 'third', check: { type: 'tcp', ...RHYTHM } },
      ],
    },
  })
})

test('one backend from flags, the service from flag or environment', () => {
  const flags = {
    pool: 'a',
    address: 'h:1',
    'check.type': 'http',
    'check.path': '/up',
    weight: '7',
    'labels.canary': 'true',
  }
  const result = load({ flags, lookaside: 'x:1, y:2', env: { LOOKASIDE_ADDRESS: 'z:3' } })
  expect(result).toMatchObject({
    kind: 'loaded',
    config: {
      lookaside: ['x:1', 'y:2'],
      backends: [{ pool: 'a', id: 'h:1', weight: 7, labels: { canary: 'true' }, check: { type: 'http', path: '/up' } }],
    },
  })
  expect(load({ flags, env: { LOOKASIDE_ADDRESS: 'z:3' } })).toMatchObject({ config: { lookaside: ['z:3'] } })
})

describe('problems', () => {
  test.each<[Given, string | RegExp]>([
    [
      {},
      'backends: expected at least one backend, got none; name a file with --config, or describe one backend with --pool, --address and --check',
    ],
    [
      { text: 'backends: []' },
      'agent.yaml:1:11: backends: expected at least one backend, got none; list the backends that the agent speaks for',
    ],
    [{ text: '', flags: { pool: 'a' } }, /^--pool: expected either a file or flags that describe a backend, got both/],
    [
      { flags: { pool: 'a' } },
      '--address: expected an address "host:port", such as "10.0.0.7:8080" or "[::1]:8080", got nothing',
    ],
    [
      { flags: { pool: 'a', address: 'h:1', weight: '0' } },
      '--weight: expected a whole number from 1 to 1,000,000, got 0',
    ],
    [
      { flags: { pool: 'a', address: 'h:1', 'check.type': 'htpp' } },
      '--check.type: expected one of http, tcp, grpc, none, got "htpp"; did you mean "http"?',
    ],
    [{ flags: { pool: 'a', address: 'h:1' }, lookaside: 'x' }, /^--lookaside: lookaside\[0\]: expected an address/],
    [{ text: 'backends: [{pool: a, address: h:0}]' }, /expected an address/],
    [
      { text: 'backends: [{pool: a, address: h:1}, {pool: a, address: h:1}]' },
      /backends\[1\].id: expected an id that no other backend of the pool has, got "h:1" again$/,
    ],
    [
      { text: 'backends: [{pool: a, address: h:1, check: {type: tcp, path: /x}}]' },
      'agent.yaml:1:55: backends[0].check.path: expected type: http beside path, got type "tcp"',
    ],
    [
      { text: 'backends: [{pool: a, address: h:1, locality: {zone: z}}]' },
      /locality.zone: expected region beside zone, got no region$/,
    ],
    [
      { text: 'backends: [{pool: a, address: h:1, labels: {v: 1.10}}]' },
      /labels.v: expected a text of at most 256 characters; put it in quotes, got 1.1$/,
    ],
    [{ text: 'backends: [{pool: a, address: h:1, chekc: {}}]' }, /unknown key "chekc"; did you mean "check"\?$/],
    [
      { text: 'backends: [{pool: a, address: h:1, check: {path: healthz, type: http}}]' },
      /expected a path that begins with "\/"/,
    ],
    [
      {
        text: `backends: [{pool: a, address: h:1, labels: {${Array.from({ length: 33 }, (_, i) => `l${i}: x`).join(', ')}}}]`,
      },
      /labels: expected at most 32 labels/,
    ],
    [{ text: 'backends: [{pool: a, address: h:1, id: "a b"}]' }, /expected 1 to 128 letters/],
  ])('%j', (given, message) => {
    const found = problems(given)
    expect(found).toHaveLength(1)
    expect(found[0]).toEqual(typeof message === 'string' ? message : expect.stringMatching(message))
  })
})

describe('the file that is named', () => {
  const ask = (readFile: (path: string) => Uint8Array, flag?: string, fromEnvironment?: string) =>
    readConfigFile({ flag, variable: 'LOOKASIDE_CONFIG', fromEnvironment, readFile })
  const failing = (code: string) => () => {
    throw Object.assign(new Error(`${code}: it failed`), { code })
  }

  test('none is named, none is read', () => {
    expect(ask(failing('ENOENT'))).toEqual({ kind: 'none' })
    expect(ask(failing('ENOENT'), undefined, '')).toEqual({ kind: 'none' })
  })

  test('the flag wins over the environment', () => {
    const readFile = (path: string) => Buffer.from(path)
    expect(ask(readFile, 'a', 'b')).toEqual({ kind: 'read', path: 'a', text: 'a' })
    expect(ask(readFile, undefined, 'b')).toEqual({ kind: 'read', path: 'b', text: 'b' })
  })

  test.each([
    [failing('ENOENT'), 'f: expected a file here, got nothing; it is named by --config: check the path'],
    [failing('EISDIR'), 'f: expected a file, got a folder; it is named by --config: name the file in it'],
    [failing('EACCES'), 'f: expected a file that can be read, got no permission; it is named by --config'],
    [failing('EIO'), 'f: expected a file that can be read, got EIO: it failed; it is named by --config'],
    [() => new Uint8Array([0x66, 0xff, 0xfe]), 'f: expected text in UTF-8, got bytes that are none; save it as UTF-8'],
  ])('a file that cannot be used is a problem', (readFile, message) => {
    const file = ask(readFile, 'f')
    expect(file.kind === 'invalid' ? file.problems.map(formatProblem) : []).toEqual([message])
  })
})
