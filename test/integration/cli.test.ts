import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'

import type { BackendStatus } from '../../proto/gen/lookaside/v1/BackendStatus.ts'
import type { PoolStatus } from '../../proto/gen/lookaside/v1/PoolStatus.ts'
import type { AdminScript, FakeAdmin } from '../support/fake-admin.ts'
import { startFakeAdmin } from '../support/fake-admin.ts'
import { refusal } from '../support/fake-lookaside.ts'
import { runCommandLine } from '../support/run-cli.ts'

let service: FakeAdmin
let unscripted: AdminScript

beforeAll(async () => {
  service = await startFakeAdmin()
  unscripted = { ...service.script }
})

beforeEach(() => {
  Object.assign(service.script, unscripted)
  service.requests.length = 0
})

afterAll(() => service.stop())

/** Runs a command against the scripted service. */
const run = (line: string, changes: Parameters<typeof runCommandLine>[1] = {}) =>
  runCommandLine([...line.split(' '), '--address', service.address], changes)

const span = (ms: number) => ({ seconds: Math.floor(ms / 1_000), nanos: (ms % 1_000) * 1e6 })

const pool = (name: string, changes: Partial<PoolStatus> = {}): PoolStatus => ({
  config: { name, policy: { type: 'peak_ewma' } },
  ...{ revision: 12, backends: 3, eligible: 3, activePolicy: 'peak_ewma', picks: 1_234, configVersion: 2 },
  ...changes,
})

const backend = (id: string, changes: Partial<BackendStatus> = {}): BackendStatus => ({
  backend: { id, address: `10.0.0.7:80`, labels: { v: '1' }, locality: { region: 'eu' } },
  ...{ state: 'BACKEND_STATE_ELIGIBLE', stateAge: span(90_000), epoch: 5, heartbeatAge: span(400) },
  ...{ effectiveWeight: 1, inFlight: 3, latency: span(4.2), successRate: 0.998, picks: 70, outcomes: 69, failures: 1 },
  ...changes,
})

describe('pools', () => {
  test('as a table, page by page', async () => {
    const degraded = { reasons: ['DEGRADED_REASON_PANIC' as const], age: span(3_000) }
    service.script.listPools = ({ pageToken }) =>
      pageToken === ''
        ? { pools: [pool('checkout')], nextPageToken: 'more' }
        : { pools: [pool('a/b', { eligible: 1, activePolicy: 'round_robin', degraded })] }
    const { code, stdout, stderr } = await run('pools')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe(
      [
        'POOL      POLICY     BACKENDS  ELIGIBLE  PICKS  REVISION  NOTE',
        'checkout  peak_ewma         3         3  1,234        12  -',
        'a/b       peak_ewma         3         1  1,234        12  round_robin stands in for peak_ewma, panic',
        '',
      ].join('\n'),
    )
  })

  test('as JSON', async () => {
    service.script.listPools = () => ({ pools: [pool('checkout')] })
    const { code, stdout } = await run('pools -o json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      ...{ schemaVersion: 1, kind: 'pools' },
      pools: [
        {
          ...{
            name: 'checkout',
            policy: 'peak_ewma',
            activePolicy: 'peak_ewma',
            backends: 3,
            eligible: 3,
            picks: 1_234,
          },
          ...{ revision: 12, configVersion: 2, policyFailures: 0, lastPolicyError: '', degraded: null, canary: null },
        },
      ],
    })
  })

  test('none: nothing on stdout, a remark on stderr, and an empty list in JSON', async () => {
    service.script.listPools = () => ({})
    expect(await run('pools')).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('no pools yet') })
    const { stdout } = await run('pools --output json')
    expect(JSON.parse(stdout)).toEqual({ schemaVersion: 1, kind: 'pools', pools: [] })
  })

  test('a page token that never ends is asked once', async () => {
    service.script.listPools = () => ({ pools: [pool('x')], nextPageToken: 'same' })
    expect((await run('pools')).code).toBe(0)
    expect(service.requests).toHaveLength(2)
  })
})

