import { afterAll, describe, expect, test } from '@jest/globals'
import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { PolicyConfigError } from '../../../policies/policy.ts'
import { FakeTime } from '../../support/fake-time.ts'
import { fakeContext, recordingLog, REQUEST } from './fakes.ts'
import { goodPolicy, load, makeFolder, policyFields, type Folder } from './sources.ts'
import { syntheticSnapshot } from '../../../server/policy-host/synthetic-snapshot.ts'

const folders: Folder[] = []
function folderWith(files: Readonly<Record<string, string>>): Folder {
  const folder = makeFolder(files)
  folders.push(folder)
  return folder
}
afterAll(() => {
  for (const { path } of folders) rmSync(path, { recursive: true, force: true })
})

describe('what can be loaded', () => {
  const forms: readonly (readonly [string, string, string])[] = [
    ['a default export', 'my.js', goodPolicy()],
    ['an ES module by name', 'my.mjs', goodPolicy()],
    ['an export named policy', 'my.js', `export const policy = ${policyFields()}`],
    ['both, when they are the same', 'my.js', `export const policy = ${policyFields()}\nexport default policy`],
    ['module.exports', 'my.cjs', `module.exports = ${policyFields()}`],
    ['exports.policy', 'my.cjs', `exports.policy = ${policyFields()}`],
    ['CommonJS in .js', 'my.js', `module.exports = ${policyFields()}`],
    [
      'compiled TypeScript',
      'my.cjs',
      `Object.defineProperty(exports, '__esModule', { value: true }); exports.default = ${policyFields()}`,
    ],
    [
      'TypeScript',
      'my.ts',
      `const type: string = 'my_policy'\nexport default ${policyFields({ type: 'type' })} satisfies object`,
    ],
    [
      'TypeScript module',
      'my.mts',
      `import type { PolicyFactory } from 'lookaside/policies/policy'\nconst policy: PolicyFactory = ${policyFields()}\nexport { policy }`,
    ],
    [
      'types that nobody can find',
      'my.ts',
      `import type { A } from '../../nowhere.ts'\nimport { B } from 'nowhere'\nexport default ${policyFields()} as A & B`,
    ],
    [
      'a class with getters',
      'my.js',
      `class Factory { get type() { return 'my_policy' } stability = 'beta'; description = 'x'
       get consumes() { return { required: [], optional: ['weight'] } } get configSchema() { return {} }
       parseConfig(input) { return this.kept(input) } kept(input) { return input ?? 1 } create() { return { onSnapshot: () => ({ pick: () => ({ kind: 'none', reason: this.type }) }) } } }
       export default new Factory()`,
    ],
  ]
  test.each(forms)('%s', async (_, name, text) => {
    const loaded = await load(folderWith({ [name]: text }), { kind: 'path', path: `./${name}` })
    expect(loaded.factory.type).toBe('my_policy')
    expect(loaded.version).toMatch(/^[0-9a-f]{12}$/)
    const policy = loaded.factory.create(
      loaded.factory.parseConfig(undefined),
      fakeContext(new FakeTime(), recordingLog()),
    )
    expect(policy.onSnapshot(syntheticSnapshot(3, 1)).pick(REQUEST).kind).toMatch(/picked|none/)
  })

  test('relative imports, JSON and names of files beside it', async () => {
    const folder = folderWith({
      'policies/my.ts': `import { name } from './lib/name.ts'\nimport data from './data.json'\nimport path from 'node:path'
        export default ${policyFields({ type: 'name', description: `data.text + path.basename(__filename)` })}`,
      'policies/lib/name.ts': `export const name: string = 'my_policy'`,
      'policies/data.json': `{ "text": "from " }`,
    })
    const { factory, footprint } = await load(folder, { kind: 'path', path: 'policies/my.ts' })
    expect(factory.description).toBe('from my.ts')
    const files = ['policies/data.json', 'policies/lib/name.ts', 'policies/my.ts'].map((name) =>
      join(folder.path, name),
    )
    expect([...footprint.files.keys()].sort()).toEqual(files)
  })

  test('helpers of this project are the very same objects, from a folder without node_modules', async () => {
    const folder = folderWith({
      'my.ts': `import { PolicyConfigError, type PolicyFactory } from 'lookaside/policy'
        import { createRng } from 'lookaside/lib/rng'
        createRng(1).next()
        const policy: PolicyFactory = ${policyFields({
          parseConfig: `(input) => { if (input) throw new PolicyConfigError({ policy: 'my_policy', path: 'a', expected: 'b', got: 'c' }); return {} }`,
        })}
        export default policy`,
    })
    const { factory } = await load(folder, { kind: 'path', path: './my.ts' })
    expect(() => factory.parseConfig({ x: 1 })).toThrow(PolicyConfigError)
    expect(() => factory.parseConfig({ x: 1 })).toThrow('policy my_policy: a: expected b, got c')
  })

  test('a package by name, ES module or CommonJS, with packages of its own', async () => {
    const folder = folderWith({
      'node_modules/acme-policy/package.json': JSON.stringify({
        name: 'acme-policy',
        type: 'module',
        exports: { '.': { import: './dist/index.js' } },
      }),
      'node_modules/acme-policy/dist/index.js': `import { kind } from 'acme-lib'\nimport { word } from './word.js'\nexport const policy = ${policyFields({ type: 'kind', description: 'word' })}`,
      'node_modules/acme-policy/dist/word.js': `export const word = 'a word'`,
      'node_modules/acme-policy/node_modules/acme-lib/index.js': `exports.kind = 'acme'`,
      'node_modules/@acme/cjs/package.json': JSON.stringify({ name: '@acme/cjs', main: 'main.js' }),
      'node_modules/@acme/cjs/main.js': `module.exports = ${policyFields()}`,
    })
    const first = await load(folder, { kind: 'package', package: 'acme-policy' })
    expect(first.factory).toMatchObject({ type: 'acme', description: 'a word' })
    expect((await load(folder, { kind: 'package', package: '@acme/cjs' })).factory.type).toBe('my_policy')
  })

  test('two loads share nothing', async () => {
    const folder = folderWith({
      'my.js': `let made = 0\nexport default ${policyFields({ description: `'made ' + ++made` })}`,
    })
    const [first, second] = [
      await load(folder, { kind: 'path', path: 'my.js' }),
      await load(folder, { kind: 'path', path: 'my.js' }),
    ]
    expect([first.factory.description, second.factory.description]).toEqual(['made 1', 'made 1'])
    expect(first.version).toBe(second.version)
  })

  test('a symbolic link is followed as Node does it, and watched under both names', async () => {
    const folder = folderWith({
      'real/my.js': `import './beside.js'\n${goodPolicy()}`,
      'real/beside.js': '',
      'link/x': '',
    })
    symlinkSync('../real/my.js', join(folder.path, 'link/my.js'))
    const { footprint } = await load(folder, { kind: 'path', path: 'link/my.js' })
    const files = ['link/my.js', 'real/beside.js', 'real/my.js'].map((name) => join(folder.path, name))
    expect([...footprint.files.keys()].sort()).toEqual(files)
  })
})

