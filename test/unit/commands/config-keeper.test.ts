import { describe, expect, test } from '@jest/globals'

import type { ConfigReading } from '../../../server/commands/config-keeper.ts'
import { createReloadRecord, keepConfigFresh } from '../../../server/commands/config-keeper.ts'
import type { ServerConfig } from '../../../server/config/index.ts'
import { loadConfig } from '../../../server/config/index.ts'
import type { Reconfigured } from '../../../server/reconfigure.ts'
import { FakeTime } from '../../support/fake-time.ts'

const FILE = 'lookaside.yaml'
const START = 'pools: [{name: a}]\n'

function reading(text: string | undefined): ConfigReading {
  if (text === undefined) {
    const problem = { source: FILE, line: undefined, column: undefined, path: '', hint: '' }
    return { kind: 'unreadable', problems: [{ ...problem, expected: 'a file here', got: 'nothing' }] }
  }
  const load = () => {
    const loaded = loadConfig({ text, path: FILE, env: {} })
    return loaded.kind === 'loaded' ? loaded : { problems: loaded.problems }
  }
  return { kind: 'read', text, load }
}

function configOf(text: string): ServerConfig {
  const loaded = loadConfig({ text, path: FILE, env: {} })
  if (loaded.kind === 'invalid') throw new Error('the test is wrong')
  return loaded.config
}

/** A keeper over a file that the test writes, with the clock in its hands. */
function setUp(answer: (config: ServerConfig) => Reconfigured = () => ({ kind: 'applied', notes: [] })) {
  const time = new FakeTime()
  const file: { text: string | undefined } = { text: START }
  const applied: ServerConfig[] = []
  const levels: string[] = []
  const lines: string[] = []
  const watched: (() => void)[] = []
  const record = createReloadRecord(FILE)
  const note = (level: string) => (message: string, fields?: object) =>
    void lines.push([level, message, ...(fields === undefined ? [] : [JSON.stringify(fields)])].join(' '))
  const keeper = keepConfigFresh({
    record,
    read: () => reading(file.text),
    started: { text: START, config: configOf(START) },
    apply: (config) => {
      applied.push(config)
      return Promise.resolve(answer(config))
    },
    setLogLevel: (level) => void levels.push(level),
    folders: () => ['/etc/lookaside'],
    watchFolder: (_folder, run) => {
      watched.push(run)
      return () => void watched.splice(watched.indexOf(run), 1)
    },
    timers: time,
    log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
  })
  /** Lets time and promises pass in turn. */
  const pass = async (ms: number): Promise<void> => {
    for (let gone = 0; gone < ms; gone += 50) {
      time.advance(50)
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    }
  }
  const change = async (text: string | undefined): Promise<void> => {
    file.text = text
    for (const run of [...watched]) run()
    await pass(2_000)
  }
  return { keeper, record, file, applied, levels, lines, watched, pass, change }
}

describe('a configuration file that changes', () => {
  test('a good change is in force, and the log says what changed', async () => {
    const { change, applied, record, lines, levels } = setUp()
    await change('log: {level: debug}\npools: [{name: a, pickLease: 1m}]\n')
    expect(applied).toHaveLength(1)
    expect(levels).toEqual(['debug'])
    expect(record.last).toEqual({ at: expect.any(Date), ok: true, problems: [] })
    expect(record.loadedAt).toBe(record.last?.at)
    expect(lines).toEqual([
      expect.stringMatching(/^info the configuration was reloaded .*pools\[a\]\.pickLease: \\"30s\\" -> \\"1m\\"/),
    ])
  })

  test('events without a change do nothing', async () => {
    const { change, applied, lines, record } = setUp()
    await change(START)
    expect({ applied, lines, last: record.last }).toEqual({ applied: [], lines: [], last: undefined })
  })

  test('a bad change keeps the old one and says where the fault is, once', async () => {
    const { change, applied, record, lines } = setUp()
    await change('pools: [{nam: a}]\n')
    await change('pools: [{nam: a}]\n')
    expect(applied).toEqual([])
    expect(record.last).toMatchObject({
      ok: false,
      problems: [expect.stringMatching(/^lookaside\.yaml:1:9: /), expect.any(String)],
    })
    expect(lines).toEqual([
      expect.stringMatching(/^error the configuration file is no good.*did you mean \\"name\\"\?/),
    ])
    await change(START)
    expect(record.last).toMatchObject({ ok: true, problems: [] })
  })

  test('what the running service refuses is told with its place', async () => {
    const { change, record } = setUp(() => ({
      kind: 'refused',
      faults: [{ at: ['pools', 0, 'policy', 'type'], part: 'value', expected: 'a policy', got: '"x"', hint: '' }],
    }))
    await change('pools:\n  - name: a\n    policy: x\n')
    expect(record.last).toMatchObject({
      ok: false,
      problems: ['lookaside.yaml:3:13: pools[0].policy: expected a policy, got "x"'],
    })
  })

  test.each([undefined, '', '\n'])('a file that becomes %j keeps the old one', async (text) => {
    const { change, applied, record } = setUp()
    await change(text)
    expect(applied).toEqual([])
    expect(record.last).toMatchObject({ ok: false, problems: [expect.stringMatching(/^lookaside\.yaml: expected/)] })
  })

  test('a file that is away for a moment only is not missed', async () => {
    const { watched, file, pass, applied, record } = setUp()
    file.text = undefined
    for (const run of [...watched]) run()
    await pass(600)
    file.text = 'pools: [{name: b}]\n'
    await pass(2_500)
    expect(applied.map(({ pools }) => pools.map(({ name }) => name))).toEqual([['b']])
    expect(record.last).toMatchObject({ ok: true })
  })

  test('a write in pieces is taken when it is whole', async () => {
    const { watched, file, pass, applied } = setUp()
    for (const text of ['pools: [{name: b}', 'pools: [{name: b}, {name: c}', 'pools: [{name: b}, {name: c}]\n']) {
      file.text = text
      for (const run of [...watched]) run()
      await pass(100)
    }
    await pass(2_000)
    expect(applied.map(({ pools }) => pools.length)).toEqual([2])
  })

  test('settings that need a restart are named with each reload', async () => {
    const { change, lines } = setUp()
    await change('listen: 127.0.0.1:1\npools: [{name: a}]\n')
    await change('listen: 127.0.0.1:1\npools: [{name: a, pickLease: 1m}]\n')
    expect(lines.filter((line) => line.startsWith('warn'))).toEqual([
      expect.stringMatching(/restart only .*listen: \\"127.0.0.1:50051\\" -> \\"127.0.0.1:1\\"/),
      expect.stringMatching(/restart only .*listen/),
    ])
  })

  test('SIGHUP reads what has not changed as well; after close nothing is read', async () => {
    const { keeper, pass, applied, lines, watched } = setUp()
    const done = keeper.check(true)
    await pass(200)
    await done
    expect(applied).toHaveLength(1)
    expect(lines).toEqual([expect.stringMatching(/^info the configuration was read again/)])
    keeper.close()
    expect(watched).toEqual([])
    await keeper.check(true)
    expect(applied).toHaveLength(1)
  })

  test('a refused file is tried again without an event: what it names may have been mended', async () => {
    let good = false
    const { change, pass, record } = setUp(() =>
      good
        ? { kind: 'applied', notes: [] }
        : { kind: 'refused', faults: [{ at: ['policies'], part: 'value', expected: 'a', got: 'b', hint: '' }] },
    )
    await change('policies: [{path: ./x.ts}]\n')
    expect(record.last?.ok).toBe(false)
    good = true
    await pass(31_000)
    expect(record.last?.ok).toBe(true)
  })
})
