import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'

import type { CliDeps } from '../../clients/cli/deps.ts'
import type { Decision } from '../../proto/gen/lookaside/v1/Decision.ts'
import { createGrpcServer, type GrpcServer } from '../../server/transport/grpc/server.ts'
import { SILENT_LOG } from '../../server/telemetry/ports.ts'
import { type AdminScript, type FakeAdmin, startFakeAdmin } from '../support/fake-admin.ts'
import { failure, type Instead, refusal } from '../support/fake-lookaside.ts'
import { type Harness, startReplica } from '../support/replica.ts'
import { type CliRun, runCommandLine } from '../support/run-cli.ts'
import { until } from '../support/until.ts'

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

const at = (address: string, line: string, changes: Partial<CliDeps> = {}): Promise<CliRun> =>
  runCommandLine([...line.split(' '), '--address', address], { now: () => 5_000, ...changes })
const run = (line: string, changes: Partial<CliDeps> = {}): Promise<CliRun> => at(service.address, line, changes)

const decision = (id: string, changes: Partial<Decision> = {}): Decision => ({
  ...{
    id,
    time: { seconds: 1, nanos: 500_000_000 },
    pool: 'checkout',
    policy: 'peak_ewma',
    policyReason: 'least_cost',
  },
  ...{ backendId: 'b-1', runnerUpBackendId: 'b-2', reason: 'PICK_REASON_POLICY', backends: 2, candidates: 2 },
  scores: [
    { backendId: 'b-1', score: 2, inputs: [{ signal: 'latency', value: 2, age: { seconds: 0, nanos: 4_000_000 } }] },
    { backendId: 'b-2', score: 3, inputs: [{ signal: 'latency', value: 3, age: null }] },
  ],
  ...{ randomDraws: [0.5], replica: 'r1', replayable: true, revision: 3, configVersion: 1 },
  ...changes,
})

const firstLine = ({ stdout }: CliRun): string => stdout.split('\n')[0] ?? ''
const usage = (run: CliRun): unknown => ({
  code: run.code,
  asked: service.requests.length,
  said: run.stderr.split('\n')[0],
})

