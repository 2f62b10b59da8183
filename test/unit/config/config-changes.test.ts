import { describe, expect, test } from '@jest/globals'

import { changesBetween, formatChange } from '../../../server/config/config-changes.ts'
import { loadConfig } from '../../../server/config/load-config.ts'

function load(text: string) {
  const result = loadConfig({ text, path: 'f.yaml', env: {} })
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.problems))
  return result.config
}

const changes = (before: string, after: string) => {
  const { live, restart } = changesBetween(load(before), load(after))
  return { live: live.map(formatChange), restart: restart.map(formatChange) }
}

describe('what differs between two configurations', () => {
  test('the same file differs in nothing', () => {
    const text = 'pools: [{name: a, policy: {type: ring_hash, config: {minRingSize: 8}}}]'
    expect(changes(text, text)).toEqual({ live: [], restart: [] })
  })

  test('what a running service takes over, in the words of the file', () => {
    expect(
      changes(
        'pools: [{name: a}, {name: gone}]',
        'log: {level: warn}\ndrainTimeout: 2s\nlimits: {maxPools: 7}\npools: [{name: a, pickLease: 1m}, {name: b/c}]',
      ),
    ).toEqual({
      live: expect.arrayContaining([
        'log.level: "info" -> "warn"',
        'drainTimeout: "8s" -> "2s"',
        'limits.maxPools: 10000 -> 7',
        'pools[a].pickLease: "30s" -> "1m"',
        'pools[b/c]: added',
        'pools[gone]: removed',
      ]),
      restart: [],
    })
  })

  test('what needs a restart is told apart', () => {
    const { live, restart } = changes(
      'store: "memory:"',
      'listen: 127.0.0.1:1\nhttp: {listen: 127.0.0.1:2}\nautoCreatePools: false',
    )
    expect(live).toEqual(['autoCreatePools: true -> false'])
    expect(restart).toEqual([
      'listen: "127.0.0.1:50051" -> "127.0.0.1:1"',
      'http.listen: "127.0.0.1:8051" -> "127.0.0.1:2"',
      'store: "memory:" -> "memory:.lookaside/state.json"',
    ])
  })

  test('a password is never told, and a change of it alone is', () => {
    const { restart } = changes('store: redis://u:eins@h:1', 'store: redis://u:zwei@h:1')
    expect(restart).toEqual(['store: (a password) -> (another password)'])
    const moved = changes('store: redis://u:eins@h:1', 'store: redis://u:zwei@h:2')
    expect(moved.restart).toEqual(['store: "redis://u:***@h:1" -> "redis://u:***@h:2"'])
  })
})
