import { expect, test } from '@jest/globals'
import { until } from '../../support/until.ts'
import { admin, agents, fail, lookaside, succeed } from './client.ts'
import type { TransportHarness } from './harness.ts'
import { createStage } from './stage.ts'

const LOAD = {
  cpuUtilization: 1.5,
  memUtilization: 0.5,
  applicationUtilization: 0.25,
  rpsFractional: 100,
  eps: 1,
  requestCost: { cpu: 2 },
  utilization: { gpu: 1 },
  namedMetrics: { queue: -4 },
  inFlight: 0,
  completed: 10,
  errors: 1,
  capacity: 8,
  latency: { seconds: 0, nanos: 2_500_000 },
  sampleAge: { seconds: 1 },
}
const CHECKED_LOAD = {
  cpuUtilization: 1.5,
  memUtilization: 0.5,
  applicationUtilization: 0.25,
  rps: 100,
  eps: 1,
  requestCost: new Map([['cpu', 2]]),
  utilization: new Map([['gpu', 1]]),
  namedMetrics: new Map([['queue', -4]]),
  inFlight: 0,
  completed: 10,
  errors: 1,
  capacity: 8,
  latencyMs: 2.5,
}

/** Every unary RPC with everything set that it knows. */
export function describeCalls(harness: TransportHarness): void {
  const start = createStage(harness)

  test('PickBackend carries every field there and back', async () => {
    const { client, fake, observed } = await start()
    const response = await succeed(client, lookaside.PickBackend, {
      pool: 'payments/checkout',
      affinityKey: 'user-ü',
      locality: { region: 'eu', zone: 'a', subZone: 'r' },
      labelSelector: { version: 'v2' },
      excludeBackendIds: ['x', 'y'],
      alternates: 2,
      previousPickToken: 'before',
      affinityToken: 'cookie',
    })
    expect(fake.calls).toEqual([
      [
        'pick',
        {
          pool: 'payments/checkout',
          affinityKey: 'user-ü',
          locality: { region: 'eu', zone: 'a', subZone: 'r' },
          labelSelector: new Map([['version', 'v2']]),
          excludeBackendIds: ['x', 'y'],
          alternates: 2,
          previousPickToken: 'before',
          affinityToken: 'cookie',
        },
      ],
    ])
    expect(response).toMatchObject({
      backend: {
        id: 'backend-1',
        address: '10.0.0.1:8080',
        locality: { region: 'eu-west-1', zone: 'eu-west-1a', subZone: 'rack-7' },
        labels: { version: 'v2' },
        weight: 3,
      },
      alternates: [{ id: 'backend-2', address: '[::1]:8080', locality: null, labels: {}, weight: 1 }],
      pickToken: 'token-1',
      lease: { seconds: 30, nanos: 0 },
      reason: 'PICK_REASON_LOCALITY_FAILOVER',
      revision: 7,
      cache: { maxAge: { seconds: 1, nanos: 500_000_000 }, staleAge: { seconds: 60, nanos: 0 } },
      degraded: {
        reasons: ['DEGRADED_REASON_STORE_UNAVAILABLE', 'DEGRADED_REASON_PANIC'],
        age: { seconds: 2, nanos: 500_000_000 },
      },
      affinityToken: 'sticky',
    })
    await until('the call was observed', () => observed.length > 0)
    expect(observed).toEqual(['lookaside.v1.LookasideService/PickBackend OK'])
  })

  test('ReportOutcomes takes outcomes in and lists the refused ones', async () => {
    const { client, fake } = await start()
    const response = await succeed(client, lookaside.ReportOutcomes, {
      outcomes: [
        {
          pickToken: 't',
          result: 'OUTCOME_RESULT_TIMEOUT',
          latency: { seconds: 3600 },
          status: '504',
          loadReport: LOAD,
        },
        { pickToken: 't' },
        { pool: 'checkout', backendId: 'b', result: 'OUTCOME_RESULT_SUCCESS' },
        { pickToken: 't', result: 'OUTCOME_RESULT_SUCCESS', loadReport: { ...LOAD, eps: Infinity } },
      ],
    })
    expect(response.accepted).toBe(2)
    expect(response.rejected.map(({ index, code, reason, metadata }) => ({ index, code, reason, metadata }))).toEqual([
      { index: 1, code: 'INVALID_ARGUMENT', reason: 'INVALID_FIELD', metadata: { field: 'outcomes[1].result' } },
      {
        index: 3,
        code: 'INVALID_ARGUMENT',
        reason: 'INVALID_LOAD_REPORT',
        metadata: { field: 'outcomes[3].load_report.eps' },
      },
    ])
    const shared = {
      token: 't',
      pool: '',
      backendId: '',
      latencyMs: undefined,
      status: '',
      load: undefined,
      loadAgeMs: 0,
    }
    expect(fake.calls).toEqual([
      [
        'report',
        { ...shared, result: 'timeout', latencyMs: 3_600_000, status: '504', load: CHECKED_LOAD, loadAgeMs: 1_000 },
      ],
      ['report', { ...shared, token: '', pool: 'checkout', backendId: 'b', result: 'success' }],
      ['report', { ...shared, result: 'success' }],
    ])
  })

  const batchTest: (name: string, run: () => Promise<void>) => void = harness.onlyUnary === true ? () => {} : test
  batchTest('agents register, beat and deregister', async () => {
    const { client, fake } = await start()
    const backend = { id: 'b:1', address: '[::1]:80', locality: { region: 'eu' }, labels: { a: 'b' }, weight: 7 }
    const registered = await succeed(client, agents.RegisterBackend, {
      pool: 'checkout',
      backend,
      epoch: Number.MAX_SAFE_INTEGER,
      health: 'BACKEND_HEALTH_HEALTHY',
      capacity: 12.5,
    })
    expect(registered).toEqual({
      nextHeartbeatAfter: { seconds: 0, nanos: 950_000_000 },
      lease: { seconds: 3, nanos: 0 },
      revision: 11,
    })
    const beat = await succeed(client, agents.ReportHeartbeat, {
      heartbeats: [
        { pool: 'checkout', backendId: 'b:1', epoch: 1, sequence: 2, healthDetail: 'ok', draining: true, load: LOAD },
        { pool: 'search', backendId: 'b:1', epoch: 0, sequence: 2 },
        { pool: 'search', backendId: 'b:2', epoch: 1, sequence: 3, load: { ...LOAD, cpuUtilization: NaN } },
      ],
    })
    expect(beat.nextHeartbeatAfter).toEqual({ seconds: 0, nanos: 902_000_000 })
    expect(beat.rejected.map(({ index, reason, metadata }) => [index, reason, metadata['field']])).toEqual([
      [1, 'INVALID_FIELD', 'heartbeats[1].epoch'],
      [2, 'INVALID_LOAD_REPORT', 'heartbeats[2].load.cpu_utilization'],
    ])
    await succeed(client, agents.DeregisterBackend, { pool: 'checkout', backendId: 'b:1', epoch: 5 })
    const report = { epoch: 1, health: 'unknown', healthDetail: '', draining: false, load: undefined, loadAgeMs: 0 }
    expect(fake.calls).toEqual([
      [
        'register',
        {
          pool: 'checkout',
          backend: {
            id: 'b:1',
            address: '[::1]:80',
            locality: { region: 'eu', zone: '', subZone: '' },
            labels: new Map([['a', 'b']]),
            weight: 7,
            epoch: Number.MAX_SAFE_INTEGER,
            capacity: 12.5,
          },
          health: 'healthy',
        },
      ],
      [
        'heartbeat',
        {
          ...report,
          pool: 'checkout',
          backendId: 'b:1',
          sequence: 2,
          healthDetail: 'ok',
          draining: true,
          load: CHECKED_LOAD,
          loadAgeMs: 1_000,
        },
      ],
      // A load that cannot be is refused; the sign of life beside it counts.
      ['heartbeat', { ...report, pool: 'search', backendId: 'b:2', sequence: 3 }],
      ['deregister', 'checkout', 'b:1', 5],
    ])
  })

  test('operators list and change pools', async () => {
    const { client, fake } = await start()
    const { pools, nextPageToken } = await succeed(client, admin.ListPools, { pageSize: 10, pageToken: 'p' })
    expect(nextPageToken).toBe('more')
    expect(pools[0]).toMatchObject({ configVersion: 4, backends: 3, lastPolicyError: 'boom', picks: 12 })
    const { pool } = await succeed(client, admin.GetPool, { name: 'checkout' })
    expect(pool?.config).toMatchObject({
      name: 'checkout',
      policy: { type: 'ring_hash' },
      heartbeat: { interval: { seconds: 1, nanos: 0 }, missedLimit: 3 },
      affinity: { mode: 'AFFINITY_MODE_NONE', onDrain: 'AFFINITY_DRAIN_RULE_MOVE' },
      locality: { mode: 'LOCALITY_MODE_PREFER', overprovisioningFactor: 140 },
      signals: { latencyDecay: { seconds: 10, nanos: 0 }, successRateAlpha: 0.05 },
      autoWeights: { mode: 'AUTO_WEIGHTS_MODE_OFF', interval: { seconds: 10, nanos: 0 }, ki: 0.15, maxFactor: 4 },
    })
    await succeed(client, admin.PutPool, { config: pool?.config ?? null, expectedVersion: 4, dryRun: true })
    await succeed(client, admin.PutPool, {
      config: {
        name: 'bare',
        affinity: { mode: 'AFFINITY_MODE_TOKEN' },
        autoWeights: { mode: 'AUTO_WEIGHTS_MODE_DRY_RUN' },
      },
    })
    await succeed(client, admin.PutPool, {
      config: {
        name: 'around',
        locality: { mode: 'LOCALITY_MODE_WEIGHTED', weights: { 'eu/a': 3, b: 0 } },
        subset: { keys: ['version'], fallback: 'SUBSET_FALLBACK_DEFAULT', default: { version: 'v1' } },
        subsetting: { size: 0 },
        retryBudget: { mode: 'RETRY_BUDGET_MODE_THROTTLE' },
      },
    })
    await succeed(client, admin.DeletePool, { name: 'checkout', expectedVersion: 0, force: true })
    expect(fake.calls.slice(2)).toEqual([
      ['putPool', WHOLE_DOCUMENT, 4, true],
      ['putPool', { name: 'bare', affinity: { mode: 'token' }, autoWeights: { mode: 'dry_run' } }, undefined, false],
      [
        'putPool',
        {
          name: 'around',
          locality: { mode: 'weighted', weights: { 'eu/a': 3, b: 0 } },
          subset: { keys: ['version'], fallback: 'default', default: { version: 'v1' } },
          subsetting: { size: 0 },
          retryBudget: { mode: 'throttle' },
        },
        undefined,
        false,
      ],
      ['deletePool', 'checkout', 0, { dryRun: false, force: true }],
    ])
  })

  test('operators list and steer backends', async () => {
    const { client, fake } = await start()
    const { backends } = await succeed(client, admin.ListBackends, { pool: 'checkout' })
    expect(backends[0]).toMatchObject({
      state: 'BACKEND_STATE_DRAINING',
      stateReason: 'drained by an operator',
      heartbeatAge: null,
      drainedByOperator: true,
      operatorWeight: 10,
      effectiveWeight: 2.5,
      latency: { seconds: 0, nanos: 12_500_000 },
      load: null,
      ejectedFor: { seconds: 0, nanos: 250_000_000 },
      autoWeight: {
        factor: 0.95,
        inForce: true,
        reason: 'utilization 0.82 over the mean 0.61: 1.00 -> 0.95',
        changes: [{ age: { seconds: 4, nanos: 500_000_000 }, before: 1, after: 0.95 }],
      },
    })
    const target = { pool: 'checkout', backendId: 'b' }
    await succeed(client, admin.DrainBackend, { ...target, force: true })
    await succeed(client, admin.UndrainBackend, { ...target, dryRun: true })
    await succeed(client, admin.SetBackendWeight, { ...target, weight: 5 })
    await succeed(client, admin.SetBackendWeight, target)
    expect(fake.calls).toEqual([
      ['listBackends', 'checkout', 1_000, ''],
      ['drain', 'checkout', 'b', { force: true, dryRun: false }],
      ['undrain', 'checkout', 'b', true],
      ['setWeight', 'checkout', 'b', 5, false],
      ['setWeight', 'checkout', 'b', undefined, false],
    ])
  })

  test('operators list policies', async () => {
    const { client } = await start()
    const { policies } = await succeed(client, admin.ListPolicies, {})
    expect(policies).toEqual([expect.objectContaining({ type: 'random', configSchema: '{"type":"object"}' })])
  })

  test('operators are advised, with every number there is', async () => {
    const { client, fake } = await start()
    const canary = {
      ...{ policy: 'peak_ewma', percent: 12.5, rolledBack: 'at noon: it was worse', windows: 3 },
      canary: { outcomes: 600, failures: 30, latencyP99: { seconds: 0, nanos: 250_000_000 } },
      pool: { outcomes: 9_400, failures: 90, latencyP99: null },
      ...{ errorRateIncrease: { estimate: 0.04, low: 0.02, high: 0.06 }, latencyIncrease: null },
    }
    const advice = await succeed(client, admin.AdvisePolicy, { pool: 'payments/checkout' })
    expect(advice).toEqual({
      ...{ pool: 'payments/checkout', policy: 'ring_hash', verdict: 'ADVICE_VERDICT_SWITCH' },
      ...{ summary: 'It is better.', configToAdd: 'policy: peak_ewma\n' },
      shadow: {
        ...{ policy: 'least_request', percent: 10, age: { seconds: 90, nanos: 0 }, compared: 4_000, agreement: 0.25 },
        ...{ nobody: 2, failures: 1, costRatio: { estimate: 0.75, low: 0.7, high: 0.8 } },
        ...{ latency: { seconds: 0, nanos: 20_000_000 }, shadowLatency: null, sharesOmitted: 4 },
        shares: [{ backendId: 'backend-1', share: 0.5, shadowShare: 0.25 }],
      },
      canary,
    })
    const { pool } = await succeed(client, admin.GetPool, { name: 'checkout' })
    expect(pool?.canary).toEqual(canary)
    expect(fake.calls).toEqual([
      ['advisePolicy', 'payments/checkout'],
      ['getPool', 'checkout'],
    ])
    expect(await fail(client, admin.AdvisePolicy, { pool: '' })).toMatchObject({ code: 'INVALID_ARGUMENT' })
  })
}

