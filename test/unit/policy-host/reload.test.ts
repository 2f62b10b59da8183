import { afterEach, describe, expect, test } from '@jest/globals'
import { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createRng } from '../../../policies/lib/rng.ts'
import { startPolicyHost, type PolicyHost } from '../../../server/policy-host/host.ts'
import type { WatchFolder } from '../../../server/policy-host/watching.ts'
import { FakeTime } from '../../support/fake-time.ts'
import { fakeFactory, recordingLog } from './fakes.ts'
import { goodPolicy, makeFolder, type Folder } from './sources.ts'

const open: { host: PolicyHost; folder: Folder }[] = []
afterEach(async () => {
  for (const { host, folder } of open.splice(0)) {
    await host.close()
    rmSync(folder.path, { recursive: true, force: true })
  }
})

/** A host whose notifications and time are in the test's hands. */
async function start(files: Readonly<Record<string, string>>, path = './my.js') {
  const folder = makeFolder(files)
  return startIn(folder, path)
}

async function startIn(folder: Folder, path: string) {
  const time = new FakeTime()
  const log = recordingLog()
  const watched = new Map<string, () => void>()
  const watchFolder: WatchFolder = (name, onEvent) => {
    watched.set(name, onEvent)
    return () => watched.delete(name)
  }
  const host = await startPolicyHost({
    builtIns: [fakeFactory('built_in')],
    sources: [{ kind: 'path', path }],
    baseDir: folder.path,
    rng: createRng(1),
    clock: time,
    log,
    watchFolder,
    timers: time,
  })
  open.push({ host, folder })
  const notify = async (name = '.') => {
    watched.get(join(folder.path, name))?.()
    time.advance(100)
    await host.idle()
  }
  const poll = async () => {
    time.advance(30_000)
    await host.idle()
  }
  const view = () => host.registry.list().find(({ type }) => type === 'my_policy')
  const errors = () => log.lines.filter(({ level }) => level === 'error').map(({ fields }) => String(fields['error']))
  return { folder, host, time, log, watched, notify, poll, view, errors }
}

const described = (text: string): string => goodPolicy({ description: `'${text}'` })

