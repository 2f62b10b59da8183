/**
 * What every policy keeps to, whoever wrote it. In a test file of your own:
 *
 *     describePolicyContract(myPolicy, { config: { choiceCount: 3 } })
 */

import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { PolicyConfigError, SIGNAL_NAMES, type Picker, type PolicyFactory, type Rng } from '../../policies/policy.ts'
import { createRng } from '../../policies/lib/rng.ts'
import * as fixtures from './policy-fixtures.ts'
import { churn, share, type TestPool } from './policy-load.ts'

export interface PolicyContractOptions {
  /** Parameters to test with. Default: none, so the defaults. */
  readonly config?: unknown
  /** False for a policy that leaves `avoid` to the caller. Default: true. */
  readonly honoursAvoid?: boolean
  /**
   * How far the share of a backend among equals may be from its fair share: 0.5 allows 0.5 to 1.5 of it. Undefined: the
   * policy does not mean to spread calls. Default: 0.5.
   */
  readonly shareTolerance?: number | undefined
}

const anyNumber = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, NaN, Infinity, -Infinity, Number.MAX_VALUE, Number.MIN_VALUE, 1e300),
  fc.double(),
)
const anyReport = fc
  .record({
    cpuUtilization: anyNumber,
    memUtilization: anyNumber,
    applicationUtilization: anyNumber,
    rps: anyNumber,
    eps: anyNumber,
    completed: anyNumber,
    errors: anyNumber,
    capacity: anyNumber,
  })
  .map(fixtures.reportOf)
const anyState = fc.record({
  inFlight: anyNumber,
  latencyMs: fc.option(anyNumber, { nil: undefined }),
  successRate: anyNumber,
  utilization: fc.option(anyNumber, { nil: undefined }),
  capacity: fc.option(anyNumber, { nil: undefined }),
  weight: anyNumber,
  report: fc.option(anyReport, { nil: undefined }),
  reportAgeMs: fc.option(anyNumber, { nil: undefined }),
})

/** Numbers of the backends that a snapshot has. */
const members = fc.uniqueArray(fc.nat(30), { maxLength: 12 }).map((ids) => ids.sort((a, b) => a - b))

const results = ['success', 'error', 'timeout', 'connect_failure', 'cancelled', 'rejected'] as const

export function describePolicyContract(factory: PolicyFactory, options: PolicyContractOptions = {}): void {
  const { config, honoursAvoid = true } = options
  const make: Make = (seed, clock = fixtures.fakeClock(), rng = createRng(seed)) =>
    fixtures.createPolicy(factory, config, { rng, clock })

  describe(`contract of a policy: ${factory.type}`, () => {
    describeFactory(factory, config)
    describePicks(make, honoursAvoid)
    describeState(make)
    const tolerance = 'shareTolerance' in options ? options.shareTolerance : 0.5
    if (tolerance !== undefined) describeShares(make, tolerance)
  })
}

type Make = (seed: number, clock?: fixtures.FakeClock, rng?: Rng) => ReturnType<typeof fixtures.createPolicy>

function describeFactory(factory: PolicyFactory, config: unknown): void {
  test('says what it is', () => {
    expect(factory.type).toMatch(/^[a-z][a-z0-9_]*$/)
    expect(['stable', 'beta', 'experimental']).toContain(factory.stability)
    expect(factory.description.trim()).not.toBe('')
    const { required, optional } = factory.consumes
    expect(SIGNAL_NAMES).toEqual(expect.arrayContaining([...required, ...optional]))
    expect(new Set([...required, ...optional]).size).toBe(required.length + optional.length)
    expect(JSON.parse(JSON.stringify(factory.configSchema))).toEqual(factory.configSchema)
  })

  test('takes no parameters, and those of this test', () => {
    expect(() => factory.parseConfig(undefined)).not.toThrow()
    expect(() => factory.parseConfig(config)).not.toThrow()
    expect(factory.parseConfig({})).toEqual(factory.parseConfig(undefined))
  })

  test.each([
    ['a number', 7],
    ['text', 'x'],
    ['a list', []],
    ['null', null],
    ['an unknown key', { noSuchParameter: 1 }],
    ['__proto__ as a key', JSON.parse('{"__proto__": {"choiceCount": 5}}') as unknown],
  ])('refuses %s by name', (_what, input) => {
    const parse = (): unknown => factory.parseConfig(input)
    expect(parse).toThrow(PolicyConfigError)
    expect(parse).toThrow(factory.type)
  })
}

