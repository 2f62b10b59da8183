import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { serve } from '../../server/commands/serve.ts'
import { runCommandLine } from '../support/run-cli.ts'
import { until } from '../support/until.ts'

let folder: string
let stderr: string
let stop: () => void
let hangUp: () => void
let ended: Promise<number>

const config = (pools: string): string =>
  `listen: 127.0.0.1:0\nhttp: {listen: 127.0.0.1:0}\nstore: "memory:"\npools:\n${pools}\n`

const path = (name: string): string => join(folder, name)

/** Serves by the file inside the test, until it is stopped. */
async function start(file: string): Promise<string> {
  ended = serve(
    { config: file, settings: [] },
    {
      stdout: { write: () => {} },
      stderr: { write: (text) => void (stderr += text) },
      ...{ env: {}, isTty: false, width: () => undefined, cwd: folder, residentMemory: () => 0 },
      readFile: (name) => readFileSync(name),
      realPath: (name) => (existsSync(name) ? realpathSync(name) : name),
      onStopSignal: (run) => ((stop = run), () => {}),
      onHangUp: (run) => ((hangUp = run), () => {}),
    },
  )
  await until('it serves', () => stderr.includes('"msg":"serving"'))
  return `127.0.0.1:${/"grpc":(\d+)/.exec(stderr)?.[1] ?? ''}`
}

async function poolsAt(address: string): Promise<string> {
  const { stdout } = await runCommandLine(['pools', '-o', 'json', '--address', address])
  const answer = JSON.parse(stdout) as { pools: { name: string; policy: string }[] }
  return answer.pools.map(({ name, policy }) => `${name}:${policy}`).join(' ')
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lookaside-reload-'))
  stderr = ''
  stop = () => {}
})

afterEach(async () => {
  stop()
  await ended
  rmSync(folder, { recursive: true, force: true })
})

describe('serve follows its configuration file', () => {
  test('written in place, replaced by a rename, spoilt, gone, and back', async () => {
    writeFileSync(path('f.yaml'), config('  - name: a'))
    const address = await start(path('f.yaml'))
    const becomes = (pools: string) => until(pools, async () => (await poolsAt(address)) === pools)

    writeFileSync(path('f.yaml'), config('  - {name: a, policy: random}'))
    await becomes('a:random')

    writeFileSync(
      path('next.yaml'),
      config('  - {name: a, policy: random}\n  - {name: b, policy: {type: ring_hash, config: {minRingSize: 8}}}'),
    )
    renameSync(path('next.yaml'), path('f.yaml'))
    await becomes('a:random b:ring_hash')

    writeFileSync(path('f.yaml'), config('  - {name: a, policy: rundom}'))
    await until('the fault is told', () =>
      /f\.yaml:5:\d+: pools\[0\]\.policy: .*did you mean \\"random\\"/.test(stderr),
    )
    rmSync(path('f.yaml'))
    await until('its loss is told', () => stderr.includes('expected a file here, got nothing'))
    expect(await poolsAt(address)).toBe('a:random b:ring_hash')

    writeFileSync(path('f.yaml'), config('  - {name: c}').replace('127.0.0.1:0\nhttp', '127.0.0.1:1\nhttp'))
    await becomes('c:adaptive')
    await until('the restart is named', () => /restart only|"settings":\["listen/.test(stderr))
  })

  test('the switch of symbolic links by which Kubernetes updates a ConfigMap', async () => {
    const version = (name: string, text: string): void => {
      mkdirSync(path(name))
      writeFileSync(join(path(name), 'f.yaml'), text)
    }
    version('..1', config('  - name: one'))
    version('..2', config('  - name: two'))
    symlinkSync('..1', path('..data'))
    symlinkSync(join('..data', 'f.yaml'), path('f.yaml'))
    const address = await start(path('f.yaml'))
    expect(await poolsAt(address)).toBe('one:adaptive')
    symlinkSync('..2', path('..data_tmp'))
    renameSync(path('..data_tmp'), path('..data'))
    await until('the other is in force', async () => (await poolsAt(address)) === 'two:adaptive')
    // And back again: the watch has followed.
    symlinkSync('..1', path('..data_tmp'))
    renameSync(path('..data_tmp'), path('..data'))
    await until('the first is in force', async () => (await poolsAt(address)) === 'one:adaptive')
  })

  test('SIGHUP reads it again, and a policy that was added is loaded', async () => {
    writeFileSync(path('f.yaml'), config('  - name: a'))
    const address = await start(path('f.yaml'))
    hangUp()
    await until('it was read', () => stderr.includes('the configuration was read again'))
    const source = readFileSync(new URL('../../policies/example/canary-split.ts', import.meta.url), 'utf8')
    writeFileSync(
      path('canary.ts'),
      source.replaceAll(
        /from '\.\.\/(lib\/[^']+|policy\.ts)'/g,
        (_, name: string) => `from '${new URL(`../../policies/${name}`, import.meta.url).pathname}'`,
      ),
    )
    writeFileSync(path('f.yaml'), `policies: [{path: ./canary.ts}]\n${config('  - {name: a, policy: canary_split}')}`)
    await until('it picks by it', async () => (await poolsAt(address)) === 'a:canary_split', 15_000)
    writeFileSync(path('f.yaml'), config('  - {name: a}'))
    await until('it is let go', () => stderr.includes('a policy was let go'))
    const { stdout } = await runCommandLine(['policies', '--address', address])
    expect(stdout).not.toContain('canary_split')
  })
})