describe('why', () => {
  test('the newest of all, of a pool, one by its token, and made again', async () => {
    service.script.explain = ({ replay }) => ({
      decision: decision('t'),
      replay: replay ? { backendId: 'b-1', same: true, note: '' } : null,
    })
    service.script.listBackends = () => ({ backends: [{ backend: { id: 'b-1', address: '10.0.0.5:80' } }] })
    for (const line of ['why', 'why last', 'why last --pool checkout', 'why r1.2.x --replay']) {
      expect(firstLine(await run(line))).toBe(
        'checkout picked b-1 (10.0.0.5:80) 3.5 s ago, because its cost of 2 was the lower of the two that peak_ewma compared.',
      )
    }
    const asked = service.requests.filter(
      (request) => typeof request === 'object' && request !== null && 'replay' in request,
    )
    expect(asked).toMatchObject([
      { latestInPool: '', replay: false },
      { latestInPool: '', replay: false },
      { latestInPool: 'checkout', replay: false },
      { pickToken: 'r1.2.x', replay: true },
    ])
    expect((await run('why last --replay')).stdout).toContain(
      '\nMade again from its recorded inputs: the same backend.\n',
    )
  })

  test('without its address when the backend is gone, or nobody tells', async () => {
    service.script.explain = () => ({ decision: decision('t') })
    expect(firstLine(await run('why'))).toMatch(/^checkout picked b-1 3\.5 s ago, because/)
    service.script.listBackends = () => ({ kind: 'hang' })
    expect(firstLine(await run('why'))).toMatch(/^checkout picked b-1 3\.5 s ago, because/)
  })

  test('a dry run asks as lookaside pick does', async () => {
    service.script.explain = () => ({ decision: decision('dry', { dryRun: true }) })
    const { code, stdout } = await run(
      'why --pick checkout --key user-1 --alternates 2 --label v=1 --exclude x --region eu --zone a --affinity-token t',
    )
    expect(code).toBe(0)
    expect(stdout).toMatch(/^checkout would pick b-1 now, because .*\nA dry run: nothing was picked for real/)
    expect(stdout).not.toContain('user-1')
    expect(service.requests[0]).toMatchObject({
      dryRun: {
        ...{ pool: 'checkout', affinityKey: 'user-1', alternates: 2, labelSelector: { v: '1' } },
        ...{ excludeBackendIds: ['x'], locality: { region: 'eu', zone: 'a', subZone: '' }, affinityToken: 't' },
      },
    })
  })

  test('as JSON, whole and stable', async () => {
    const degraded = { reasons: ['DEGRADED_REASON_PANIC' as const], age: { seconds: 1, nanos: 0 } }
    service.script.explain = () => ({
      decision: decision('t', { degraded, affinity: 'AFFINITY_MODE_BINDING', callerLocality: { region: 'eu' } }),
      replay: { backendId: '', same: false, note: 'n' },
    })
    const { stdout } = await run('why -o json')
    expect(JSON.parse(stdout)).toEqual({
      ...{ schemaVersion: 1, kind: 'decision' },
      replay: { backendId: '', same: false, note: 'n' },
      decision: {
        ...{ id: 't', time: '1970-01-01T00:00:01.500Z', pool: 'checkout', policy: 'peak_ewma' },
        ...{ policyReason: 'least_cost', backendId: 'b-1', runnerUpBackendId: 'b-2', alternateBackendIds: [] },
        ...{ reason: 'policy', errorReason: '', errorMessage: '', backends: 2, candidates: 2, excluded: [] },
        excludedOmitted: 0,
        scores: [
          { backendId: 'b-1', score: 2, inputs: [{ signal: 'latency', value: 2, ageMs: 4 }] },
          { backendId: 'b-2', score: 3, inputs: [{ signal: 'latency', value: 3, ageMs: null }] },
        ],
        ...{ randomDraws: [0.5], discardedChoices: 0, degraded: { reasons: ['panic'], ageMs: 1_000 } },
        ...{ callerLocality: { region: 'eu', zone: '', subZone: '' }, localityLevel: '', affinity: 'binding' },
        ...{ revision: 3, configVersion: 1, dryRun: false, traceId: '', replica: 'r1', replayable: true },
      },
    })
  })

  test('what cannot be asked for together is refused before anybody is asked', async () => {
    const wrong: readonly (readonly [string, string])[] = [
      ['why --pick checkout last', 'error: --pick and a decision cannot be asked for together (USAGE)'],
      ['why --pick checkout --replay', 'error: --pick and --replay cannot be asked for together (USAGE)'],
      ['why --pick checkout --pool x', 'error: --pick and --pool cannot be asked for together (USAGE)'],
      ['why last --key k', 'error: --key needs --pick <pool> (USAGE)'],
      ['why last --affinity-token k', 'error: --affinity-token needs --pick <pool> (USAGE)'],
      ['why a.b.c --pool x', 'error: --pool goes with last: an id names its pool already (USAGE)'],
      ['why --pick checkout --zone a', 'error: --zone needs --region (USAGE)'],
    ]
    for (const [line, said] of wrong) expect(usage(await run(line))).toEqual({ code: 2, asked: 0, said })
  })

  test('a decision that is not there: what to do depends on what was asked', async () => {
    service.script.explain = () => refusal('NOT_FOUND', 'DECISION_NOT_FOUND', 'no decision of it is recorded')
    const next = async (line: string): Promise<string> => {
      const { code, stdout, stderr } = await run(line)
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      return stderr.split('\n')[1] ?? ''
    }
    expect(await next('why last')).toContain('make a pick with `lookaside pick <pool>`')
    expect(await next('why last --pool checkout')).toContain('`lookaside why --pick checkout`')
    expect(await next('why checkout')).toContain('if "checkout" is a pool: `lookaside why last --pool checkout`')
    expect(await next('why r1.7.Y2hlY2s')).toContain('only the replica that made a pick knows its decision')
  })

  test('a service without this call', async () => {
    expect(await run('why')).toMatchObject({ code: 1, stderr: expect.stringContaining('older one: check --address') })
    service.script.explain = () => ({})
    expect(await run('why')).toMatchObject({ code: 1, stderr: expect.stringContaining('without a decision') })
  })
})

