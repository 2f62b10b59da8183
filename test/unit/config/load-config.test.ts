import { describe, expect, test } from '@jest/globals'

import { loadConfig } from '../../../server/config/load-config.ts'
import { formatProblem } from '../../../server/config/problem.ts'
import { defaultPoolConfig } from '../../../server/pools/pool-config.ts'

const FILE = 'lookaside.yaml'

function load(text: string | undefined, env: Record<string, string> = {}, flags: [string, string, string][] = []) {
  const settings = flags.map(([flag, path, value]) => ({ flag, path: path.split('.'), value }))
  return loadConfig({ text, path: FILE, env, flags: settings })
}

function loaded(...args: Parameters<typeof load>) {
  const result = load(...args)
  if (result.kind === 'invalid') throw new Error(result.problems.map(formatProblem).join('\n'))
  return result
}

function problems(...args: Parameters<typeof load>): readonly string[] {
  const result = load(...args)
  return result.kind === 'invalid' ? result.problems.map(formatProblem) : []
}

describe('defaults', () => {
  test.each([undefined, '', '\n\n', '# only a comment\n', '---\n', '\ufeff'])('%j is all defaults', (text) => {
    const { config, warnings } = loaded(text)
    expect(config).toMatchObject({
      listen: { host: '127.0.0.1', port: 50051 },
      http: { listen: { host: '127.0.0.1', port: 8051 } },
      insecure: false,
      store: 'memory:.lookaside/state.json',
      log: { level: 'info' },
      policies: [],
      autoCreatePools: true,
      pools: [],
      limits: { maxPools: 10_000, maxBackendsPerPool: 10_000 },
      decisions: { perSecond: 100, keep: 1_000 },
      drainTimeoutMs: 8_000,
    })
    expect(config.poolDefaults).toEqual(defaultPoolConfig(''))
    expect(warnings).toEqual([])
    expect(config.origins.get('listen')).toEqual({ kind: 'default' })
  })

  test('poolDefaults are the base of every pool, and a pool overrides key by key', () => {
    const { config } = loaded(`
poolDefaults:
  policy: ring_hash
  heartbeat: {interval: 2s, missedLimit: 5}
pools:
  - name: checkout
    heartbeat: {interval: 500ms}
  - name: payments/cards
    policy: {type: least_request, config: {choices: 3}}
`)
    expect(config.poolDefaults.policy).toEqual({ type: 'ring_hash', config: {} })
    expect(config.pools[0]).toEqual({
      ...defaultPoolConfig('checkout'),
      policy: { type: 'ring_hash', config: {} },
      heartbeat: { intervalMs: 500, missedLimit: 5, removeAfterMs: 600_000 },
    })
    expect(config.pools[1]).toMatchObject({
      name: 'payments/cards',
      policy: { type: 'least_request', config: { choices: 3 } },
      heartbeat: { intervalMs: 2_000, missedLimit: 5 },
    })
  })

  test("a pool's policy replaces that of the defaults as a whole, parameters included", () => {
    const { config } = loaded(`
poolDefaults: {policy: {type: ring_hash, config: {minRingSize: 2048}}}
pools: [{name: a, policy: {type: ring_hash}}, {name: b}]
`)
    expect(config.pools[0]?.policy.config).toEqual({})
    expect(config.pools[1]?.policy.config).toEqual({ minRingSize: 2048 })
  })
})

