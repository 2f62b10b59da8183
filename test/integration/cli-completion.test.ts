import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { FakeAdmin } from '../support/fake-admin.ts'
import { startFakeAdmin } from '../support/fake-admin.ts'
import { builtProgram } from '../support/program.ts'
import { runCommandLine } from '../support/run-cli.ts'

let service: FakeAdmin
let folder: string

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0

beforeAll(async () => {
  service = await startFakeAdmin()
  service.script.listPools = () => ({
    pools: ['checkout', 'payments/cards', '$(id)'].map((name) => ({ config: { name } })),
  })
  service.script.listBackends = ({ pool }) => ({
    backends: ['10.0.0.1:80', '10.0.0.2:80', '`id`'].map((id) => ({
      backend: { id: pool === 'checkout' ? id : 'other' },
    })),
  })
  folder = mkdtempSync(join(tmpdir(), 'lookaside-completion-'))
  const program = join(folder, 'lookaside')
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${builtProgram()}" "$@"\n`)
  chmodSync(program, 0o755)
})

afterAll(() => {
  service.stop()
  rmSync(folder, { recursive: true, force: true })
})

const complete = async (line: string): Promise<readonly string[]> => {
  const { code, stdout, stderr } = await runCommandLine(['__complete', line], {
    env: { LOOKASIDE_ADDRESS: service.address },
  })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout.split('\n').filter((word) => word !== '')
}

describe('what is offered', () => {
  test.each([
    ['lookaside dr', ['drain']],
    ['lookaside pools ', ['get', 'put', 'delete']],
    ['lookaside config c', ['check']],
    ['lookaside backends ', ['checkout', 'payments/cards']],
    ['lookaside backends pay', ['payments/cards']],
    ['lookaside drain checkout 10.', ['10.0.0.1:80', '10.0.0.2:80']],
    ['lookaside drain --dry-run payments/cards ', ['other']],
    ['lookaside report --pool checkout --backend ', ['10.0.0.1:80', '10.0.0.2:80']],
    ['lookaside pools -o ', ['table', 'json']],
    [
      'lookaside explain pools.slowStart.',
      ['aggression', 'minWeightPercent', 'window'].map((key) => `pools.slowStart.${key}`),
    ],
    ['lookaside completion ', ['bash', 'zsh', 'fish']],
    ['lookaside weight checkout "10.0.0.1:80" ', []],
    ['lookaside nonsense ', []],
    ['lookaside backends checkout more ', []],
  ])('%j: %j', async (line, expected) => {
    expect(await complete(line)).toEqual(expected)
  })

  test('options of the command and of all', async () => {
    expect(await complete('lookaside drain --')).toEqual(expect.arrayContaining(['--dry-run', '--force', '--address']))
  })

  test('without a service only what is known without it, and quickly', async () => {
    const away = await runCommandLine(['__complete', 'lookaside backends '], {
      env: { LOOKASIDE_ADDRESS: '127.0.0.1:1' },
    })
    expect(away).toMatchObject({ code: 0, stdout: '', stderr: '' })
    const garbage = await runCommandLine(['__complete', 'lookaside backends '], { env: { LOOKASIDE_ADDRESS: ';;' } })
    expect(garbage).toMatchObject({ code: 0, stdout: '', stderr: '' })
  })
})

/** What bash itself would offer for a line, by the script that the program prints. */
function inBash(line: string): Promise<readonly string[]> {
  const script = `
    source <(lookaside completion bash)
    complete -p lookaside >&2
    COMP_LINE="$1"; COMP_POINT=\${#COMP_LINE}
    _lookaside_complete lookaside
    printf '%s\\n' "\${COMPREPLY[@]}"`
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}`, LOOKASIDE_ADDRESS: service.address }
    const bash = spawn('bash', ['-c', script, 'bash', line], { env })
    let [stdout, stderr] = ['', '']
    bash.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    bash.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    bash.on('error', reject)
    bash.on('close', () => {
      expect(stderr).toBe('complete -o bashdefault -o default -F _lookaside_complete lookaside\n')
      resolve(stdout.split('\n').filter((word) => word !== ''))
    })
  })
}

/** Where every tool has to be there, a missing shell fails its test instead of leaving it out. */
const needed = process.env['LOOKASIDE_REQUIRE_ALL'] === '1'
const bashTest = needed || has('bash') ? test : test.skip

describe('the scripts', () => {
  bashTest('bash offers commands, live pools and backends', async () => {
    expect(await inBash('lookaside und')).toEqual(['undrain'])
    expect(await inBash('lookaside watch ch')).toEqual(['checkout'])
    expect(await inBash('lookaside drain checkout ')).toEqual(['10.0.0.1:80', '10.0.0.2:80'])
    // A colon is the border of a word in bash: only what follows it is wanted.
    expect(await inBash('lookaside drain checkout 10.0.0.2:8')).toEqual(['80'])
  })

  const parses: readonly (readonly [string, readonly string[]])[] = [
    ['bash', ['-n']],
    ['zsh', ['-n']],
    ['fish', ['--no-execute']],
  ]
  for (const [shell, flags] of parses) {
    const shellTest = needed || has(shell) ? test : test.skip
    shellTest(`${shell} can read its script${has(shell) ? '' : ` (left out: there is no ${shell} here)`}`, async () => {
      const { stdout } = await runCommandLine(['completion', shell])
      const file = join(folder, `script.${shell}`)
      writeFileSync(file, stdout)
      expect(spawnSync(shell, [...flags, file], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
    })
  }
})
