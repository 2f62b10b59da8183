import { describe, expect, test } from '@jest/globals'
import type { PolicyFactory, SignalName } from '../../../policies/policy.ts'
import { describeError } from '../../../server/policy-host/describe-error.ts'
import { emptyFootprint } from '../../../server/policy-host/footprint.ts'
import type { LoadedPolicy } from '../../../server/policy-host/load.ts'
import { createPolicyRegistry } from '../../../server/policy-host/registry.ts'
import { fakeFactory, lie, recordingLog } from './fakes.ts'

const loaded = (factory: PolicyFactory, path = './mine.ts', version = 'abc'): LoadedPolicy => ({
  factory,
  source: { kind: 'path', path },
  version,
  footprint: emptyFootprint(),
  explain: describeError,
})

describe('createPolicyRegistry', () => {
  test('lists all policies by type, with where they come from', () => {
    const registry = createPolicyRegistry(
      [fakeFactory('b'), fakeFactory('a')],
      [loaded(fakeFactory('aa'))],
      recordingLog(),
    )
    expect(registry.list().map(({ type, source, version }) => [type, source, version])).toEqual([
      ['a', 'built-in', ''],
      ['aa', './mine.ts', 'abc'],
      ['b', 'built-in', ''],
    ])
    expect(registry.list()[0]).toEqual({
      type: 'a',
      stability: 'stable',
      description: 'A fake.',
      requiredSignals: [],
      optionalSignals: [],
      configSchema: { type: 'object' },
      source: 'built-in',
      version: '',
      loadError: '',
    })
    expect(registry.get('aa')?.type).toBe('aa')
    expect(registry.get('__proto__')).toBeUndefined()
  })

  test('refuses a type that exists already, and says who has it', () => {
    const two = [loaded(fakeFactory('mine'), './one.ts'), loaded(fakeFactory('mine'), './two.ts')]
    expect(() => createPolicyRegistry([], two, recordingLog())).toThrow(
      'policy type "mine" of ./two.ts is taken by ./one.ts: each type may exist only once; give yours another `type`',
    )
    expect(() => createPolicyRegistry([fakeFactory('a')], [loaded(fakeFactory('a'))], recordingLog())).toThrow(
      'policy type "a" of ./mine.ts is taken by built-in: a built-in policy cannot be replaced',
    )
    expect(() => createPolicyRegistry([fakeFactory('a'), fakeFactory('a')], [], recordingLog())).toThrow('only once')
  })

  test('refuses a signal that nobody produces', () => {
    const consumes = { required: [], optional: [lie<SignalName>('moon_phase')] }
    expect(() => createPolicyRegistry([{ ...fakeFactory('a'), consumes }], [], recordingLog())).toThrow(
      'policy a (built-in) consumes the signal "moon_phase", which nobody produces; there are in_flight,',
    )
  })

  test('tells all users of a newer version, also when one of them fails, and no longer those who left', () => {
    const log = recordingLog()
    const registry = createPolicyRegistry([], [loaded(fakeFactory('mine'))], log)
    const told: string[] = []
    registry.subscribe('mine', { a: 1 }, () => {
      throw new Error('cannot')
    })
    registry.subscribe('mine', { a: 1 }, (factory) => told.push(factory.description))
    registry.subscribe('mine', undefined, () => told.push('also'))
    const leave = registry.subscribe('mine', { b: 2 }, () => told.push('gone'))
    expect(registry.configsInUse('mine')).toEqual([{ a: 1 }, undefined, { b: 2 }])
    leave()
    registry.setLoadError('mine', 'bad')
    expect(registry.list()[0]?.loadError).toBe('bad')
    registry.replace(loaded({ ...fakeFactory('mine'), description: 'newer' }, './mine.ts', 'def'))
    expect(told).toEqual(['newer', 'also'])
    expect(registry.list()[0]).toMatchObject({ version: 'def', loadError: '', description: 'newer' })
    expect(log.lines[0]).toMatchObject({ level: 'error', fields: { policy: 'mine', error: 'cannot' } })
    expect(registry.configsInUse('unknown')).toEqual([])
    expect(registry.subscribe('unknown', {}, () => {})).not.toThrow()
  })
})