describe('problems', () => {
  test('all are told at once, in the order of the file, each with its place', () => {
    expect(
      problems(`listn: 127.0.0.1:1
log:
  level: warning
pools:
  - name: Checkout
    policy:
      tpye: ring_hash
    heartbeat:
      interval: 5
      missedLimit: 30
drainTimeout: 1 minute
`),
    ).toEqual([
      'lookaside.yaml:1:1: listn: expected one of the keys listen, http, insecure, store, log, policies, ' +
        'autoCreatePools, limits, decisions, drainTimeout, poolDefaults, pools, got the unknown key "listn"; did you mean "listen"?',
      'lookaside.yaml:3:10: log.level: expected one of debug, info, warn, error, silent, got "warning"',
      'lookaside.yaml:5:11: pools[0].name: expected a name of 1 to 128 characters: segments of a-z, 0-9, ".", "_" and ' +
        '"-", joined by "/", got "Checkout"',
      'lookaside.yaml:6:5: pools[0].policy.type: expected the name of a policy, such as peak_ewma, got nothing',
      'lookaside.yaml:7:7: pools[0].policy.tpye: expected one of the keys type, config, got the unknown key "tpye"; ' +
        'did you mean "type"?',
      'lookaside.yaml:9:17: pools[0].heartbeat.interval: expected a duration from 100ms to 1m, such as "1s", got 5; ' +
        'durations have a unit: write "5ms" or "5s"',
      'lookaside.yaml:10:20: pools[0].heartbeat.missedLimit: expected a whole number from 2 to 20, got 30',
      'lookaside.yaml:11:15: drainTimeout: expected a duration from 0s to 10s, such as "1s", got "1 minute"',
    ])
  })

  test.each([
    ['insecure: yes', 'lookaside.yaml:1:11: insecure: expected true or false, got "yes"; write true'],
    ['insecure: Off', 'lookaside.yaml:1:11: insecure: expected true or false, got "Off"; write false'],
    ['insecure: "true"', 'lookaside.yaml:1:11: insecure: expected true or false, got "true"; write true'],
    ['store: 5', /store: expected the URL of a store.*, got 5; a text: put it in quotes$/],
    ['store: redis://u:secret@h\nstore2: x', /unknown key "store2"; did you mean "store"\?$/],
    ['limits: {maxPools: "5"}', /expected a whole number from 1 to 100,000, got "5"; a number: no quotes/],
    ['limits: {maxPools: 1_000}', /got "1_000"; a number: no quotes and no separators$/],
    ['limits: {maxPools: 1.5}', /expected a whole number from 1 to 100,000, got 1.5$/],
    ['limits: {maxPools: 010}', /1:20: limits.maxPools: expected a decimal number, got 010; write it in decimal/],
    ['limits: {maxPools: 0o10}', /expected a decimal number, got 0o10/],
    ['limits: {maxPools: .inf}', /expected a decimal number, got .inf/],
    ['limits: {maxPools: 99999999999999999999}', /expected a number below 2\^53/],
    [
      'pools:',
      'lookaside.yaml:1:1: pools: expected a list of at most 100,000 entries, got nothing (null); remove the key, or give it a value',
    ],
    ['pools: {name: a}', /pools: expected a list of at most 100,000 entries, got a mapping$/],
    ['pools: [a]', /pools\[0\]: expected a mapping, got "a"$/],
    [
      'pools: [{}]',
      'lookaside.yaml:1:9: pools[0].name: expected a name of 1 to 128 characters: segments of a-z, 0-9, ".", "_" and "-", joined by "/", got nothing',
    ],
    [
      'pools: [{name: a}, {name: a}]',
      /1:27: pools\[1\].name: expected a name that no other pool has, got "a" again \(first in line 1\)$/,
    ],
    [
      'limits: {maxPools: 1}\npools: [{name: a}, {name: b}]',
      /pools: expected at most limits.maxPools \(1\) pools, got 2$/,
    ],
    ['- a', 'lookaside.yaml:1:1: expected a mapping, got a list of 1'],
    ['~', 'lookaside.yaml:1:1: expected a mapping, got nothing (null)'],
    ['just text', 'lookaside.yaml:1:1: expected a mapping, got "just text"'],
    ['listen: 50051', /listen: expected an address "host:port".*got 50051/],
    ['listen: localhost', /expected an address "host:port"/],
    ['listen: "::1:50051"', /expected an address "host:port"/],
    ['listen: 127.0.0.1:70000', /expected an address "host:port"/],
    ['policies: [{}]', /policies\[0\]: expected exactly one of the keys path and package, got a mapping$/],
    ['policies: [{path: a, package: b}]', /policies\[0\]: expected exactly one of the keys path and package/],
    ['policies: [{path: ""}]', /policies\[0\].path: expected the path of a policy file, got ""/],
    ['policies: [{pth: a}]', /did you mean "path"\?/],
    ['poolDefaults: {name: x}', /poolDefaults.name: expected one of the keys policy, /],
    [
      'poolDefaults: {policy: Ring-Hash}',
      /:24: poolDefaults.policy: expected the name of a policy, .*got "Ring-Hash"$/,
    ],
    ['poolDefaults: {policy: {type: a, config: []}}', /policy.config: expected a mapping, got an empty list$/],
    [
      'poolDefaults: {affinity: {mode: hsah}}',
      /expected one of none, hash, binding, token, got "hsah"; did you mean "hash"\?$/,
    ],
    ['poolDefaults: {slow_start: {}}', /unknown key "slow_start"; did you mean "slowStart"\?$/],
    ['poolDefaults: {slowStart: {aggression: 0}}', /expected a number above 0, at most 10, got 0$/],
  ])('%s', (text, message) => {
    const found = problems(text)
    expect(found.length).toBeGreaterThan(0)
    expect(found.join('\n')).toMatch(message)
    if (typeof message === 'string') expect(found).toEqual([message])
  })

  test('a password never appears in a message', () => {
    const bad = problems('store: "redis+nonsense://user:hunter2@host:6379"')
    expect(bad).toHaveLength(1)
    expect(bad[0]).toContain('redis+nonsense://user:***@host')
    expect(bad[0]).not.toContain('hunter2')
  })
})

