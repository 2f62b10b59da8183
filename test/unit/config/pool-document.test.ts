import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { parsePoolConfig, poolDocument, poolParser } from '../../../server/config/pool-document.ts'
import { formatProblem } from '../../../server/config/problem.ts'
import { defaultPoolConfig, type PoolConfig } from '../../../server/pools/pool-config.ts'

function refused(document: unknown, path?: string): readonly string[] {
  const result = parsePoolConfig(document, path)
  return result.kind === 'invalid' ? result.problems.map(formatProblem) : []
}

const int = (min: number, max: number) => fc.integer({ min, max })
const HOUR = 3_600_000
const positive = (max: number) => fc.double({ min: 1e-6, max, noNaN: true })
const labelKey = fc.stringMatching(/^[a-z][a-z0-9._/-]{0,20}$/)
const entries = <Value>(key: fc.Arbitrary<string>, value: fc.Arbitrary<Value>) =>
  fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true })
const policy = fc.record({
  type: fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/),
  config: fc.dictionary(
    fc.string({ maxLength: 8 }).filter((key) => key !== '__proto__'),
    fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null), fc.array(fc.integer(), { maxLength: 3 })),
    { maxKeys: 4, noNullPrototype: true },
  ),
})

/** Every configuration that the schema allows. */
const poolConfigs: fc.Arbitrary<PoolConfig> = fc.record({
  name: fc.stringMatching(/^[a-z0-9._-]{1,20}(\/[a-z0-9._-]{1,20}){0,2}$/),
  policy,
  fallbackPolicy: policy,
  heartbeat: fc.record({
    intervalMs: int(100, 60_000),
    missedLimit: int(2, 20),
    removeAfterMs: int(1_000, 168 * HOUR),
  }),
  panicThresholdPercent: int(0, 100),
  slowStart: fc.record({ windowMs: int(0, HOUR), aggression: positive(10), minWeightPercent: int(1, 100) }),
  outlierDetection: fc.record({
    enabled: fc.boolean(),
    intervalMs: int(100, HOUR),
    baseEjectionTimeMs: int(100, HOUR),
    maxEjectionTimeMs: int(100, 24 * HOUR),
    maxEjectionPercent: int(0, 100),
    consecutiveErrors: int(0, 1_000),
    consecutiveConnectFailures: int(0, 1_000),
    successRate: fc.record({
      stdevFactor: int(0, 10_000),
      enforcingPercent: int(0, 100),
      minimumBackends: int(1, 10_000),
      requestVolume: int(1, 1_000_000),
    }),
    failurePercentage: fc.record({
      threshold: int(0, 100),
      enforcingPercent: int(0, 100),
      minimumBackends: int(1, 10_000),
      requestVolume: int(1, 1_000_000),
    }),
  }),
  selfPreservation: fc.record({
    enabled: fc.boolean(),
    thresholdPercent: int(1, 100),
    minimumBackends: int(0, 10_000),
    maxDurationMs: int(1_000, 24 * HOUR),
  }),
  affinity: fc.record({
    mode: fc.constantFrom('none', 'hash', 'binding', 'token'),
    ttlMs: int(1_000, 168 * HOUR),
    onDrain: fc.constantFrom('move', 'stay'),
    maxBindings: int(1, 10_000_000),
  }),
  locality: fc.record({
    mode: fc.constantFrom('ignore', 'prefer', 'weighted', 'zone_aware'),
    overprovisioningFactor: int(100, 10_000),
    weights: entries(fc.stringMatching(/^[a-z0-9-]{1,20}(\/[a-z0-9-]{1,20})?$/), int(0, 1_000_000)),
    minimumBackends: int(1, 10_000),
  }),
  pickLeaseMs: int(100, HOUR),
  maxInFlightPerBackend: int(0, 1_000_000),
  signals: fc.record({ latencyDecayMs: int(100, HOUR), successRateAlpha: positive(1) }),
  autoWeights: fc.record({
    ...{ mode: fc.constantFrom('off', 'dry_run', 'on'), intervalMs: int(1_000, HOUR) },
    ...{ kp: fc.double({ min: 0, max: 1, noNaN: true }), ki: positive(1), kd: positive(1) },
    ...{
      minFactor: fc.double({ min: 0.01, max: 1, noNaN: true }),
      maxFactor: fc.double({ min: 1, max: 100, noNaN: true }),
    },
    ...{ maxChangePercent: int(1, 100), tolerancePercent: int(0, 50) },
  }),
  subset: fc
    .record({
      keys: fc.array(labelKey, { maxLength: 16 }),
      fallback: fc.constantFrom('none', 'any', 'default'),
      default: entries(labelKey, fc.stringMatching(/^[a-z0-9 .]{0,20}$/)),
    })
    .filter((subset) => subset.fallback !== 'default' || Object.keys(subset.default).length > 0),
  subsetting: fc.record({ size: int(0, 10_000), groups: int(1, 64) }),
  concurrencyLimit: fc.tuple(int(1, 1_000_000), int(1, 1_000_000)).chain(([one, other]) =>
    fc.record({
      mode: fc.constantFrom('off', 'gradient2'),
      initial: int(1, 1_000_000),
      min: fc.constant(Math.min(one, other)),
      max: fc.constant(Math.max(one, other)),
      smoothing: positive(1),
      longWindow: int(1, 100_000),
    }),
  ),
  retryBudget: fc.record({
    mode: fc.constantFrom('off', 'percent', 'throttle'),
    percent: int(0, 1_000),
    minPerSecond: int(0, 10_000),
    ttlMs: int(1_000, 60_000),
    maxTokens: int(1, 1_000),
    tokenRatio: positive(10),
  }),
  shadow: fc.option(fc.record({ policy, percent: int(0, 100) }), { nil: undefined }),
  canary: fc.option(
    fc.record({
      policy,
      percent: int(0, 100),
      stepPercent: int(0, 100),
      stepIntervalMs: int(1_000, 168 * HOUR),
      maxErrorRateIncrease: positive(1),
      maxLatencyIncrease: positive(100),
      minimumOutcomes: int(10, 1_000_000),
      rolledBack: fc.string({ maxLength: 200 }),
    }),
    { nil: undefined },
  ),
})

