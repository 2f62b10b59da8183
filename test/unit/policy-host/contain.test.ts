import { describe, expect, test } from '@jest/globals'
import type { PickRequest, PickResult, Policy, PolicyFactory } from '../../../policies/policy.ts'
import { containPolicy } from '../../../server/policy-host/contain.ts'
import type { PolicyFailure } from '../../../server/policy-host/guard.ts'
import { syntheticSnapshot } from '../../../server/policy-host/synthetic-snapshot.ts'
import { FakeTime } from '../../support/fake-time.ts'
import { fakeContext, fakeFactory, firstPicker, lie, recordingLog, REQUEST } from './fakes.ts'

const snapshot = syntheticSnapshot(3, 1)

function contain(factory: PolicyFactory, fallbackFactory: PolicyFactory = fakeFactory('behind')) {
  const clock = new FakeTime()
  const log = recordingLog()
  const failures: PolicyFailure[] = []
  const contained = containPolicy({
    factory,
    config: {},
    fallbackFactory,
    fallbackConfig: {},
    context: fakeContext(clock, log),
    clock,
    log,
    onFailure: (failure) => failures.push(failure),
  })
  return { clock, log, failures, contained }
}

const answering = (answer: (request?: PickRequest) => unknown) =>
  fakeFactory('plugin', () => ({ onSnapshot: () => ({ pick: (request) => lie<PickResult>(answer(request)) }) }))

const stranger = syntheticSnapshot(3, 1).backends[0]
const [member, other] = snapshot.backends

function throwing(thrown: unknown): () => never {
  return () => {
    throw thrown
  }
}

const hostile = new Proxy({}, { get: throwing(new Error('trap')) })
const { proxy: revoked, revoke } = Proxy.revocable({}, {})
revoke()

describe('a good policy', () => {
  test('answers itself, and its answer is passed on as it is', () => {
    const answer: PickResult = { kind: 'picked', backend: lie(other), alternates: [lie(member)] }
    const { contained, failures } = contain(answering(() => answer))
    const picker = contained.onSnapshot(snapshot)
    expect(picker.pick(REQUEST)).toBe(answer)
    expect(picker.lastWasFallback).toBe(false)
    expect(failures).toEqual([])
    expect(contained.status()).toEqual({ activeType: 'plugin', failures: 0, lastError: '', since: undefined })
  })

  test.each(['none', 'drop'] as const)('may answer %s', (kind) => {
    const { contained } = contain(answering(() => ({ kind, reason: 'on_purpose' })))
    expect(contained.onSnapshot(snapshot).pick(REQUEST)).toEqual({ kind, reason: 'on_purpose' })
  })
})