describe('backends', () => {
  const three = [
    backend('fast'),
    backend('slow', {
      ...{ state: 'BACKEND_STATE_EJECTED', stateReason: '5 errors in a row', latency: span(1_500), inFlight: 12_000 },
      ...{ drainedByOperator: true, successRate: 0.5 },
    }),
    backend('new', { state: 'BACKEND_STATE_WARMING', latency: null, effectiveWeight: 0.25 }),
  ]

  test('as a table', async () => {
    service.script.listBackends = () => ({ backends: three })
    const { code, stdout } = await run('backends checkout')
    expect(code).toBe(0)
    expect(service.requests).toEqual([expect.objectContaining({ pool: 'checkout' })])
    expect(stdout).toMatchInlineSnapshot(`
"BACKEND  ADDRESS      STATE     SINCE  IN-FLIGHT  LATENCY  SUCCESS  WEIGHT  PICKS  WHY
fast     10.0.0.7:80  eligible   90 s          3   4.2 ms   99.8 %       1     70  -
slow     10.0.0.7:80  ejected    90 s     12,000    1.5 s   50.0 %       1     70  5 errors in a row; drained by an operator
new      10.0.0.7:80  warming    90 s          3        -   99.8 %    0.25     70  -
"
`)
  })

  test('with the factors of automatic weights, where there are any', async () => {
    const reason = 'utilization 0.82 over the mean 0.61: 1.00 -> 0.95'
    const change = { age: span(4_000), before: 1, after: 0.95, reason }
    const autoWeight = { factor: 0.95, inForce: true, reason, changes: [change] }
    const listed = [
      backend('hot', { effectiveWeight: 0.95, autoWeight }),
      backend('dry', { autoWeight: { factor: 1.25, inForce: false, reason: 'taken over' } }),
    ]
    service.script.listBackends = () => ({ backends: listed })
    const { stdout } = await run('backends checkout')
    expect(stdout).toMatch(/ WEIGHT +FACTOR +PICKS /)
    expect(stdout).toMatch(/^hot .* 0\.95 +0\.95 +70 +utilization 0\.82 over the mean 0\.61: 1\.00 -> 0\.95$/m)
    expect(stdout).toMatch(/^dry .* 1 +\(1\.25\) +70 +taken over$/m)
    const { stdout: json } = await run('backends checkout -o json')
    expect(JSON.parse(json)).toMatchObject({
      backends: [
        { id: 'hot', autoWeight: { ...autoWeight, changes: [{ ageMs: 4_000, before: 1, after: 0.95, reason }] } },
        { id: 'dry', autoWeight: { factor: 1.25, inForce: false, changes: [] } },
      ],
    })
  })

  test('on a narrow terminal columns go, and it says which', async () => {
    service.script.listBackends = () => ({ backends: three })
    for (const width of [80, 60, 40, 20]) {
      const { stdout } = await run('backends checkout', { isTty: true, width, env: { NO_COLOR: '1' } })
      const lines = stdout.trimEnd().split('\n')
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width)
      expect(stdout).toMatch(/^BACKEND +.*STATE/)
      expect(lines.at(-1)).toMatch(/^hidden for lack/)
    }
  })

  test('as JSON', async () => {
    service.script.listBackends = () => ({ backends: three.slice(1, 2) })
    const { stdout } = await run('backends checkout -o json')
    expect(JSON.parse(stdout)).toEqual({
      ...{ schemaVersion: 1, kind: 'backends', pool: 'checkout' },
      backends: [
        {
          ...{
            id: 'slow',
            address: '10.0.0.7:80',
            locality: { region: 'eu', zone: '', subZone: '' },
            labels: { v: '1' },
          },
          ...{ weight: 1, state: 'ejected', stateReason: '5 errors in a row', stateAgeMs: 90_000, epoch: 5 },
          ...{
            heartbeatAgeMs: 400,
            drainedByOperator: true,
            operatorWeight: null,
            effectiveWeight: 1,
            inFlight: 12_000,
          },
          ...{ latencyMs: 1_500, successRate: 0.5, picks: 70, outcomes: 69, failures: 1, ejectedForMs: null },
          autoWeight: null,
        },
      ],
    })
  })

  test('names from the service cannot steer the terminal', async () => {
    const evil = '\u001b]0;owned\u0007\u001b[2J\n\u202eb'
    service.script.listBackends = () => ({ backends: [backend(evil, { stateReason: '\u009b31m' })] })
    const table = await run('backends checkout', { isTty: true, width: 200 })
    expect(table.stdout).not.toMatch(/\p{Cc}(?:\]|\[2J)|\u009b|\u202e/u)
    expect(table.stdout).toContain('\\x1b]0;owned\\x07\\x1b[2J\\x0a\\u202eb')
    expect(table.stdout.trimEnd().split('\n')).toHaveLength(2)
    const json = await run('backends checkout -o json')
    expect(json.stdout).not.toMatch(/\p{Cc}(?<!\n)|\u202e/u)
    expect(JSON.parse(json.stdout)).toMatchObject({ backends: [{ id: evil }] })
  })

  test('a refusal goes to stderr with what to do next, exit code 1', async () => {
    service.script.listBackends = () =>
      refusal('NOT_FOUND', 'POOL_NOT_FOUND', 'there is no pool "chekout"', { pool: 'chekout' })
    expect(await run('backends chekout')).toMatchObject({
      ...{ code: 1, stdout: '' },
      stderr: 'error: there is no pool "chekout" (POOL_NOT_FOUND)\nnext:  `lookaside pools` lists the pools.\n',
    })
    const { code, stdout, stderr } = await run('backends chekout -o json')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(JSON.parse(stderr)).toEqual({
      ...{ schemaVersion: 1, kind: 'error' },
      error: {
        ...{ reason: 'POOL_NOT_FOUND', message: 'there is no pool "chekout"' },
        ...{ next: '`lookaside pools` lists the pools.', metadata: { pool: 'chekout' } },
      },
    })
  })
})