describe('warnings', () => {
  test('a policy that is slow, picks nothing, or accepts anything, is loaded and warned of', async () => {
    const clock = { time: 0, now: () => (clock.time += 1) }
    const log = recordingLog()
    const text = goodPolicy({
      parseConfig: '() => ({})',
      create: `() => ({ onSnapshot: () => ({ pick: () => ({ kind: 'none', reason: 'never' }) }) })`,
    })
    await load(
      folderWith({ 'my.js': `${text}\nimport.meta.dirname` }),
      { kind: 'path', path: 'my.js' },
      { log, clock: { now: () => (clock.time += 50) } },
    )
    const messages = log.lines.map(({ message, fields }) => `${message} ${JSON.stringify(fields)}`)
    expect(messages).toEqual([
      expect.stringMatching(/^esbuild on a policy .*my\.js:\d+:\d+: \\"import\.meta\\"/),
      expect.stringMatching(/^a policy picked nothing in its proof/),
      expect.stringMatching(/^a policy is slow/),
      expect.stringMatching(/^a policy accepts unknown keys/),
    ])
  })
})

describe('parameters', () => {
  const loaded = () =>
    load(
      folderWith({
        'my.js': goodPolicy({
          parseConfig: `(input = {}) => { input.seen = true; if (input.bad) throw 'bad'; return input }`,
        }),
      }),
      { kind: 'path', path: 'my.js' },
    )

  test('a key __proto__ never reaches the policy', async () => {
    const { factory } = await loaded()
    const input: unknown = JSON.parse('{"a": [{"__proto__": {"polluted": 1}}]}')
    expect(() => factory.parseConfig(input)).toThrow('policy my_policy: config.a.0.__proto__: expected no such key')
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  test('the policy gets a copy', async () => {
    const { factory } = await loaded()
    const input = { a: 1 }
    expect(factory.parseConfig(input)).toEqual({ a: 1, seen: true })
    expect(input).toEqual({ a: 1 })
  })

  test('whatever it throws is a PolicyConfigError, and depth is bounded', async () => {
    const { factory } = await loaded()
    expect(() => factory.parseConfig({ bad: 1 })).toThrow(PolicyConfigError)
    expect(() => factory.parseConfig({ f: () => 1 })).toThrow(PolicyConfigError)
    let deep: unknown = {}
    for (let level = 0; level < 100_000; level += 1) deep = { deep }
    expect(() => factory.parseConfig(deep)).toThrow('at most 32 levels')
  })

  test('an error of a copied contract keeps its fields', async () => {
    const text = goodPolicy({
      parseConfig: `(input) => { if (input) throw Object.assign(new Error('x'), { name: 'PolicyConfigError', path: 'p', expected: 'e', got: 'g' }); return {} }`,
    })
    const { factory } = await load(folderWith({ 'my.js': text }), { kind: 'path', path: 'my.js' })
    expect(() => factory.parseConfig({})).toThrow('policy my_policy: p: expected e, got g')
  })
})