/** A stop signal that a test gives. */
function signal(): { stop: () => void; changes: Pick<CliDeps, 'onStopSignal'>; listening: () => boolean } {
  const listeners = new Set<() => void>()
  return {
    stop: () => listeners.forEach((run) => run()),
    listening: () => listeners.size > 0,
    changes: {
      onStopSignal: (run) => {
        listeners.add(run)
        return () => listeners.delete(run)
      },
    },
  }
}

describe('tap', () => {
  const three = [{ decision: decision('t1') }, { decision: decision('t2'), dropped: 40 }, { decision: decision('t3') }]

  test('a line a decision, until enough have come', async () => {
    service.script.watchDecisions = () => ({ messages: three })
    const { code, stdout, stderr } = await run(
      'tap --pool checkout --policy peak_ewma --reason panic --backend b-1 --error NO_BACKENDS --max-per-second 7 -n 3',
    )
    expect(code).toBe(0)
    expect(stdout.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['TIME', 'POOL', 'BACKEND', 'REASON', 'POLICY', 'SCORE', 'DECISION', 'NOTE'],
      ...['t1', 't2', 't3'].map((id) => [
        '00:00:01.500',
        'checkout',
        'b-1',
        'policy',
        'peak_ewma',
        '2 vs 3 of b-2',
        id,
      ]),
      [''],
    ])
    expect(stderr.split('\n')).toEqual([
      `decisions of ${service.address}; Ctrl-C ends`,
      '... 40 left out: more than 7 a second',
      '3 decisions shown, 40 left out (--max-per-second shows more)',
      '',
    ])
    expect(service.requests).toEqual([
      {
        ...{ pool: 'checkout', policy: 'peak_ewma', reason: 'PICK_REASON_PANIC', backendId: 'b-1' },
        ...{ errorReason: 'NO_BACKENDS', maxPerSecond: 7 },
      },
    ])
  })

  test('as JSON, a document a line', async () => {
    service.script.watchDecisions = () => ({ messages: three })
    const { stdout, stderr } = await run('tap -n 2 -o json')
    const documents = stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
    expect(documents).toMatchObject([
      { schemaVersion: 1, kind: 'decision', decision: { id: 't1', reason: 'policy' }, dropped: 0 },
      { schemaVersion: 1, kind: 'decision', decision: { id: 't2' }, dropped: 40 },
    ])
    expect(stderr).toBe('')
  })

  test('Ctrl-C ends it with exit code 0, whatever it is doing', async () => {
    for (const script of [() => ({ messages: three }), (): Instead => ({ kind: 'hang' })]) {
      service.script.watchDecisions = script
      service.requests.length = 0
      const { stop, changes, listening } = signal()
      const running = run('tap', changes)
      await until('the service is asked', () => service.requests.length === 1)
      stop()
      expect((await running).code).toBe(0)
      expect(listening()).toBe(false)
    }
  })

  test('a stream that is lost is opened again, and said so; one that ends in good order is opened again in silence', async () => {
    let streams = 0
    const gone = failure('UNAVAILABLE', 'the service restarts')
    service.script.watchDecisions = () => {
      streams += 1
      if (streams === 2) return gone
      const end = streams === 1 && gone.kind === 'fail' ? gone : 'ok'
      return { messages: [{ decision: decision(`t${streams}`) }], end }
    }
    const { code, stdout, stderr } = await run('tap -n 3')
    expect(code).toBe(0)
    expect(stdout.match(/t\d$/gm)).toEqual(['t1', 't3', 't4'])
    const said = stderr.replaceAll(/in [\d.]+ m?s/g, 'in a while').split('\n')
    const lost = expect.stringMatching(/^lost: .*the service restarts.*; trying again in a while$/)
    const again = `connected to ${service.address} again`
    expect(said).toEqual([expect.stringMatching(/^decisions of/), lost, lost, again, '3 decisions shown', ''])
  })

  test('for programs, a lost stream is a document on stderr', async () => {
    const gone = failure('UNAVAILABLE', 'away')
    let streams = 0
    service.script.watchDecisions = () => {
      streams += 1
      return {
        messages: [{ decision: decision('t') }],
        ...(streams === 1 && gone.kind === 'fail' ? { end: gone } : {}),
      }
    }
    const { stderr } = await run('tap -n 2 -o json')
    expect(JSON.parse(stderr)).toMatchObject({ schemaVersion: 1, kind: 'lost', retryMs: expect.any(Number) })
  })

  test('what will not be better next time ends it', async () => {
    service.script.watchDecisions = () => refusal('INVALID_ARGUMENT', 'INVALID_FIELD', 'pool: is bad')
    expect(await run('tap --pool X')).toMatchObject({ code: 1, stderr: expect.stringContaining('pool: is bad') })
    expect(await at('127.0.0.1:1', 'tap')).toMatchObject({ code: 3, stderr: expect.stringContaining('UNREACHABLE') })
    service.script.watchDecisions = () => ({ kind: 'hang' })
    expect(await run('tap --timeout 50ms')).toMatchObject({ code: 3, stderr: expect.stringContaining('TIMEOUT') })
    for (const line of ['tap --reason bad', 'tap --max-per-second 0', 'tap --max-per-second 1001', 'tap -n 0']) {
      expect((await run(line)).code).toBe(2)
    }
  })
})