describe('doors', () => {
  test('an address that others can reach is refused, with the way out', () => {
    const [problem, ...rest] = problems('listen: 0.0.0.0:50051')
    expect(rest).toEqual([])
    expect(problem).toBe(
      'lookaside.yaml:1:9: listen: expected a loopback address (127.0.0.1, [::1] or localhost), got "0.0.0.0:50051"; ' +
        'other machines could reach it without TLS; if the network itself is trusted, set insecure: true ' +
        '(or LOOKASIDE_INSECURE=true, or --insecure)',
    )
    expect(problems('http: {listen: "[::]:8051"}')).toHaveLength(1)
    expect(problems('listen: lb.internal:50051')).toHaveLength(1)
  })

  test('insecure: true opens it, with a warning', () => {
    const { config, warnings } = loaded('listen: 0.0.0.0:50051\ninsecure: true')
    expect(config.listen).toEqual({ host: '0.0.0.0', port: 50051 })
    expect(warnings).toEqual([expect.stringContaining('0.0.0.0')])
  })

  test.each(['127.0.0.1:1', '127.9.9.9:1', 'localhost:1', '"[::1]:1"', '"[::ffff:127.0.0.1]:1"'])(
    '%s is loopback',
    (address) => {
      expect(problems(`listen: ${address}`)).toEqual([])
    },
  )

  test('both sides on one port are refused, unless it is any free one', () => {
    expect(problems('listen: 127.0.0.1:8051')).toEqual([
      expect.stringContaining('listen: expected another port than that of http.listen (127.0.0.1:8051)'),
    ])
    expect(problems('listen: 127.0.0.1:9\nhttp: {listen: 127.0.0.1:9}')).toEqual([
      expect.stringContaining(':2:16: http.listen'),
    ])
    expect(problems('listen: 127.0.0.1:0\nhttp: {listen: 127.0.0.1:0}')).toEqual([])
  })
})

