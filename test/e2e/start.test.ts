import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Finished, Processes } from '../support/processes.ts'
import { createProcesses } from '../support/processes.ts'
import { freePort } from '../support/redis.ts'
import { connectApi, lookaside } from './support/api.ts'

let processes: Processes
let folder: string

beforeEach(() => {
  processes = createProcesses()
  folder = processes.folder()
})

afterEach(() => processes.close())

const ANYWHERE = ['--listen', '127.0.0.1:0', '--http-listen', '127.0.0.1:0']

async function serveWith(config: string, name = 'lookaside'): Promise<Finished> {
  const path = join(folder, `${name}.yaml`)
  await writeFile(path, config)
  return processes.run(['serve', ...ANYWHERE, '--config', path])
}

/** Nothing was started, for a stated reason, and the exit code is the one of a wrong configuration. */
function expectRefused({ code, stdout, stderr }: Finished, reason: RegExp): void {
  expect(stderr).toMatch(reason)
  expect(stderr).not.toMatch(/"msg":"serving"|\n\s+at /)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
}

describe('what stops the start with exit code 2', () => {
  test('a configuration with faults: all of them at once, each with its place', async () => {
    const finished = await serveWith('poolz: []\npools:\n  - name: a\n    heartbeat: { interval: 5 }\n')
    expectRefused(finished, /lookaside\.yaml:1:1: poolz: .*did you mean "pools"\?/)
    expectRefused(finished, /lookaside\.yaml:4:28: pools\[0\]\.heartbeat\.interval: expected a duration .*got 5/)
    expectRefused(finished, /the configuration has 2 problems; nothing was started/)
  })

  test('a configuration that is no YAML', async () => {
    expectRefused(await serveWith('pools: [\n'), /lookaside\.yaml:2:1: expected valid YAML/)
  })

  test('a configuration file that is not there', async () => {
    const path = join(folder, 'nowhere.yaml')
    expectRefused(await processes.run(['serve', '--config', path]), /nowhere\.yaml: expected a file here/)
  })

  test('a port that is taken, for gRPC and for HTTP', async () => {
    const port = await freePort()
    const taken = `127.0.0.1:${port}`
    const occupant = createServer()
    await new Promise<void>((resolve) => occupant.listen(port, '127.0.0.1', resolve))
    try {
      const finished = await Promise.all(
        ['--listen', '--http-listen'].map((flag) => processes.run(['serve', ...ANYWHERE, flag, taken])),
      )
      for (const each of finished) {
        expectRefused(each, new RegExp(`cannot start: .*EADDRINUSE.* ${taken.replaceAll('.', '\\.')}`))
        expectRefused(each, /--listen and --http-listen choose other ports/)
      }
    } finally {
      occupant.close()
    }
  })

  test('a state file that is broken, and one that cannot be written', async () => {
    const broken = join(folder, 'state.json')
    await writeFile(broken, '{ broken')
    const refused = await processes.run(['serve', ...ANYWHERE, '--store', `memory:${broken}`])
    expectRefused(refused, /The state file .*state\.json is broken: it is not JSON.*Restore it from a copy/)

    const impossible = join(broken, 'below-a-file.json')
    const unwritable = await processes.run(['serve', ...ANYWHERE, '--store', `memory:${impossible}`])
    expectRefused(unwritable, /The state file .*below-a-file\.json/)
  })

  test('a policy that is not there, is not one, or is not loaded', async () => {
    await writeFile(join(folder, 'empty.ts'), 'export default {}\n')
    await writeFile(join(folder, 'typo.ts'), 'export default {{\n')
    const [nowhere, empty, typo, unknown] = await Promise.all([
      serveWith('policies: [{ path: ./nowhere.ts }]', 'nowhere'),
      serveWith('policies: [{ path: ./empty.ts }]', 'empty'),
      serveWith('policies: [{ path: ./typo.ts }]', 'typo'),
      serveWith('pools: [{ name: a, policy: nonsense }]', 'unknown'),
    ])
    expectRefused(nowhere, /policy \.\/nowhere\.ts: there is no such file/)
    expectRefused(empty, /policy \.\/empty\.ts: .*type/)
    expectRefused(typo, /typo\.ts:1:\d+/)
    expectRefused(
      unknown,
      /unknown\.yaml:\d+:\d+: pools\[0\]\.policy: expected a policy that is loaded: .*peak_ewma.*, got "nonsense"/,
    )
  })

  test('an address that other machines can reach, when nobody has asked for that by name', async () => {
    const open = ['--listen', '0.0.0.0:0', '--http-listen', '127.0.0.1:0']
    expectRefused(await processes.run(['serve', ...open]), /--listen: listen: expected a loopback address.*--insecure/)
  })

  test('a store that does not exist, and an option that does not exist', async () => {
    expectRefused(await processes.run(['serve', '--store', 'mysql://x']), /--store: store: expected the URL of a store/)
    expectRefused(await processes.run(['serve', '--nonsense']), /unknown option '--nonsense'/)
  })
})

test('a configuration without faults starts, with its pools, and with values from variables above those of the file', async () => {
  await mkdir(join(folder, 'sub'))
  const served = await processes.serve({
    folder: join(folder, 'sub'),
    config: 'log: { level: silent }\npools: [{ name: ready, panicThresholdPercent: 7 }]\n',
    env: { LOOKASIDE_LOG_LEVEL: 'info', LOOKASIDE_STORE: 'memory:' },
  })
  const answer: unknown = await (await fetch(`${served.http}/v1/pools/ready`)).json()
  expect(answer).toMatchObject({ pool: { config: { name: 'ready', panicThresholdPercent: 7 } } })
  expect(await (await fetch(`${served.http}/healthz`)).text()).toBe('ok\n')
  const api = connectApi(served.address)
  try {
    await expect(api.ask(lookaside.PickBackend, { pool: 'ready' })).rejects.toMatchObject({ reason: 'NO_BACKENDS' })
  } finally {
    api.close()
  }
})