const WHOLE_DOCUMENT = {
  name: 'checkout',
  policy: { type: 'ring_hash', config: { min: 1, deep: [true, null, 'x'] } },
  fallbackPolicy: { type: 'round_robin', config: {} },
  heartbeat: { interval: 1_000, missedLimit: 3, removeAfter: 600_000 },
  panicThresholdPercent: 50,
  slowStart: { window: 30_000, aggression: 1, minWeightPercent: 10 },
  outlierDetection: {
    enabled: true,
    interval: 10_000,
    baseEjectionTime: 30_000,
    maxEjectionTime: 300_000,
    maxEjectionPercent: 10,
    consecutiveErrors: 5,
    consecutiveConnectFailures: 3,
    successRate: { stdevFactor: 1_900, enforcingPercent: 100, minimumBackends: 5, requestVolume: 100 },
    failurePercentage: { threshold: 85, enforcingPercent: 100, minimumBackends: 5, requestVolume: 50 },
  },
  selfPreservation: { enabled: true, thresholdPercent: 15, minimumBackends: 3, maxDuration: 900_000 },
  affinity: { mode: 'none', ttl: 1_800_000, onDrain: 'move', maxBindings: 100_000 },
  locality: { mode: 'prefer', overprovisioningFactor: 140, minimumBackends: 6 },
  pickLease: 30_000,
  maxInFlightPerBackend: 0,
  signals: { latencyDecay: 10_000, successRateAlpha: 0.05 },
  autoWeights: {
    ...{ mode: 'off', interval: 10_000, kp: 0.1, ki: 0.15, kd: 0 },
    ...{ minFactor: 0.25, maxFactor: 4, maxChangePercent: 10, tolerancePercent: 2 },
  },
  subset: { fallback: 'none' },
  subsetting: { size: 0, groups: 16 },
  concurrencyLimit: { mode: 'off', initial: 20, min: 20, max: 200, smoothing: 0.2, longWindow: 600 },
  retryBudget: { mode: 'off', percent: 20, minPerSecond: 10, ttl: 10_000, maxTokens: 100, tokenRatio: 0.1 },
  shadow: { policy: { type: 'random', config: {} }, percent: 1 },
  canary: {
    policy: { type: 'peak_ewma', config: { choices: 3 } },
    ...{ percent: 2, stepPercent: 3, stepInterval: 60_000, maxErrorRateIncrease: 0.5 },
    ...{ maxLatencyIncrease: 1.5, minimumOutcomes: 100, rolledBack: 'at noon' },
  },
}