describe('pick', () => {
  const answer = {
    backend: { id: 'fast', address: '10.0.0.7:80', locality: { region: 'eu', zone: 'a' }, labels: { v: '1' } },
    alternates: [{ id: 'slow', address: '10.0.0.8:80' }],
    ...{ pickToken: 'tok', lease: span(30_000), reason: 'PICK_REASON_PANIC' as const, revision: 9 },
    ...{
      cache: { maxAge: span(1_000), staleAge: span(60_000) },
      degraded: { reasons: ['DEGRADED_REASON_PANIC' as const], age: span(2_000) },
    },
  }

  test('for people', async () => {
    service.script.pick = () => answer
    const { code, stdout } = await run(
      'pick checkout --key user-1 --alternates 2 --label v=1 --label a=b=c --exclude x --exclude y --region eu --zone a --affinity-token t',
    )
    expect(code).toBe(0)
    expect(service.requests).toEqual([
      expect.objectContaining({
        ...{ pool: 'checkout', affinityKey: 'user-1', alternates: 2, labelSelector: { v: '1', a: 'b=c' } },
        ...{ excludeBackendIds: ['x', 'y'], locality: { region: 'eu', zone: 'a', subZone: '' }, affinityToken: 't' },
      }),
    ])
    expect(stdout).toMatchInlineSnapshot(`
"backend         fast
address         10.0.0.7:80
locality        eu / a
labels          v=1
alternates      slow (10.0.0.8:80)
reason          panic
lease           30 s
pick token      tok
degraded        panic for 2 s
"
`)
  })

  test('as JSON', async () => {
    service.script.pick = () => answer
    const { stdout } = await run('pick checkout -ojson')
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ schemaVersion: 1, kind: 'pick', pool: 'checkout', pickToken: 'tok', leaseMs: 30_000, reason: 'panic' },
      ...{ maxAgeMs: 1_000, staleAgeMs: 60_000, degraded: { reasons: ['panic'], ageMs: 2_000 }, affinityToken: '' },
      ...{ backend: { id: 'fast' }, alternates: [{ id: 'slow', labels: {} }], revision: 9 },
    })
  })

  test('--count shows how picks are shared out, and gives every pick back', async () => {
    let turn = 0
    const cancelled: string[] = []
    service.script.streamPicks = ({ sequence, picks, outcomes }) => {
      cancelled.push(...outcomes.map(({ pickToken, result }) => `${pickToken}:${result}`))
      const results = picks.map(() => {
        turn += 1
        if (turn % 10 === 0)
          return { error: { code: 'RESOURCE_EXHAUSTED', reason: 'POOL_SATURATED', message: 'no room' } }
        const id = turn % 3 === 0 ? 'slow' : 'fast'
        return { picked: { backend: { id, address: `${id}:80` }, pickToken: `t${turn}` } }
      })
      return { sequence, results }
    }
    const { code, stdout, stderr } = await run('pick checkout --count 250')
    expect(code).toBe(0)
    expect(stdout).toMatchInlineSnapshot(`
"BACKEND  ADDRESS  PICKS   SHARE
fast     fast:80    150  66.7 %  ████████████████████
slow     slow:80     75  33.3 %  ██████████
"
`)
    expect(stderr).toBe('25 refused: no room (POOL_SATURATED)\n')
    expect(new Set(cancelled).size).toBe(225)
    expect(cancelled.every((text) => text.endsWith(':OUTCOME_RESULT_CANCELLED'))).toBe(true)
    const json = await run('pick checkout --count 2 -o json')
    expect(JSON.parse(json.stdout)).toMatchObject({ kind: 'distribution', picked: 2, refused: 0, refusals: [] })
  })

  test('--count of which nothing is picked ends with exit code 1', async () => {
    service.script.streamPicks = ({ sequence, picks }) => ({
      ...{
        sequence,
        results: picks.map(() => ({ error: { code: 'UNAVAILABLE', reason: 'NO_BACKENDS', message: 'empty' } })),
      },
    })
    const { code, stdout, stderr } = await run('pick checkout --count 5')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(
      /^error: all 5 picks were refused: empty \(NO_BACKENDS\)\nnext: {2}`lookaside backends checkout` shows/,
    )
  })

  test('a pool without backends: exit code 1', async () => {
    service.script.pick = () =>
      refusal('UNAVAILABLE', 'NO_BACKENDS', 'pool checkout has no backends', { pool: 'checkout' })
    expect(await run('pick checkout')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/NO_BACKENDS\)\nnext: {2}`lookaside backends checkout` shows/),
    })
  })

  test('a stream that is refused ends the command', async () => {
    service.script.streamPicks = () => refusal('NOT_FOUND', 'POOL_NOT_FOUND', 'no such pool')
    expect(await run('pick checkout --count 5')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/POOL_NOT_FOUND/),
    })
  })
})