describe('layers', () => {
  const TEXT = 'listen: 127.0.0.1:1\nstore: memory:/a\nlog: {level: debug}\n'

  test('flags win over the environment, which wins over the file, and each value knows where it is from', () => {
    const { config } = loaded(TEXT, { LOOKASIDE_STORE: 'memory:/b', LOOKASIDE_LOG_LEVEL: 'warn' }, [
      ['--log-level', 'log.level', 'error'],
    ])
    expect(config.listen.port).toBe(1)
    expect(config.store).toBe('memory:/b')
    expect(config.log.level).toBe('error')
    expect(config.origins.get('listen')).toEqual({ kind: 'file', file: FILE, line: 1, column: 9 })
    expect(config.origins.get('store')).toEqual({ kind: 'environment', name: 'LOOKASIDE_STORE' })
    expect(config.origins.get('log.level')).toEqual({ kind: 'flag', name: '--log-level' })
    expect(config.origins.get('drainTimeout')).toEqual({ kind: 'default' })
  })

  test('a bad value names its variable or flag, not a line', () => {
    expect(problems(TEXT, { LOOKASIDE_LISTEN: 'nowhere' }, [['--log-level', 'log.level', 'wran']])).toEqual([
      '--log-level: log.level: expected one of debug, info, warn, error, silent, got "wran"; did you mean "warn"?',
      'LOOKASIDE_LISTEN: listen: expected an address "host:port", such as "127.0.0.1:50051" or "[::1]:50051", got "nowhere"',
    ])
  })

  test('every kind of value can come from the environment', () => {
    const { config } = loaded(undefined, {
      LOOKASIDE_INSECURE: 'true',
      LOOKASIDE_HTTP_LISTEN: '0.0.0.0:9',
      LOOKASIDE_LIMITS_MAX_POOLS: '7',
      LOOKASIDE_DRAIN_TIMEOUT: '1.5s',
      LOOKASIDE_AUTO_CREATE_POOLS: 'false',
      LOOKASIDE_POOL_DEFAULTS_POLICY: 'ring_hash',
      LOOKASIDE_POOL_DEFAULTS_OUTLIER_DETECTION_SUCCESS_RATE_STDEV_FACTOR: '2000',
      LOOKASIDE_POOL_DEFAULTS_SIGNALS_SUCCESS_RATE_ALPHA: '0.2',
      LOOKASIDE_LOG_LEVEL: '',
    })
    expect(config).toMatchObject({
      insecure: true,
      http: { listen: { host: '0.0.0.0', port: 9 } },
      limits: { maxPools: 7 },
      drainTimeoutMs: 1_500,
      autoCreatePools: false,
      log: { level: 'info' },
      poolDefaults: {
        policy: { type: 'ring_hash', config: {} },
        outlierDetection: { successRate: { stdevFactor: 2_000 } },
        signals: { successRateAlpha: 0.2 },
      },
    })
  })

  test('the short form from the environment replaces a whole policy in the file', () => {
    const text = 'poolDefaults: {policy: {type: ring_hash, config: {minRingSize: 9}}}'
    const { config } = loaded(text, { LOOKASIDE_POOL_DEFAULTS_POLICY: 'random' })
    expect(config.poolDefaults.policy).toEqual({ type: 'random', config: {} })
  })

  test('an override does not hide that its section is broken', () => {
    expect(problems('http: 5', { LOOKASIDE_HTTP_LISTEN: '127.0.0.1:9' })).toEqual([
      'lookaside.yaml:1:7: http: expected a mapping, got 5',
    ])
  })

  test('an unknown variable of ours is a warning; what Kubernetes injects is not', () => {
    const { warnings } = loaded(undefined, {
      LOOKASIDE_LISTN: 'x',
      LOOKASIDE_SERVICE_HOST: '10.0.0.1',
      LOOKASIDE_SERVICE_PORT_GRPC: '50051',
      LOOKASIDE_PORT: 'tcp://10.0.0.1:50051',
      LOOKASIDE_PORT_50051_TCP_ADDR: '10.0.0.1',
    })
    expect(warnings).toEqual([
      'LOOKASIDE_LISTN: no setting has this name, so it changes nothing; did you mean LOOKASIDE_LISTEN?',
    ])
  })
})

test('policies are named by path or package, as written', () => {
  const { config } = loaded('policies: [{path: ./a.ts}, {package: "@x/c"}]')
  expect(config.policies).toEqual([
    { kind: 'path', path: './a.ts' },
    { kind: 'package', package: '@x/c' },
  ])
})