function describePicks(make: Make, honoursAvoid: boolean): void {
  test('an empty snapshot gives no backend', () => {
    const picker = make(1).onSnapshot(fixtures.snapshotOf([]))
    expect(picker.pick(fixtures.requestOf())).toMatchObject({ kind: 'none' })
  })

  test('the only backend is picked, also under explanation', () => {
    const only = fixtures.makeBackend('only')
    const picker = make(1).onSnapshot(fixtures.snapshotOf([only]))
    for (const explain of [false, true]) {
      expect(fixtures.backendOf(picker.pick(fixtures.requestOf({ explain, alternates: 3 })))).toBe(only)
    }
  })

  test('whatever the signals, members and outcomes: an answer from the snapshot, well formed, finite', () => {
    const step = fc.record({
      members,
      states: fc.array(anyState, { minLength: 1, maxLength: 12 }),
      avoided: fc.uniqueArray(fc.nat(30), { maxLength: 8 }),
      attempt: fc.nat(40),
      alternates: fc.nat(6),
      explain: fc.boolean(),
      affinityKey: fc.option(fc.string(), { nil: undefined }),
      outcome: fc.constantFrom(...results),
      latencyMs: fc.option(anyNumber, { nil: undefined }),
      elapsedMs: fc.nat(20_000),
    })
    fc.assert(
      fc.property(fc.integer(), fc.array(step, { minLength: 1, maxLength: 8 }), (seed, steps) => {
        const clock = fixtures.fakeClock()
        const policy = make(seed, clock)
        for (const one of steps) {
          const backends = one.members.map((id, index) =>
            fixtures.makeBackend(fixtures.backendId(id), one.states[index % one.states.length], { weight: 1 }),
          )
          const picker = policy.onSnapshot(fixtures.snapshotOf(backends))
          const avoidedIds = new Set(one.avoided.map(fixtures.backendId))
          const { attempt, alternates, explain, affinityKey } = one
          const request = {
            attempt,
            alternates,
            explain,
            affinityKey,
            avoid: (b: { id: string }) => avoidedIds.has(b.id),
          }
          for (const use of [request, { ...request, avoid: undefined }]) {
            checkAnswer(picker, use, backends, honoursAvoid)
          }
          clock.advance(one.elapsedMs)
          for (const id of one.members) {
            policy.onOutcome?.({ backendId: fixtures.backendId(id), result: one.outcome, latencyMs: one.latencyMs })
          }
        }
        expect(JSON.stringify(policy.dumpState?.() ?? null)).toEqual(expect.any(String))
      }),
      { numRuns: 30 },
    )
  })

  test('the same seed and inputs give the same picks', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(members, { minLength: 1, maxLength: 6 }), (seed, snapshots) => {
        const run = (): unknown[] => {
          const policy = make(seed)
          return snapshots.flatMap((ids) => {
            const backends = ids.map((id) =>
              fixtures.makeBackend(fixtures.backendId(id), { inFlight: id % 3, latencyMs: id }),
            )
            const picker = policy.onSnapshot(fixtures.snapshotOf(backends))
            return Array.from({ length: 10 }, () => {
              const result = picker.pick(fixtures.requestOf())
              return result.kind === 'picked' ? result.backend.id : result
            })
          })
        }
        expect(run()).toEqual(run())
      }),
      { numRuns: 20 },
    )
  })
}

function checkAnswer(
  picker: Picker,
  request: Parameters<Picker['pick']>[0],
  backends: readonly fixtures.TestBackend[],
  honoursAvoid: boolean,
): void {
  const result = picker.pick(request)
  const allowed = backends.filter((backend) => !honoursAvoid || request.avoid?.(backend) !== true)
  if (result.kind !== 'picked') {
    expect(result.reason).not.toBe('')
    if (result.kind === 'none') expect(allowed).toEqual([])
    return
  }
  expect(allowed).toContain(result.backend)
  const alternates = result.alternates ?? []
  expect(alternates.length).toBeLessThanOrEqual(request.alternates)
  expect(new Set([result.backend, ...alternates]).size).toBe(alternates.length + 1)
  for (const alternate of alternates) expect(allowed).toContain(alternate)
  if (result.scores === undefined) return
  // Best first by the policy's own order, whichever way that is: so the second is the runner-up.
  expect(result.scores[0]?.backend).toBe(result.backend)
  expect(new Set(result.scores.map((score) => score.backend)).size).toBe(result.scores.length)
  const order = result.scores.map((score) => score.score)
  const steps = order.slice(1).map((score, index) => score - (order[index] ?? score))
  expect(steps.every((step) => step >= 0) || steps.every((step) => step <= 0)).toBe(true)
  for (const { backend, score, inputs } of result.scores) {
    expect(backends).toContain(backend)
    expect([score, ...Object.values(inputs ?? {})].filter((number) => !Number.isFinite(number))).toEqual([])
  }
}