describe('hot reload', () => {
  test('a newer version is in force after a notification, and those who use it are told', async () => {
    const { folder, host, notify, view } = await start({ 'my.js': described('one') })
    const before = view()?.version
    const told: string[] = []
    host.registry.subscribe('my_policy', {}, (factory) => told.push(factory.description))
    await notify()
    expect(told).toEqual([])
    folder.write('my.js', described('two'))
    await notify()
    expect(told).toEqual(['two'])
    expect(view()).toMatchObject({ description: 'two', loadError: '' })
    expect(view()?.version).not.toBe(before)
    folder.write('my.js', described('one'))
    await notify()
    expect(view()?.version).toBe(before)
  })

  test('many notifications are one look, and a lost one is made up for by the poll', async () => {
    const { folder, watched, time, host, view, poll } = await start({ 'my.js': described('one') })
    folder.write('my.js', described('two'))
    for (let index = 0; index < 50; index += 1) watched.get(folder.path)?.()
    time.advance(99)
    await host.idle()
    expect(view()?.description).toBe('one')
    await poll()
    expect(view()?.description).toBe('two')
    folder.write('my.js', described('three'))
    await poll()
    expect(view()?.description).toBe('three')
  })

  test('a change in an import counts, also in one that came later', async () => {
    const { folder, notify, view, watched } = await start({ 'my.js': described('one') })
    const importing = `import { text } from './lib/text.js'\n${goodPolicy({ description: 'text' })}`
    folder.write('lib/text.js', `export const text = 'two'`)
    folder.write('my.js', importing)
    await notify()
    expect(view()?.description).toBe('two')
    expect([...watched.keys()]).toContain(join(folder.path, 'lib'))
    folder.write('lib/text.js', `export const text = 'three'`)
    await notify('lib')
    expect(view()?.description).toBe('three')
  })

  test('a version that is no good leaves the one before, shows why, and is logged once', async () => {
    const { folder, notify, poll, view, errors } = await start({ 'my.js': described('one') })
    const { version } = view() ?? {}
    folder.write('my.js', 'export default {\n  type: = 1 }')
    await notify()
    await notify()
    await poll()
    const error = 'PolicyLoadError: policy ./my.js: my.js:2:9: Unexpected "="'
    expect(view()).toMatchObject({ description: 'one', version, loadError: error })
    expect(errors()).toEqual([error])
    folder.write('my.js', goodPolicy({ create: '() => 3' }))
    await notify()
    expect(errors()).toHaveLength(2)
    expect(view()?.loadError).toContain('create answered 3')
    folder.write('my.js', described('one'))
    await notify()
    expect(view()).toMatchObject({ description: 'one', version, loadError: '' })
  })

  test('a missing import is mended by a file that appears', async () => {
    const { folder, notify, view } = await start({ 'my.js': described('one'), 'lib/other.js': '' })
    folder.write('my.js', `import { text } from './lib/text'\n${goodPolicy({ description: 'text' })}`)
    await notify()
    expect(view()?.loadError).toContain('my.js:1:22: Could not resolve "./lib/text"')
    folder.write('lib/text.js', `export const text = 'two'`)
    await notify('lib')
    expect(view()).toMatchObject({ description: 'two', loadError: '' })
  })

  test('what is mended outside the watched folders is found by the poll', async () => {
    const { folder, notify, poll, view } = await start({ 'a/my.js': described('one') }, 'a/my.js')
    const reading =
      "import { readFileSync } from 'node:fs'\nconst text = readFileSync(__dirname + '/../text', 'utf8')\n"
    folder.write('a/my.js', reading + goodPolicy({ description: 'text' }))
    await notify('a')
    expect(view()?.loadError).toMatch(/a\/my\.js:2:14: .*ENOENT/)
    folder.write('text', 'late')
    await poll()
    expect(view()).toMatchObject({ description: 'late', loadError: '' })
  })

  test('a file that disappears and comes back', async () => {
    const { folder, notify, view, errors } = await start({ 'my.js': described('one') })
    folder.remove('my.js')
    await notify()
    expect(view()).toMatchObject({ description: 'one', loadError: expect.stringContaining('there is no such file') })
    expect(errors()).toHaveLength(1)
    folder.write('my.js', described('two'))
    await notify()
    expect(view()).toMatchObject({ description: 'two', loadError: '' })
  })

  test('editors that write beside it and rename', async () => {
    const { folder, notify, view } = await start({ 'my.js': described('one') })
    folder.write('.my.js.swp', described('two'))
    renameSync(join(folder.path, '.my.js.swp'), join(folder.path, 'my.js'))
    await notify()
    expect(view()?.description).toBe('two')
  })

  test('the symbolic links of a Kubernetes ConfigMap', async () => {
    const folder = makeFolder({
      '..v1/my.ts': `import { text } from './text.ts'\n${goodPolicy({ description: 'text' })}`,
      '..v1/text.ts': `export const text = 'one'`,
    })
    symlinkSync('..v1', join(folder.path, '..data'))
    symlinkSync('..data/my.ts', join(folder.path, 'my.ts'))
    symlinkSync('..data/text.ts', join(folder.path, 'text.ts'))
    const { notify, poll, view, errors, watched } = await startIn(folder, './my.ts')
    const swap = (name: string, before: string, text: string) => {
      folder.write(`${name}/my.ts`, `import { text } from './text.ts'\n${goodPolicy({ description: 'text' })}`)
      folder.write(`${name}/text.ts`, `export const text = '${text}'`)
      symlinkSync(name, join(folder.path, '..data_tmp'))
      renameSync(join(folder.path, '..data_tmp'), join(folder.path, '..data'))
      folder.remove(before)
    }
    swap('..v2', '..v1', 'two')
    await notify()
    expect(view()?.description).toBe('two')
    const version = view()?.version
    // The same text under another name is the same version.
    swap('..v3', '..v2', 'two')
    await notify()
    expect(view()?.version).toBe(version)
    expect([...watched.keys()].sort()).toEqual([folder.path, join(folder.path, '..v3')])
    swap('..v4', '..v3', 'four')
    await poll()
    expect(view()?.description).toBe('four')
    expect(errors()).toEqual([])
  })

  test('parameters that a pool uses must be accepted by the newer version', async () => {
    const { folder, host, notify, view } = await start({
      'my.js': goodPolicy({ parseConfig: '(input = {}) => input' }),
    })
    host.registry.subscribe('my_policy', { speed: 3 }, () => {})
    folder.write('my.js', described('strict'))
    await notify()
    expect(view()?.loadError).toMatch(/parseConfig: .*unknown key/)
    expect(view()?.description).not.toBe('strict')
  })

  test('a changed type is refused', async () => {
    const { folder, notify, view } = await start({ 'my.js': described('one') })
    folder.write('my.js', goodPolicy({ type: `'built_in'` }))
    await notify()
    expect(view()?.loadError).toContain('its type changed from "my_policy" to "built_in"')
  })

  test('nothing happens after close, also when a load is under way', async () => {
    const { folder, host, watched, time, view } = await start({ 'my.js': described('one') })
    folder.write('my.js', described('two'))
    watched.get(folder.path)?.()
    time.advance(100)
    await host.close()
    expect(watched.size).toBe(0)
    expect(view()?.description).toBe('one')
    time.advance(100_000)
    await host.idle()
    expect(view()?.description).toBe('one')
  })
})

describe('startPolicyHost', () => {
  test('a policy that cannot be loaded, or is there twice, stops the start', async () => {
    const folder = makeFolder({ 'my.js': goodPolicy(), 'again.js': goodPolicy() })
    mkdirSync(join(folder.path, 'empty'))
    const begin = (...paths: string[]) =>
      startPolicyHost({
        builtIns: [],
        sources: paths.map((path) => ({ kind: 'path', path })),
        baseDir: folder.path,
        rng: createRng(1),
        clock: new FakeTime(),
        log: recordingLog(),
      })
    await expect(begin('./nope.js')).rejects.toThrow('policy ./nope.js: there is no such file')
    await expect(begin('./my.js', './again.js')).rejects.toThrow(
      'policy type "my_policy" of ./again.js is taken by ./my.js',
    )
    unlinkSync(join(folder.path, 'my.js'))
    rmSync(folder.path, { recursive: true })
  })
})
