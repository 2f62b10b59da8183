import { afterAll, describe, expect, test } from '@jest/globals'
import { rmSync } from 'node:fs'
import { goodPolicy, load, makeFolder, policyFields, type Folder } from './sources.ts'

const folders: Folder[] = []
function folderWith(files: Readonly<Record<string, string>>): Folder {
  const folder = makeFolder(files)
  folders.push(folder)
  return folder
}
afterAll(() => {
  for (const { path } of folders) rmSync(path, { recursive: true, force: true })
})

async function failure(files: Readonly<Record<string, string>>, path = './my.js'): Promise<string> {
  const loaded = load(folderWith(files), { kind: 'path', path })
  return loaded.then(
    () => 'it was loaded',
    (error: unknown) => String(error),
  )
}

describe('what cannot be loaded, and why', () => {
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, string | RegExp])[] = [
    ['a missing file', {}, /^PolicyLoadError: policy \.\/my\.js: there is no such file: \//],
    ['a folder', { 'my.js/x': '' }, /this is not a file/],
    ['an empty file', { 'my.js': '' }, 'no default export and no export named `policy`; it exports nothing'],
    ['other exports', { 'my.js': 'export const a = 1, b = 2' }, 'it exports a, b'],
    [
      'two policies',
      { 'my.js': `export default ${policyFields()}\nexport const policy = ${policyFields()}` },
      'they differ: export one policy',
    ],
    [
      'a syntax error',
      { 'my.js': 'const a = 1\nexport default {\n  type: = 1,\n}' },
      './my.js: my.js:3:9: Unexpected "="',
    ],
    ['a syntax error in an import', { 'my.js': `import './lib/b.ts'`, 'lib/b.ts': 'let x: = 1' }, 'lib/b.ts:1:8: '],
    [
      'an import that does not exist',
      { 'my.js': `// first\nimport './nope.js'` },
      'my.js:2:8: Could not resolve "./nope.js"',
    ],
    [
      'a package that does not exist',
      { 'my.js': `// first\nimport nope from 'no-such-package-here'\nnope()` },
      /Cannot find module 'no-such-package-here'/,
    ],
    [
      'a helper that does not exist',
      { 'my.js': `import { x } from 'lookaside/secret'\nx()` },
      /my\.js:1:19: "lookaside\/secret" is not offered to policies; there are lookaside\/policy, /,
    ],
    ['top-level await', { 'my.js': `await 1\n${goodPolicy()}` }, /my\.js:1:1: Top-level await/],
    [
      'a throw at the top, with its place',
      { 'my.js': `const a = 1\n\n  throw new Error('sorry ' + a)` },
      'my.js: my.js:3:9: sorry 1',
    ],
    ['a thrown text', { 'my.js': `throw 'sorry'` }, 'threw "sorry"'],
    ['a thrown proxy', { 'my.js': `throw new Proxy({}, { get() { throw 1 } })` }, 'threw an object'],
    [
      'exports that throw',
      {
        'my.cjs': `Object.defineProperty(exports, 'policy', { get() { throw new Error('ha') } })`,
        'my.js': `export * from './my.cjs'`,
      },
      'reading `policy` failed: ha',
    ],
    ['a number', { 'my.js': 'export default 3' }, 'the exported policy is 3; it must be an object'],
    ['a class', { 'my.js': 'export default class {}' }, 'the exported policy is a function'],
    [
      'a promise',
      { 'my.js': `export default Promise.resolve(${policyFields()})` },
      'the exported policy has no type, stability',
    ],
    ['missing fields', { 'my.js': goodPolicy({ type: '', create: '' }) }, 'the exported policy has no type, create'],
    [
      'a type in camel case',
      { 'my.js': goodPolicy({ type: `'myPolicy'` }) },
      'type: expected snake_case, for example "my_policy", got "myPolicy"',
    ],
    ['a long type', { 'my.js': goodPolicy({ type: `'a'.repeat(65)` }) }, 'type: expected a text of 1 to 64 characters'],
    [
      'a bad stability',
      { 'my.js': goodPolicy({ stability: `'gold'` }) },
      'stability: expected "stable", "beta" or "experimental", got "gold"',
    ],
    ['an empty description', { 'my.js': goodPolicy({ description: `' '` }) }, 'description: expected a text'],
    [
      'no signals',
      { 'my.js': goodPolicy({ consumes: '{ required: [] }' }) },
      'consumes.optional: expected an array of signals, got undefined',
    ],
    [
      'unknown signals',
      { 'my.js': goodPolicy({ consumes: `{ required: ['latencies'], optional: [] }` }) },
      'consumes.required: expected signals that somebody produces (in_flight, latency, success_rate, utilization, capacity, load_report, weight, flow), got "latencies"',
    ],
    [
      'a schema that is no object',
      { 'my.js': goodPolicy({ configSchema: '[]' }) },
      'configSchema: expected a JSON Schema, an object, got an array',
    ],
    [
      'a circular schema',
      { 'my.js': `const s = {}; s.s = s\n${goodPolicy({ configSchema: 's' })}` },
      'something that is not JSON',
    ],
    [
      'a huge schema',
      { 'my.js': goodPolicy({ configSchema: `{ d: 'x'.repeat(1e6) }` }) },
      'configSchema: expected at most 65536 characters',
    ],
    [
      'parseConfig that is no function',
      { 'my.js': goodPolicy({ parseConfig: '{}' }) },
      'parseConfig: expected a function, got an object',
    ],
    [
      'a getter that throws',
      { 'my.js': `export default { get type() { throw new Error('not now') } }` },
      'reading `type` failed: not now',
    ],
    [
      'a parseConfig that refuses its defaults',
      { 'my.js': goodPolicy({ parseConfig: `() => { throw new Error('need more') }` }) },
      /parseConfig: .*a failure of parseConfig: need more/,
    ],
    [
      'a parseConfig that promises',
      { 'my.js': goodPolicy({ parseConfig: 'async () => ({})' }) },
      'expected an answer at once, got a promise',
    ],
    [
      'create that promises',
      { 'my.js': goodPolicy({ create: 'async () => ({})' }) },
      'create: create answered a promise; it must be an object with the method onSnapshot(snapshot)',
    ],
    [
      'create that throws, with its place',
      { 'my.js': goodPolicy({ create: `() => {\n  throw new RangeError('no') }` }) },
      /create: my\.js:\d+:9: RangeError: no/,
    ],
    [
      'no picker',
      { 'my.js': goodPolicy({ create: '() => ({ onSnapshot() {} })' }) },
      'onSnapshot of 0 backends: onSnapshot answered undefined; it must be an object with the method pick(request)',
    ],
    [
      'an empty snapshot that was forgotten',
      {
        'my.js': goodPolicy({
          create: `() => ({ onSnapshot: ({ backends }) => ({ pick: () => ({ kind: 'picked', backend: backends[0] }) }) })`,
        }),
      },
      'pick from 0 backends: pick answered backend undefined that is not one',
    ],
    [
      'avoid that was forgotten',
      {
        'my.js': goodPolicy({
          create: `() => ({ onSnapshot: ({ backends }) => ({ pick: () => backends.length ? { kind: 'picked', backend: backends[0] } : { kind: 'none', reason: 'x' } }) })`,
        }),
      },
      'pick from 1 backends: pick chose "backend-0", which request.avoid forbids',
    ],
    [
      'promised picks',
      {
        'my.js': goodPolicy({
          create: `() => ({ onSnapshot: () => ({ pick: async () => { throw new Error('x') } }) })`,
        }),
      },
      'pick answered a promise',
    ],
    [
      'a changed snapshot',
      {
        'my.js': goodPolicy({
          create: `() => ({ onSnapshot: (snapshot) => { snapshot.backends.push(1) } })`,
        }),
      },
      /onSnapshot of 0 backends: .*not extensible/,
    ],
    [
      'a marked backend',
      {
        'my.js': goodPolicy({
          create: `() => ({ onSnapshot: ({ backends }) => { for (const b of backends) b.mine = 1; return { pick: () => ({ kind: 'none', reason: 'x' }) } } })`,
        }),
      },
      /onSnapshot of 1 backends: .*not extensible/,
    ],
    [
      'newcomers that were forgotten',
      {
        'my.js': goodPolicy({
          create: `() => ({ onSnapshot: ({ backends }) => ({ pick: () => ({ kind: 'none', reason: String(backends.map((b) => b.signals.loadReport().rps)) }) }) })`,
        }),
      },
      /pick from 3 backends: .*Cannot read properties of undefined/,
    ],
    [
      'outcomes of backends that have gone',
      {
        'my.js': goodPolicy({
          create: `() => ({ known: new Map(), onSnapshot({ backends }) { this.known = new Map(backends.map((b) => [b.id, b])); return { pick: () => ({ kind: 'none', reason: 'x' }) } }, onOutcome({ backendId }) { this.known.get(backendId).weight } })`,
        }),
      },
      'onOutcome: ',
    ],
    [
      'a circular dumpState',
      {
        'my.js': `const s = {}; s.s = s\n${goodPolicy({ create: `() => ({ dumpState: () => s, onSnapshot: () => ({ pick: () => ({ kind: 'none', reason: 'x' }) }) })` })}`,
      },
      /dumpState: .*circular/i,
    ],
    ...[
      ['is no JSON', `1n`, /state of 0 backends: .*BigInt/],
      ['it does not take again', `({ turn: 1 })`, /state of 0 backends: .*cannot go on from \{"turn":1\}/],
    ].map(([what, state, message]): [string, Record<string, string>, string | RegExp] => [
      `a state that ${String(what)}`,
      {
        'my.js': goodPolicy({
          create: `() => ({ onSnapshot(_, s) { if (s) throw new Error('cannot go on from ' + JSON.stringify(s)); return { pick: () => ({ kind: 'none', reason: 'x' }), state: () => ${String(state)} } } })`,
        }),
      },
      message ?? '',
    ]),
    [
      'a close that throws',
      {
        'my.js': goodPolicy({
          create: `() => ({ close() { throw new Error('never') }, onSnapshot: () => ({ pick: () => ({ kind: 'none', reason: 'x' }) }) })`,
        }),
      },
      /close: .*never/,
    ],
    ['an endless message', { 'my.js': `throw new Error('x'.repeat(5e6))` }, /^.{0,700}…$/],
  ]
  test.each(cases)('%s', async (_, files, message) => {
    const text = await failure(files)
    expect(text).toMatch(/^PolicyLoadError: policy \.\/my\.js: /)
    if (typeof message === 'string') expect(text).toContain(message)
    else expect(text).toMatch(message)
    expect(text.length).toBeLessThan(1_200)
  })

  test('a wrong ending of the name', async () => {
    expect(await failure({ 'my.py': '' }, './my.py')).toContain('ends in .ts, .mts, .js, .mjs, .cjs, got ".py"')
  })

  test('packages that are none', async () => {
    const folder = folderWith({})
    await expect(load(folder, { kind: 'package', package: './my.js' })).rejects.toThrow(
      'write `path:` in place of `package:`',
    )
    await expect(load(folder, { kind: 'package', package: 'no-such-package-here' })).rejects.toThrow(
      `there is no package "no-such-package-here" to be found from ${folder.path}`,
    )
    await expect(load(folder, { kind: 'package', package: 'node:fs' })).rejects.toThrow(
      'is a module of Node, not a package',
    )
  })

  test('parameters of a pool that the policy refuses', async () => {
    const folder = folderWith({ 'my.js': goodPolicy() })
    await expect(
      load(folder, { kind: 'path', path: 'my.js' }, { configs: () => [undefined, { speed: 1 }] }),
    ).rejects.toThrow(/parseConfig: .*unknown key/)
  })
})