describe('garbage is replaced by the fallback for that pick', () => {
  const cases: readonly (readonly [string, () => unknown, RegExp])[] = [
    ['undefined', () => undefined, /answered undefined/],
    ['null', () => null, /answered null/],
    ['a number', () => 3, /answered 3/],
    ['a text', () => 'backend-1', /answered "backend-1"/],
    ['a function', () => () => member, /a function/],
    ['an array', () => [], /an array/],
    ['an unknown kind', () => ({ kind: 'chosen', backend: member }), /kind "chosen"/],
    ['no kind', () => ({ backend: member }), /kind undefined/],
    ['a kind that is a proxy', () => ({ kind: hostile }), /kind an object/],
    ['no backend', () => ({ kind: 'picked' }), /backend undefined that is not one/],
    ['a backend of another snapshot', () => ({ kind: 'picked', backend: stranger }), /not one of the snapshot's/],
    ['a copy of a backend', () => ({ kind: 'picked', backend: { ...member } }), /not one of the snapshot's/],
    ['an id', () => ({ kind: 'picked', backend: 'backend-0' }), /backend "backend-0" that is not/],
    ['strange alternates', () => ({ kind: 'picked', backend: member, alternates: [stranger] }), /alternate 0/],
    ['holes in alternates', () => ({ kind: 'picked', backend: member, alternates: new Array(2) }), /alternate 0/],
    [
      'alternates that are no array',
      () => ({ kind: 'picked', backend: member, alternates: new Set() }),
      /not an array/,
    ],
    ['itself as alternate', () => ({ kind: 'picked', backend: member, alternates: [other, member] }), /alternate 1/],
    ['a reason that is no text', () => ({ kind: 'none', reason: 7 }), /reason/],
    ['none without a reason', () => ({ kind: 'none' }), /reason/],
    ['a proxy that throws', () => hostile, /trap/],
    ['a revoked proxy', () => revoked, /revoked/],
    [
      'a getter that throws',
      () => ({
        get kind() {
          return throwing(new Error('no kind today'))()
        },
      }),
      /no kind today/,
    ],
    ['a promise', () => Promise.resolve({ kind: 'picked', backend: member }), /a promise/],
    ['a rejected promise', () => Promise.reject(new Error('later')), /a promise/],
    ['an error', throwing(new Error('broken')), /^broken$/],
    ['a thrown text', throwing('text'), /threw "text"/],
    ['a thrown undefined', throwing(undefined), /threw undefined/],
    ['a thrown proxy', throwing(hostile), /threw an object/],
    [
      'a thrown error with a throwing message',
      throwing({
        get message() {
          return throwing(1)()
        },
      }),
      /threw an object/,
    ],
    [
      'endless recursion',
      function again(): unknown {
        return [again()]
      },
      /call stack/i,
    ],
  ]
  test.each(cases)('%s', (_, answer, message) => {
    const { contained, failures } = contain(answering(answer))
    const picker = contained.onSnapshot(snapshot)
    expect(picker.pick(REQUEST)).toEqual({ kind: 'picked', backend: member, reason: 'first' })
    expect(picker.lastWasFallback).toBe(true)
    expect(failures).toEqual([
      { policy: 'plugin', stage: 'pick', message: expect.stringMatching(message), switchedOff: false },
    ])
    expect(contained.status().lastError).toMatch(/^plugin: /)
    // One failure switches nothing off.
    expect(contained.status().activeType).toBe('plugin')
  })

  test('a backend that avoid forbids', () => {
    const { contained, failures } = contain(answering(() => ({ kind: 'picked', backend: member })))
    const result = contained.onSnapshot(snapshot).pick({ ...REQUEST, avoid: (backend) => backend === member })
    expect(result).toMatchObject({ kind: 'picked', backend: other })
    expect(failures[0]?.message).toBe('pick chose "backend-0", which request.avoid forbids')
  })

  test('scores are checked when they were asked for, and a policy that cannot explain still serves', () => {
    const answer = { kind: 'picked', backend: member, scores: [{ backend: member, score: Number.NaN }] }
    const plain = { kind: 'picked', backend: member }
    const { contained, failures } = contain(answering((request) => (request?.explain === true ? answer : plain)))
    const picker = contained.onSnapshot(snapshot)
    for (let pick = 0; pick < 10; pick++) expect(picker.pick({ ...REQUEST, explain: true })).toBe(plain)
    expect(picker.lastWasFallback).toBe(false)
    expect(failures).toEqual([])
  })

  test('messages are bounded and of one line', () => {
    const { contained } = contain(answering(throwing(new Error(`a\nb\u0000${'x'.repeat(10_000_000)}`))))
    contained.onSnapshot(snapshot).pick(REQUEST)
    const { lastError } = contained.status()
    expect(lastError.length).toBeLessThan(550)
    expect(lastError).toMatch(/^plugin: a b x+…$/)
  })

  test('nobody handles a rejection, and the process does not notice', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown) => unhandled.push(reason)
    process.on('unhandledRejection', note)
    const late = async () => {
      throw new Error('late')
    }
    const policy = lie<Policy>({ onSnapshot: () => ({ pick: late }), onOutcome: late, close: late })
    const { contained, failures } = contain(fakeFactory('plugin', () => policy))
    contained.onSnapshot(snapshot).pick(REQUEST)
    contained.onOutcome({ backendId: 'backend-0', result: 'success', latencyMs: 1 })
    contained.close()
    const asyncLives = contain(fakeFactory('plugin', lie(late)))
    asyncLives.contained.onSnapshot(snapshot)
    const asyncSnapshots = contain(fakeFactory('plugin', () => lie({ onSnapshot: late })))
    asyncSnapshots.contained.onSnapshot(snapshot)
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', note)
    expect(unhandled).toEqual([])
    expect(failures.map(({ stage }) => stage)).toEqual(['pick', 'onOutcome'])
    expect(asyncLives.failures[0]?.message).toMatch(/create answered a promise/)
    expect(asyncSnapshots.failures[0]?.message).toMatch(/onSnapshot answered a promise/)
  })
})

describe('the snapshot is not the policy’s to change', () => {
  test('a list that is sorted in place stays as it was for the fallback', () => {
    const mutable = { ...snapshot, backends: [...snapshot.backends] }
    const { contained, failures } = contain(
      fakeFactory('plugin', () => ({
        onSnapshot(given) {
          lie<unknown[]>(given.backends).length = 0
          return firstPicker(given)
        },
      })),
    )
    const picker = contained.onSnapshot(mutable)
    expect(picker.pick(REQUEST)).toMatchObject({ kind: 'picked', backend: member })
    expect(picker.lastWasFallback).toBe(true)
    expect(failures[0]?.stage).toBe('onSnapshot')
    expect(mutable.backends).toHaveLength(3)
  })
})

