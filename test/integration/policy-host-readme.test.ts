import { afterAll, describe, expect, test } from '@jest/globals'
import { readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { SIGNAL_NAMES, type BackendSignals, type Snapshot, type SnapshotBackend } from '../../policies/policy.ts'
import { hostModules } from '../../server/policy-host/host-modules.ts'
import type { LoadedPolicy } from '../../server/policy-host/load.ts'
import { syntheticSnapshot } from '../../server/policy-host/synthetic-snapshot.ts'
import { FakeTime } from '../support/fake-time.ts'
import { fakeContext, recordingLog, REQUEST } from '../unit/policy-host/fakes.ts'
import { load, makeFolder } from '../unit/policy-host/sources.ts'

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8')
const readme = read('policies/README.md')
const blocks = (language: string): readonly string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, text]) => text ?? '')

// Exactly what a reader would save, in a folder that knows nothing of this project.
const folder = makeFolder({ 'canary-split.ts': blocks('ts')[0] ?? '', 'spare-capacity.js': blocks('js')[0] ?? '' })
afterAll(() => {
  rmSync(folder.path, { recursive: true })
})

function countPicks(
  { factory }: LoadedPolicy,
  config: unknown,
  snapshot: Snapshot,
  picks: number,
): Map<string, number> {
  const context = fakeContext(new FakeTime(), recordingLog())
  const picker = factory.create(factory.parseConfig(config), context).onSnapshot(snapshot)
  const counts = new Map<string, number>()
  for (let index = 0; index < picks; index += 1) {
    const result = picker.pick(REQUEST)
    if (result.kind === 'picked') counts.set(result.backend.id, (counts.get(result.backend.id) ?? 0) + 1)
  }
  return counts
}

function backend(id: string, track: string, signals: Partial<BackendSignals>): SnapshotBackend {
  const [some] = syntheticSnapshot(1, 1).backends
  if (some === undefined) throw new Error('a snapshot of one has one')
  return { ...some, id, labels: new Map([['track', track]]), signals: { ...some.signals, ...signals } }
}

describe('the examples of policies/README.md', () => {
  test('the TypeScript one loads without a warning and does what it says', async () => {
    const log = recordingLog()
    const loaded = await load(folder, { kind: 'path', path: './canary-split.ts' }, { log })
    expect(log.lines).toEqual([])
    expect(loaded.factory.type).toBe('canary_split')
    const backends = [
      backend('a', 'canary', {}),
      backend('b', '', { inFlight: () => 9 }),
      backend('c', '', { inFlight: () => 1 }),
    ]
    const counts = countPicks(loaded, { percent: 10 }, { pool: 'p', revision: 1, backends }, 10_000)
    // Binomial(10000, 0.1): 5 standard deviations are 150. The busier of two others is never the better of both.
    expect(Math.abs((counts.get('a') ?? 0) - 1_000)).toBeLessThan(150)
    expect(counts.get('b')).toBeUndefined()
    const canariesOnly = { pool: 'p', revision: 1, backends: backends.slice(0, 1) }
    expect(countPicks(loaded, { percent: 0 }, canariesOnly, 10).get('a')).toBe(10)
  })

  test('its parameters are checked, and the message names them', async () => {
    const { factory } = await load(folder, { kind: 'path', path: './canary-split.ts' })
    expect(factory.parseConfig(undefined)).toEqual({ percent: 5 })
    expect(() => factory.parseConfig({ percent: 101 })).toThrow(
      /canary_split: percent: expected a number from 0 to 100/,
    )
    expect(() => factory.parseConfig({ pecent: 1 })).toThrow(/canary_split: pecent: .*did you mean percent/)
    expect(() => factory.parseConfig(JSON.parse('{"__proto__": {"percent": 1}}'))).toThrow(/__proto__/)
  })

  test('the JavaScript one loads without a warning and does what it says', async () => {
    const log = recordingLog()
    const loaded = await load(folder, { kind: 'path', path: './spare-capacity.js' }, { log })
    expect(log.lines).toEqual([])
    const used = (share: number | undefined) => ({ utilization: () => share })
    const backends = [backend('a', '', used(0.9)), backend('b', '', used(0.1)), backend('c', '', used(undefined))]
    const counts = countPicks(loaded, undefined, { pool: 'p', revision: 1, backends }, 9_000)
    // Two draws with replacement out of three: shares of 1/9, 5/9 and 3/9 (c counts as 0.5).
    for (const [id, share] of [
      ['a', 1_000],
      ['b', 5_000],
      ['c', 3_000],
    ] as const) {
      expect(Math.abs((counts.get(id) ?? 0) - share)).toBeLessThan(5 * Math.sqrt(share))
    }
    expect(() => loaded.factory.parseConfig({ unknown: 2 })).toThrow(/unknown: expected a number from 0 to 1, got 2/)
    expect(() => loaded.factory.parseConfig({ unknwon: 1 })).toThrow(/unknwon: expected only the key unknown/)
  })

  test('the TypeScript one is policies/example/canary-split.ts, whose types are checked with everything else', () => {
    const file = read('policies/example/canary-split.ts')
    expect(blocks('ts')[0]).toBe(file.replaceAll(/'\.\.\/(.*)\.ts'/g, `'lookaside/$1'`))
  })
})

test('the example of a test is one that runs', () => {
  expect(blocks('ts')[1]).toBe(read('test/integration/policy-host-example.test.ts'))
})

describe('the tables of policies/README.md', () => {
  const table = (heading: string): readonly string[] => {
    const rows = readme.slice(readme.indexOf(heading)).split('\n\n')[0] ?? ''
    return [...rows.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name ?? '')
  }

  test('list each signal', () => {
    expect([...table('| signal |')].sort()).toEqual([...SIGNAL_NAMES].sort())
  })

  test('list each module that a policy may import', () => {
    expect([...table('| specifier |')].sort()).toEqual([...hostModules().keys()].sort())
  })

  test('name methods that signals really have', () => {
    const methods = [...readme.matchAll(/signals\.(\w+)\(\)/g)].map(([, name]) => name ?? '')
    expect(methods.length).toBeGreaterThan(7)
    for (const method of methods) expect(backend('a', '', {}).signals).toHaveProperty(method)
  })
})