describe('with a real replica', () => {
  let harness: Harness
  let server: GrpcServer
  let address: string

  beforeEach(async () => {
    harness = await startReplica()
    server = createGrpcServer({
      useCases: harness.replica.useCases,
      log: SILENT_LOG,
      clock: { now: () => performance.now() },
    })
    address = `127.0.0.1:${await server.start('127.0.0.1:0')}`
    for (const id of ['a', 'b', 'c']) harness.register('checkout', id)
  })

  afterEach(() => server.forceClose())

  test('a pick is explained by its token, and replays to the same', async () => {
    const picked = harness.pick('checkout', { affinityKey: 'secret-key', excludeBackendIds: ['c'] })
    if (picked.kind === 'refused') throw new Error(picked.message)
    const { code, stdout } = await at(address, `why ${picked.token} --replay`)
    expect(code).toBe(0)
    expect(stdout).toContain(`checkout picked ${picked.backend.id} (127.0.0.1:8080) `)
    expect(stdout).toMatch(/excluded +1: c \(ruled out by the request\)/)
    expect(stdout).not.toContain('secret-key')
    const json = await at(address, 'why last -o json')
    expect(JSON.parse(json.stdout)).toMatchObject({ decision: { id: picked.token, backendId: picked.backend.id } })
  })

  test('a dry run picks nothing; a pick that found nobody says what to do', async () => {
    const dry = await at(address, 'why --pick checkout')
    expect(firstLine(dry)).toMatch(/^checkout would pick [abc] \(127\.0\.0\.1:8080\) now, because /)
    expect((await at(address, 'why last')).stderr).toContain('make a pick with `lookaside pick <pool>`')
    harness.pick('checkout', { excludeBackendIds: ['a', 'b', 'c'] })
    const refused = await at(address, 'why last --pool checkout')
    expect(refused.code).toBe(0)
    expect(firstLine(refused)).toMatch(/^checkout picked nobody .* \(NO_BACKENDS\)\.$/)
    expect(refused.stdout).toContain('lookaside backends checkout')
  })

  test('a tap follows the picks, through its filter', async () => {
    const { stop, changes } = signal()
    const picks = setInterval(() => {
      harness.pick('checkout')
      harness.pick('checkout', { excludeBackendIds: ['a', 'b', 'c'] })
      harness.time.advance(100)
    }, 5)
    const { code, stdout } = await at(address, 'tap -n 5 --error NO_BACKENDS -o json', changes)
    clearInterval(picks)
    stop()
    expect(code).toBe(0)
    const reasons = stdout
      .trimEnd()
      .split('\n')
      .map((line) => {
        const document: unknown = JSON.parse(line)
        return document
      })
    expect(reasons).toEqual(
      Array.from({ length: 5 }, () =>
        expect.objectContaining({ decision: expect.objectContaining({ errorReason: 'NO_BACKENDS' }) }),
      ),
    )
  })
})