describe('the breaker', () => {
  const flaky = () => {
    const state = { broken: true, made: 0, calls: 0 }
    const factory = fakeFactory('plugin', () => {
      state.made += 1
      return {
        onSnapshot: (given) => ({
          pick(request) {
            state.calls += 1
            if (state.broken) throw new Error('broken')
            return firstPicker(given).pick(request)
          },
        }),
      }
    })
    return { state, ...contain(factory) }
  }

  test('five failures within ten seconds switch the policy off', () => {
    const { state, contained, clock, failures } = flaky()
    const picker = contained.onSnapshot(snapshot)
    for (let index = 0; index < 5_000; index += 1) {
      expect(picker.pick(REQUEST).kind).toBe('picked')
      clock.advance(1)
      if (index === 2_000) contained.onSnapshot(snapshot).pick(REQUEST)
    }
    expect(state.calls).toBe(5)
    expect(failures.map(({ switchedOff }) => switchedOff)).toEqual([false, false, false, false, true])
    expect(contained.status()).toEqual({ activeType: 'behind', failures: 5, lastError: 'plugin: broken', since: 1_004 })
  })

  test('four failures within ten seconds do not, however long it lasts', () => {
    const { state, contained, clock } = flaky()
    const picker = contained.onSnapshot(snapshot)
    for (let index = 0; index < 200; index += 1) {
      picker.pick(REQUEST)
      clock.advance(2_501)
    }
    expect(state.calls).toBe(200)
    expect(contained.status().activeType).toBe('plugin')
  })

  test('the back-off starts at ten seconds and doubles to five minutes', () => {
    const { state, contained, clock } = flaky()
    const picker = contained.onSnapshot(snapshot)
    for (let index = 0; index < 5; index += 1) picker.pick(REQUEST)
    const gaps: number[] = []
    let last = clock.now()
    for (let tries = 0; tries < 8;) {
      clock.advance(500)
      const before = state.calls
      picker.pick(REQUEST)
      if (state.calls === before) continue
      gaps.push((clock.now() - last) / 1_000)
      last = clock.now()
      tries += 1
    }
    expect(gaps).toEqual([10, 20, 40, 80, 160, 300, 300, 300])
    expect(state.made).toBe(9)
  })

  test('a trial that goes well ends it, with a policy made anew, and later failures start from ten seconds again', () => {
    const { state, contained, clock, log } = flaky()
    const picker = contained.onSnapshot(snapshot)
    for (let index = 0; index < 5; index += 1) picker.pick(REQUEST)
    clock.advance(10_000)
    picker.pick(REQUEST)
    clock.advance(20_000)
    state.broken = false
    picker.pick(REQUEST)
    expect(picker.lastWasFallback).toBe(false)
    expect(contained.status()).toMatchObject({ activeType: 'plugin', since: undefined })
    expect(state.made).toBe(3)
    clock.advance(10_001)
    state.broken = true
    for (let index = 0; index < 5; index += 1) {
      expect(contained.status().activeType).toBe('plugin')
      picker.pick(REQUEST)
    }
    expect(contained.status().activeType).toBe('behind')
    clock.advance(9_999)
    const before = state.calls
    picker.pick(REQUEST)
    expect(state.calls).toBe(before)
    clock.advance(1)
    picker.pick(REQUEST)
    expect(state.calls).toBe(before + 1)
    expect(log.lines.filter(({ message }) => message.includes('tried again'))).toHaveLength(3)
  })

  test('a failure in a trial switches off at once', () => {
    const { state, contained, clock } = flaky()
    const picker = contained.onSnapshot(snapshot)
    for (let index = 0; index < 5; index += 1) picker.pick(REQUEST)
    clock.advance(10_000)
    for (let index = 0; index < 10; index += 1) picker.pick(REQUEST)
    expect(state.calls).toBe(6)
  })

  test('logs are limited: the first, the switching off, and then one line in ten seconds', () => {
    const { contained, clock, log } = flaky()
    const picker = contained.onSnapshot(snapshot)
    for (let index = 0; index < 20_000; index += 1) {
      picker.pick(REQUEST)
      if (index % 4 === 3) clock.advance(10_001)
    }
    // Never five within ten seconds: each window of four failures is one line that counts what it left out.
    const warnings = log.lines.filter(({ level }) => level === 'warn')
    expect(warnings).toHaveLength(5_000)
    expect(warnings[1]?.fields).toEqual({
      pool: 'checkout',
      policy: 'plugin',
      stage: 'pick',
      error: 'broken',
      leftOut: 3,
    })
  })
})