test('a document is JSON and says the configuration again, whole', () => {
  fc.assert(
    fc.property(poolConfigs, (config) => {
      const document = poolDocument(config)
      const stored: unknown = JSON.parse(JSON.stringify(document))
      expect(stored).toEqual(document)
      expect(parsePoolConfig(stored)).toEqual({ kind: 'ok', config })
    }),
    { numRuns: 300, seed: 1 },
  )
})

test('a document shares nothing with its configuration', () => {
  const config = { ...defaultPoolConfig('a'), policy: { type: 'x', config: { deep: { list: [1] } } } }
  const document = poolDocument(config)
  expect(document['policy']).toEqual({ type: 'x', config: { deep: { list: [1] } } })
  const result = parsePoolConfig(document)
  if (result.kind !== 'ok') throw new Error('refused')
  expect(result.config.policy.config['deep']).not.toBe(config.policy.config.deep)
})

describe('documents of the API', () => {
  test('only a name: all defaults', () => {
    expect(parsePoolConfig({ name: 'a' })).toEqual({ kind: 'ok', config: defaultPoolConfig('a') })
  })

  test('keys that are undefined are absent; durations are milliseconds or text', () => {
    const document = {
      name: 'a',
      policy: undefined,
      heartbeat: { interval: 2_000, removeAfter: '1h', missedLimit: undefined },
    }
    expect(parsePoolConfig(document)).toEqual({
      kind: 'ok',
      config: { ...defaultPoolConfig('a'), heartbeat: { intervalMs: 2_000, missedLimit: 3, removeAfterMs: HOUR } },
    })
  })

  test('another base gives other defaults', () => {
    const base = { ...defaultPoolConfig(''), pickLeaseMs: 5_000 }
    expect(poolParser(base)({ name: 'a' })).toEqual({ kind: 'ok', config: { ...base, name: 'a' } })
  })

  test('a shadow and a canary: the policy by its name, the rest by default', () => {
    expect(parsePoolConfig({ name: 'a', shadow: { policy: 'random' }, canary: { policy: 'ring_hash' } })).toEqual({
      kind: 'ok',
      config: {
        ...defaultPoolConfig('a'),
        shadow: { policy: { type: 'random', config: {} }, percent: 10 },
        canary: {
          policy: { type: 'ring_hash', config: {} },
          ...{ percent: 5, stepPercent: 0, stepIntervalMs: 300_000, maxErrorRateIncrease: 0.01 },
          ...{ maxLatencyIncrease: 0.25, minimumOutcomes: 500, rolledBack: '' },
        },
      },
    })
  })

  test.each([
    [{ name: 'a', shadow: {} }, /^config.shadow.policy: expected .* got nothing$/],
    [{ name: 'a', shadow: { policy: 'x', percent: 101 } }, /^config.shadow.percent: .* 0 to 100, got 101$/],
    [
      { name: 'a', canary: { policy: 'x', maxErrorRateIncrease: 1.5 } },
      /maxErrorRateIncrease: .* from 0 to 1, got 1.5$/,
    ],
    [{ name: 'a', canary: { policy: 'x', minimumOutcomes: 9 } }, /minimumOutcomes: .* from 10 to 1,000,000, got 9$/],
    [{ name: 'a', canary: { policy: 'x', stepPercnt: 5 } }, /did you mean "stepPercent"\?$/],
    [{ name: 'a', canary: { policy: 'x', rolledBack: 'x'.repeat(513) } }, /rolledBack: expected a text of at most 512/],
    [undefined, 'config: expected a mapping, got nothing'],
    [null, 'config: expected a mapping, got nothing (null)'],
    [[], 'config: expected a mapping, got an empty list'],
    [{}, /^config.name: expected a name of .* got nothing$/],
    [{ name: '' }, /got ""$/],
    [{ name: 'a b' }, /got "a b"$/],
    [{ name: 'a/' }, /got "a\/"$/],
    [{ name: 'x'.repeat(129) }, /^config.name: .*\.\.\."$/],
    [{ name: 'a\u001b[31m' }, /got "a\\u001b\[31m"$/],
    [
      { name: 'a', heartbeat: { interval: 99 } },
      'config.heartbeat.interval: expected a duration from 100ms to 1m, such as "1s", got 99',
    ],
    [{ name: 'a', heartbeat: { interval: 100.5 } }, /got 100.5$/],
    [{ name: 'a', heartbeat: { interval: Number.NaN } }, /got NaN$/],
    [{ name: 'a', heartbeat: { interval: Infinity } }, /got Infinity$/],
    [{ name: 'a', heartbeat: { interval: -1 } }, /got -1$/],
    [{ name: 'a', heartbeat: { intervalMs: 1_000 } }, /unknown key "intervalMs"; did you mean "interval"\?$/],
    [{ name: 'a', affinity: { mode: 'AFFINITY_MODE_HASH' } }, /expected one of none, hash, binding, token/],
    [{ name: 'a', signals: { successRateAlpha: 1.1 } }, /expected a number above 0, at most 1, got 1.1$/],
    [
      { name: 'a', subset: { fallback: 'default' } },
      'config.subset.default: expected at least one label, since fallback is default, got nothing',
    ],
    [{ name: 'a', subset: { keys: ['a b'] } }, /^config.subset.keys\[0\]: expected a key of a label.* got "a b"$/],
    [
      { name: 'a', concurrencyLimit: { min: 30, max: 10 } },
      'config.concurrencyLimit.max: expected a whole number of at least min (30), got 10',
    ],
    [
      { name: 'a', locality: { weights: { a: -1 } } },
      'config.locality.weights.a: expected a whole number from 0 to 1,000,000, got -1',
    ],
    [
      { name: 'a', locality: { weights: { 'a/b/c': 1 } } },
      /^config.locality.weights\S+: expected a zone, or "region\/zone", as the key, got 1$/,
    ],
    [
      { name: 'a', policy: { type: 'p', config: { x: Number.NaN } } },
      /policy.config.x: expected a finite number, got NaN$/,
    ],
    [{ name: 'a', policy: { type: 'p', config: { x: new Date(0) } } }, /policy.config.x: expected a plain JSON value/],
    [
      { name: 'a', policy: { type: 'p', config: { x: () => 1 } } },
      /policy.config.x: expected a plain JSON value, got a function$/,
    ],
    [
      { name: 'a', policy: { type: 'p', config: { x: undefined } } },
      /policy.config.x: expected a plain JSON value, got nothing$/,
    ],
  ])('%j', (document, message) => {
    const found = refused(document, 'config')
    expect(found).toHaveLength(1)
    expect(found[0]).toEqual(typeof message === 'string' ? message : expect.stringMatching(message))
  })

  test('__proto__ is refused wherever it stands', () => {
    for (const text of [
      '{"name":"a","__proto__":{"x":1}}',
      '{"name":"a","heartbeat":{"__proto__":{"x":1}}}',
      '{"name":"a","locality":{"weights":{"__proto__":1}}}',
      '{"name":"a","subset":{"default":{"__proto__":"x"}}}',
      '{"name":"a","policy":{"type":"p","__proto__":{}}}',
      '{"name":"a","policy":{"type":"p","config":{"__proto__":{"x":1}}}}',
      '{"name":"a","policy":{"type":"p","config":{"a":[{"__proto__":{"x":1}}]}}}',
    ]) {
      expect(refused(JSON.parse(text))).toEqual([expect.stringContaining('__proto__')])
    }
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  test('parameters that are too deep, too many or circular are refused', () => {
    const deep = Array.from({ length: 40 }).reduce<unknown>((inner) => ({ a: inner }), 1)
    expect(refused({ name: 'a', policy: { type: 'p', config: { deep } } })).toEqual([
      expect.stringContaining('levels of nesting'),
    ])
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    expect(refused({ name: 'a', policy: { type: 'p', config: circle } })).toEqual([
      expect.stringContaining('levels of nesting'),
    ])
    const config = { list: Array(30_000).fill(0) }
    expect(refused({ name: 'a', policy: { type: 'p', config } })).toEqual([expect.stringContaining('20000 values')])
  })

  test('any JSON at all is taken or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(['ok', 'invalid']).toContain(parsePoolConfig(value).kind)
        expect(['ok', 'invalid']).toContain(
          parsePoolConfig({ name: 'a', heartbeat: value, policy: value, affinity: value }).kind,
        )
      }),
      { numRuns: 500, seed: 3 },
    )
  })
})
