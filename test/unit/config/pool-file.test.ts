import { describe, expect, test } from '@jest/globals'

import { loadPoolFile } from '../../../server/config/pool-file.ts'
import { formatProblem } from '../../../server/config/problem.ts'

const problems = (text: string): readonly string[] => {
  const result = loadPoolFile(text, 'p.yaml')
  return result.kind === 'invalid' ? result.problems.map(formatProblem) : []
}

describe('a file of pools', () => {
  test('one pool: only what is written counts as set', () => {
    expect(loadPoolFile('name: a\npickLease: 1m\nheartbeat: {interval: 2s}\n', 'p.yaml')).toMatchObject({
      kind: 'loaded',
      pools: [
        {
          config: { name: 'a', pickLeaseMs: 60_000, heartbeat: { intervalMs: 2_000, missedLimit: 3 } },
          written: { name: 'a', pickLease: '1m', heartbeat: { interval: '2s' } },
        },
      ],
    })
  })

  test('the file of serve: its pools, with poolDefaults', () => {
    const text = 'store: "memory:"\npoolDefaults: {pickLease: 1m}\npools: [{name: a}, {name: b, policy: ring_hash}]\n'
    const result = loadPoolFile(text, 'p.yaml')
    expect(result.kind === 'loaded' ? result.pools.map(({ written }) => written) : result).toEqual([
      { name: true, pickLease: true },
      { name: true, pickLease: true, policy: true },
    ])
  })

  test.each([
    ['', ['p.yaml:1:1: name: expected a name of 1 to 128 characters']],
    ['name: A', ['p.yaml:1:7: name: expected a name']],
    ['name: a\npickLeas: 1m', ['p.yaml:2:1: pickLeas: expected one of the keys']],
    ['- name: a', ['p.yaml:1:1: expected a mapping, got a list of 1']],
    ['name: [', ['p.yaml:1:8: expected valid YAML']],
    ['name: a\nname: b', ['p.yaml:2:1: name: expected each key once']],
    ['\u0000\u0001binary', ['p.yaml:1:1: expected a mapping']],
    ['pools: [{name: a}, {name: a}]', ['p.yaml:1:27: pools[1].name: expected a name that no other pool has']],
  ])('%j is refused with its place', (text, expected) => {
    const found = problems(text)
    expect(found.map((line, index) => line.slice(0, expected[index]?.length ?? 0))).toEqual(expected)
  })
})
