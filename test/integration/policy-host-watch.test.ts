import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { BUILT_IN_POLICIES } from '../../policies/index.ts'
import { createRng } from '../../policies/lib/rng.ts'
import { describeError } from '../../server/policy-host/describe-error.ts'
import { checkedFactory } from '../../server/policy-host/factory-shape.ts'
import { startPolicyHost, type PolicyHost } from '../../server/policy-host/host.ts'
import { provePolicy } from '../../server/policy-host/prove.ts'
import { createPolicyRunner } from '../../server/policy-host/runner.ts'
import { syntheticSnapshot } from '../../server/policy-host/synthetic-snapshot.ts'
import { defaultPoolConfig } from '../../server/pools/pool-config.ts'
import { recordingLog, REQUEST } from '../unit/policy-host/fakes.ts'
import { goodPolicy, makeFolder } from '../unit/policy-host/sources.ts'

const clock = { now: () => performance.now() }
const answering = (reason: string): string =>
  `import { word } from './lib/word.ts'\n${goodPolicy({
    create: `() => ({ onSnapshot: () => ({ pick: () => ({ kind: 'none', reason: word + '${reason}' }) }) })`,
  })}`

describe('with the real file system, real notifications and the built-in policies', () => {
  const log = recordingLog()
  const folder = makeFolder({ 'my.ts': answering('one'), 'lib/word.ts': `export const word: string = 'a '` })
  let host: PolicyHost

  beforeAll(async () => {
    host = await startPolicyHost({
      builtIns: BUILT_IN_POLICIES,
      sources: [{ kind: 'path', path: './my.ts' }],
      baseDir: folder.path,
      rng: createRng(1),
      clock,
      log,
    })
  })
  afterAll(async () => {
    await host.close()
    rmSync(folder.path, { recursive: true })
  })

  const until = async (holds: () => boolean): Promise<void> => {
    const deadline = Date.now() + 10_000
    while (!holds()) {
      if (Date.now() > deadline) throw new Error(`it did not come true: ${holds.toString()}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  test('a pool serves each newer version as soon as it is proven, and loses no pick to a bad one', async () => {
    const runner = createPolicyRunner({ registry: host.registry, rng: createRng(1), clock, log })
    const pool = { ...defaultPoolConfig('checkout'), policy: { type: 'my_policy', config: {} } }
    const running = runner.run(pool)
    const picker = running.onSnapshot(syntheticSnapshot(3, 1))
    const reason = (): string | undefined => picker.pick(REQUEST).reason
    const view = () => host.registry.list().find(({ type }) => type === 'my_policy')
    expect(reason()).toBe('a one')

    folder.write('my.ts', answering('two'))
    await until(() => reason() === 'a two')

    folder.write('lib/word.ts', `export const word: string = 'b '`)
    await until(() => reason() === 'b two')

    folder.write('my.ts.tmp', answering('three'))
    renameSync(join(folder.path, 'my.ts.tmp'), join(folder.path, 'my.ts'))
    await until(() => reason() === 'b three')

    folder.write('my.ts', 'export default {')
    await until(() => view()?.loadError !== '')
    expect(view()?.loadError).toMatch(/my\.ts:1:\d+: /)
    expect(reason()).toBe('b three')

    folder.write('my.ts', answering('four'))
    await until(() => reason() === 'b four')
    expect(view()?.loadError).toBe('')
    expect(running.status()).toMatchObject({ activeType: 'my_policy', failures: 0 })
    running.close()
  })

  test('the built-in policies pass the checks and the proof that a third party’s must pass', () => {
    for (const builtIn of BUILT_IN_POLICIES) {
      const factory = checkedFactory(builtIn)
      const quiet = recordingLog()
      provePolicy({ factory, configs: [undefined], rng: createRng(1), clock, log: quiet, explain: describeError })
      expect(quiet.lines.filter(({ message }) => !message.includes('slow'))).toEqual([])
    }
    expect(BUILT_IN_POLICIES.length).toBeGreaterThan(0)
  })
})