describe('drain and undrain', () => {
  test('say what happened, and send what was asked for', async () => {
    service.script.drain = () => ({ backend: backend('b1', { state: 'BACKEND_STATE_DRAINING' }) })
    service.script.undrain = () => ({ backend: backend('b1') })
    expect((await run('drain checkout b1 --force')).stdout).toBe('drained: b1 in pool checkout gets no new picks\n')
    expect((await run('drain checkout b1 --dry-run')).stdout).toBe(
      'would be drained: b1 in pool checkout (dry run, nothing was changed)\n',
    )
    expect((await run('undrain checkout b1')).stdout).toBe('undrained: b1 in pool checkout is eligible\n')
    const json = await run('undrain checkout b1 --dry-run -o json')
    expect(JSON.parse(json.stdout)).toMatchObject({
      kind: 'undrain',
      pool: 'checkout',
      dryRun: true,
      backend: { id: 'b1' },
    })
    expect(service.requests).toEqual([
      expect.objectContaining({ pool: 'checkout', backendId: 'b1', force: true, dryRun: false }),
      expect.objectContaining({ force: false, dryRun: true }),
      expect.objectContaining({ backendId: 'b1', dryRun: false }),
      expect.objectContaining({ dryRun: true }),
    ])
  })

  test('a drain that goes too far names the way out', async () => {
    service.script.drain = () => refusal('FAILED_PRECONDITION', 'DRAIN_REFUSED', '1 of 4 would be left')
    const { code, stderr } = await run('drain checkout b1')
    expect(code).toBe(1)
    expect(stderr).toMatch(/1 of 4 would be left \(DRAIN_REFUSED\)\nnext: {2}--force drains it all the same/)
  })
})

describe('reaching the service', () => {
  test('nobody there: exit code 3, and what to do', async () => {
    const gone = await startFakeAdmin()
    gone.stop()
    const { code, stdout, stderr } = await runCommandLine(['pools', '--address', gone.address])
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toContain(
      `error: no service at ${gone.address} (connect ECONNREFUSED ${gone.address}) (UNREACHABLE)\n`,
    )
    expect(stderr).toContain(
      'is it running? Start one with `lookaside dev`; --address or LOOKASIDE_ADDRESS tells where it is.',
    )
    const stream = await runCommandLine(['pick', 'x', '--count', '9', '--address', gone.address])
    expect(stream.code).toBe(3)
  })

  test('no answer in time: exit code 3', async () => {
    service.script.listPools = () => ({ kind: 'hang' })
    service.script.streamPicks = () => ({ kind: 'hang' })
    const { code, stderr } = await run('pools --timeout 50ms')
    expect(code).toBe(3)
    expect(stderr).toMatch(/no answer from .* within 50 ms \(TIMEOUT\)\nnext: {2}raise --timeout/)
    expect((await run('pick x --count 9 --timeout 50ms')).code).toBe(3)
  })

  test('another service there: exit code 1, and a hint', async () => {
    const { code, stderr } = await run('pools')
    expect(code).toBe(1)
    expect(stderr).toMatch(/what listens there is not Lookaside/)
  })

  test('address, output and time come from before or after the command, or from the environment', async () => {
    service.script.listPools = () => ({})
    const before = await runCommandLine(['--address', service.address, '-o', 'json', 'pools'])
    expect(before).toMatchObject({ code: 0, stdout: expect.stringContaining('"kind": "pools"') })
    const env = { LOOKASIDE_ADDRESS: ` ${service.address}, 127.0.0.1:1`, LOOKASIDE_TIMEOUT: '2s' }
    expect(await runCommandLine(['pools'], { env })).toMatchObject({ code: 0 })
    expect(service.requests).toHaveLength(2)
    const bad = await runCommandLine(['pools'], { env: { ...env, LOOKASIDE_TIMEOUT: '5' } })
    expect(bad).toMatchObject({ code: 2, stderr: expect.stringMatching(/LOOKASIDE_TIMEOUT: "5" is not a duration/) })
  })
})