describe('the other lives', () => {
  test('a policy that cannot be made is off at once and tried again after the back-off, by a pick', () => {
    let broken = true
    const { contained, clock, failures } = contain(
      fakeFactory('plugin', () => {
        if (broken) throw new Error('no')
        return { onSnapshot: firstPicker }
      }),
    )
    const picker = contained.onSnapshot(snapshot)
    contained.onSnapshot(snapshot)
    expect(picker.pick(REQUEST).kind).toBe('picked')
    expect(contained.status()).toMatchObject({ activeType: 'behind', failures: 1 })
    expect(failures[0]).toMatchObject({ stage: 'create', switchedOff: true })
    broken = false
    clock.advance(10_000)
    picker.pick(REQUEST)
    expect(picker.lastWasFallback).toBe(false)
  })

  test('a failing onSnapshot is tried again with the next snapshot', () => {
    const { contained, failures } = contain(
      fakeFactory('plugin', () => ({
        onSnapshot(given) {
          if (given.revision === 1) throw new Error('not this one')
          return firstPicker(given)
        },
      })),
    )
    const first = contained.onSnapshot(snapshot)
    first.pick(REQUEST)
    expect(first.lastWasFallback).toBe(true)
    expect(contained.status()).toMatchObject({ activeType: 'behind', since: 1_000 })
    const second = contained.onSnapshot(syntheticSnapshot(3, 2))
    second.pick(REQUEST)
    expect(second.lastWasFallback).toBe(false)
    expect(failures).toHaveLength(1)
  })

  test('without a next snapshot, a pick tries again after the back-off', () => {
    let broken = true
    const { contained, clock } = contain(
      fakeFactory('plugin', () => ({
        onSnapshot(given) {
          if (broken) throw new Error('not yet')
          return firstPicker(given)
        },
      })),
    )
    const picker = contained.onSnapshot(snapshot)
    broken = false
    picker.pick(REQUEST)
    expect(picker.lastWasFallback).toBe(true)
    clock.advance(10_000)
    picker.pick(REQUEST)
    expect(picker.lastWasFallback).toBe(false)
  })

  test('outcomes that throw are counted too', () => {
    const { contained, failures } = contain(
      fakeFactory('plugin', () => ({ onSnapshot: firstPicker, onOutcome: throwing(new Error('bad outcome')) })),
    )
    contained.onSnapshot(snapshot)
    for (let index = 0; index < 9; index += 1) {
      contained.onOutcome({ backendId: 'backend-0', result: 'error', latencyMs: undefined })
    }
    expect(failures).toHaveLength(5)
    expect(contained.status().activeType).toBe('behind')
  })

  test('dumpState is made plain, or says why not', () => {
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    const dumps = [() => ({ a: 1 }), () => circular, () => 'x'.repeat(100_000), () => 1n, () => hostile, () => () => 1]
    const shown = dumps.map((dumpState) => {
      const { contained } = contain(fakeFactory('plugin', () => ({ onSnapshot: firstPicker, dumpState })))
      contained.onSnapshot(snapshot)
      return contained.dumpState()
    })
    expect(shown[0]).toEqual({ a: 1 })
    for (const state of shown.slice(1)) expect(state).toEqual({ error: expect.stringMatching(/^dumpState/) })
  })
})

describe('when the fallback fails too', () => {
  const broken = fakeFactory('broken', () => ({ onSnapshot: () => ({ pick: throwing(new Error('me too')) }) }))

  test('a backend is drawn uniformly among the acceptable ones', () => {
    const { contained } = contain(broken, broken)
    const picker = contained.onSnapshot(snapshot)
    const counts = new Map<string, number>()
    for (let index = 0; index < 4_000; index += 1) {
      const result = picker.pick({ ...REQUEST, avoid: (backend) => backend === member })
      if (result.kind !== 'picked') throw new Error('a pick was lost')
      counts.set(result.backend.id, (counts.get(result.backend.id) ?? 0) + 1)
    }
    expect([...counts.keys()].sort()).toEqual(['backend-1', 'backend-2'])
    // Binomial(4000, 1/2): 5 standard deviations are 158.
    for (const count of counts.values()) expect(Math.abs(count - 2_000)).toBeLessThan(158)
    expect(picker.lastWasFallback).toBe(true)
    expect(contained.status()).toMatchObject({ activeType: 'random', failures: 10 })
  })

  test('nobody acceptable is said, not thrown', () => {
    const { contained } = contain(broken, broken)
    expect(contained.onSnapshot(snapshot).pick({ ...REQUEST, avoid: () => true })).toMatchObject({ kind: 'none' })
    expect(contained.onSnapshot(syntheticSnapshot(0, 2)).pick(REQUEST)).toMatchObject({ kind: 'none' })
  })
})