function describeState(make: Make): void {
  test('a new policy goes on from the state of a picker, told as JSON, and picks the same', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(anyState, { minLength: 1, maxLength: 12 }),
        fc.nat(40),
        (seed, states, before) => {
          const clock = fixtures.fakeClock()
          let source = createRng(seed)
          const rng: Rng = { next: () => source.next(), below: (bound) => source.below(bound) }
          const policy = make(seed, clock, rng)
          const backends = states.map((state, index) => fixtures.makeBackend(fixtures.backendId(index), state))
          const snapshot = fixtures.snapshotOf(backends)
          const picker = policy.onSnapshot(snapshot)
          for (let pick = 0; pick < before; pick += 1) {
            const { id } = fixtures.backendOf(picker.pick(fixtures.requestOf()))
            policy.onOutcome?.({ backendId: id, result: results[pick % results.length] ?? 'success', latencyMs: pick })
            clock.advance(pick * 10)
          }
          // What was true when the picker was made may have changed since, slow start for one.
          for (const { state } of backends) state.weight = 1 + (before % 3)
          const text = JSON.stringify(picker.state?.() ?? null)
          const told: unknown = picker.state === undefined ? undefined : JSON.parse(text)
          const twin = make(1, clock, rng).onSnapshot(snapshot, told)
          const request = fixtures.requestOf({ explain: true })
          source = createRng(before)
          const expected = picker.pick(request)
          source = createRng(before)
          expect(twin.pick(request)).toEqual(expected)
          expect(JSON.stringify(twin.state?.() ?? null)).toBe(JSON.stringify(picker.state?.() ?? null))
        },
      ),
      { numRuns: 40 },
    )
  })

  test('a picker picks from its own snapshot, also after the next one came', () => {
    const policy = make(3)
    const [first, second, third] = [fixtures.makeBackends(3), fixtures.makeBackends(5), fixtures.makeBackends(2)]
    const pickers = [first, second, third].map((backends) => policy.onSnapshot(fixtures.snapshotOf(backends)))
    for (const [index, backends] of [first, second, third].entries()) {
      for (let pick = 0; pick < 20; pick += 1) {
        expect(backends).toContain(
          fixtures.backendOf(pickers[index]?.pick(fixtures.requestOf()) ?? { kind: 'none', reason: 'x' }),
        )
      }
    }
  })

  test('an outcome of a backend that nobody knows is no error, nor is closing', () => {
    const policy = make(1)
    for (const id of ['nobody', '__proto__', 'constructor', '']) {
      policy.onOutcome?.({ backendId: id, result: 'success', latencyMs: 5 })
    }
    policy.onSnapshot(fixtures.snapshotOf(fixtures.makeBackends(2)))
    expect(JSON.stringify(policy.dumpState?.() ?? null)).toEqual(expect.any(String))
    policy.close?.()
  })
}

/** As Finagle's balancer suites do: even over equals, and even through restarts. */
function describeShares(make: Make, tolerance: number): void {
  const expectFair = (shares: Map<string, number>): void => {
    const unfair = [...shares].filter(([, value]) => Math.abs(value - 1) > tolerance)
    expect(unfair).toEqual([])
  }
  const pool = (seed: number): TestPool => {
    const clock = fixtures.fakeClock()
    return { policy: make(seed, clock), clock, latencyMs: 10 }
  }

  test('equal backends get equal shares', () => {
    expectFair(share(pool(11), fixtures.makeBackends(10), 10_000))
  })

  test('a snapshot at every few picks changes nothing', () => {
    expectFair(churn(pool(12), fixtures.makeBackends(10), { rounds: 2_000, picksPerRound: 3, replaced: 0 }))
  })

  test('a rolling restart: each of those that stay and of those that come gets its share', () => {
    expectFair(churn(pool(13), fixtures.makeBackends(20), { rounds: 15, picksPerRound: 2_000, replaced: 2 }))
  })
}
