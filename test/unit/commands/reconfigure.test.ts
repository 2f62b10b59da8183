import { describe, expect, test } from '@jest/globals'

import { BUILT_IN_POLICIES } from '../../../policies/index.ts'
import type { ServerConfig } from '../../../server/config/index.ts'
import { loadConfig } from '../../../server/config/index.ts'
import { createPolicyCatalog } from '../../../server/policy-host/catalog.ts'
import { createPolicyRegistry } from '../../../server/policy-host/registry.ts'
import { PolicyLoadError } from '../../../server/policy-host/policy-source.ts'
import { Directory } from '../../../server/pools/directory.ts'
import { reconfigure } from '../../../server/reconfigure.ts'
import { SILENT_LOG } from '../../../server/telemetry/ports.ts'
import { FakeTime } from '../../support/fake-time.ts'

function configOf(text: string): ServerConfig {
  const loaded = loadConfig({ text, path: 'f.yaml', env: {} })
  if (loaded.kind === 'invalid') throw new Error(JSON.stringify(loaded.problems))
  return loaded.config
}

function setUp(text: string) {
  const before = configOf(text)
  const { autoCreatePools, limits, poolDefaults } = before
  const directory = new Directory({
    ...{ clock: new FakeTime(), autoCreatePools, ...limits },
    poolDefaults: (name) => ({ ...poolDefaults, name }),
  })
  for (const pool of before.pools) directory.put(pool, 0)
  const calls: string[] = []
  const host = {
    adopt: (sources: ServerConfig['policies']) => {
      const bad = sources.find((source) => source.kind === 'path' && source.path === './bad.ts')
      if (bad !== undefined) return Promise.reject(new PolicyLoadError('./bad.ts', 'there is no such file'))
      return Promise.resolve({
        settle: () => (calls.push('settle'), { stillUsed: [] }),
        undo: () => void calls.push('undo'),
      })
    },
  }
  const catalog = createPolicyCatalog(createPolicyRegistry(BUILT_IN_POLICIES, [], SILENT_LOG))
  const to = (next: string) => reconfigure({ host, catalog, directory }, before, configOf(next))
  const join = (pool: string, id: string) => {
    const locality = { region: '', zone: '', subZone: '' }
    const record = { id, address: 'h:1', locality, labels: new Map<string, string>(), weight: 1, epoch: 1, capacity: 0 }
    return directory.get(pool)?.register(record, 3_000)
  }
  const names = () => directory.byName().map(({ name }) => name)
  return { directory, calls, to, join, names }
}

describe('reconfigure', () => {
  test('pools come, change and go; limits and defaults count from now on', async () => {
    const { directory, to, names, calls } = setUp('pools: [{name: a}, {name: gone}]')
    const result = await to(
      'limits: {maxPools: 5}\nautoCreatePools: false\npools: [{name: a, policy: random}, {name: b}]',
    )
    expect(result).toEqual({ kind: 'applied', notes: [] })
    expect(names()).toEqual(['a', 'b'])
    expect(directory.get('a')?.config.policy.type).toBe('random')
    expect(directory.options).toMatchObject({ maxPools: 5, autoCreatePools: false })
    expect(calls).toEqual(['settle'])
  })

  test('a policy that is no good refuses the whole, with its path', async () => {
    const { directory, to, names, calls } = setUp('pools: [{name: a}]')
    const result = await to(
      'limits: {maxPools: 5}\npools: [{name: b}, {name: c, policy: {type: ring_hash, config: {minRingSise: 1}}}]',
    )
    expect(result).toMatchObject({
      kind: 'refused',
      faults: [{ at: ['pools', 1, 'policy', 'config', 'minRingSise'], got: expect.stringContaining('minRingSize') }],
    })
    expect(await to('policies: [{path: ./ok.ts}, {path: ./bad.ts}]')).toMatchObject({
      kind: 'refused',
      faults: [{ at: ['policies', 1], got: 'there is no such file' }],
    })
    expect(names()).toEqual(['a'])
    expect(directory.options.maxPools).toBe(10_000)
    expect(calls).toEqual(['undo'])
  })

  test('a fault of the defaults is told once, and a fallback must be built in', async () => {
    const { to } = setUp('')
    expect(await to('poolDefaults: {policy: peek_ewma}\npools: [{name: a}, {name: b}]')).toMatchObject({
      kind: 'refused',
      faults: [{ at: ['poolDefaults', 'policy', 'type'], hint: 'did you mean "peak_ewma"?' }],
    })
  })

  test('a pool with live backends that leaves the file goes on by the defaults, and it is said', async () => {
    const { directory, to, join, names } = setUp('pools: [{name: a, policy: random}]')
    join('a', 'web-1')
    const result = await to('poolDefaults: {policy: round_robin}')
    expect(names()).toEqual(['a'])
    expect(directory.get('a')?.config.policy.type).toBe('round_robin')
    expect(result).toEqual({ kind: 'applied', notes: [expect.stringMatching(/^pool a has left the file with 1 live/)] })
  })

  test('a pool that remembers a drain stays, or the drained would get picks again', async () => {
    const { directory, to, names } = setUp('pools: [{name: a}]')
    directory.get('a')?.setOverride('web-1', { drained: true, weight: undefined })
    await to('')
    expect(names()).toEqual(['a'])
  })

  test("what the store holds wins over the file, and it is said when the file's changed", async () => {
    const { directory, to } = setUp('pools: [{name: a}]')
    for (const stored of configOf('pools: [{name: a, pickLease: 5s}]').pools) directory.put(stored, 3)
    expect(await to('pools: [{name: a}]')).toEqual({ kind: 'applied', notes: [] })
    const result = await to('pools: [{name: a, pickLease: 1m}]')
    expect(result).toEqual({ kind: 'applied', notes: [expect.stringMatching(/^pool a: version 3 .* is in the store/)] })
    expect(directory.get('a')).toMatchObject({ configVersion: 3, config: { pickLeaseMs: 5_000 } })
    await to('')
    expect(directory.get('a')).toMatchObject({ configVersion: 3 })
  })

  test('pools that nobody configured follow the defaults', async () => {
    const { directory, to } = setUp('')
    directory.create('auto')
    await to('poolDefaults: {pickLease: 1m}')
    expect(directory.get('auto')?.config.pickLeaseMs).toBe(60_000)
    expect(directory.create('later').config.pickLeaseMs).toBe(60_000)
  })
})
