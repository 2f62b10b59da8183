import { describe, expect, test } from '@jest/globals'
import { joinIdleQueue } from '../../../policies/join-idle-queue.ts'
import { createRng } from '../../../policies/lib/rng.ts'
import * as fixtures from '../../contracts/policy-fixtures.ts'

const { backendOf, makeBackend, makeBackends, requestOf, snapshotOf } = fixtures

function pool(backends: readonly fixtures.TestBackend[], config?: unknown, seed = 1) {
  const policy = fixtures.createPolicy(joinIdleQueue, config, { rng: createRng(seed) })
  const picker = policy.onSnapshot(snapshotOf(backends))
  const stateOf = (id: string) => backends.find((one) => one.id === id)?.state
  /** Picks, and the call counts as in flight from then on. */
  const start = (request = requestOf()): string => {
    const { id } = backendOf(picker.pick(request))
    const state = stateOf(id)
    if (state !== undefined) state.inFlight += 1
    return id
  }
  const end = (id: string): void => {
    const state = stateOf(id)
    if (state !== undefined) state.inFlight -= 1
    policy.onOutcome?.({ backendId: id, result: 'success', latencyMs: 1 })
  }
  return { policy, picker, start, end }
}

describe('join_idle_queue', () => {
  test('as long as somebody is idle, nobody gets a second call', () => {
    const { start, picker } = pool(makeBackends(20))
    expect(new Set(Array.from({ length: 20 }, () => start())).size).toBe(20)
    expect(picker.pick(requestOf())).toMatchObject({ reason: 'random_draw' })
  })

  test('first idle, first picked', () => {
    const { start, end } = pool(makeBackends(4))
    const ids = Array.from({ length: 4 }, () => start())
    const [a = '', b = '', c = '', d = ''] = ids
    for (const id of [c, a, d]) end(id)
    expect([start(), start(), start()]).toEqual([c, a, d])
    end(b)
    expect(start()).toBe(b)
  })

  test('a backend joins once, and only when nothing is left in flight', () => {
    const [a, b] = [makeBackend('a', { inFlight: 2 }), makeBackend('b', { inFlight: 1 })]
    const { end, policy } = pool([a, b])
    expect(policy.dumpState?.()).toEqual({ idle: 0 })
    end('a')
    expect(policy.dumpState?.()).toEqual({ idle: 0 })
    end('a')
    policy.onOutcome?.({ backendId: 'a', result: 'cancelled', latencyMs: undefined })
    expect(policy.dumpState?.()).toEqual({ idle: 1 })
  })

  test('one that others made busy in the meantime is passed over', () => {
    const backends = makeBackends(3)
    const { start } = pool(backends)
    for (const { state } of backends.slice(1)) state.inFlight = 3
    expect(start()).toBe(backends[0]?.id)
  })

  test('nobody idle: random, whatever the load; or the less busy of two', () => {
    const busy = () => makeBackends(4, (index) => ({ inFlight: 1 + index * 10 }))
    const counts = fixtures.countsOf(fixtures.pickIds(pool(busy()).picker, 4_000))
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150)
    const two = pool(busy(), { whenBusy: 'two_choices' })
    const ids = fixtures.pickIds(two.picker, 500)
    expect(ids).not.toContain(fixtures.backendId(3))
    expect(two.picker.pick(requestOf())).toMatchObject({ reason: 'fewest_in_flight' })
  })

  test('a pick that was thrown away leaves its backend in the queue', () => {
    const { picker, policy } = pool(makeBackends(3))
    expect(new Set(fixtures.pickIds(picker, 3)).size).toBe(3)
    fixtures.pickIds(picker, 20)
    expect(policy.dumpState?.()).toEqual({ idle: 2 })
    expect(picker.pick(requestOf())).toMatchObject({ reason: 'first_idle' })
  })

  test('who is avoided stays in the queue; when all that are idle are avoided, somebody else is drawn', () => {
    const backends = [...makeBackends(3), makeBackend('busy', { inFlight: 5 })]
    const { start, picker } = pool(backends)
    const idle = new Set(backends.slice(0, 3).map(({ id }) => id))
    expect(start(requestOf({ avoid: ({ id }) => idle.has(id) }))).toBe('busy')
    expect(new Set([start(), start(), start()])).toEqual(idle)
    expect(picker.pick(requestOf({ avoid: () => true }))).toEqual({ kind: 'none', reason: 'all_avoided' })
  })

  test('a new snapshot keeps the order, forgets who left, and finds who is idle without a word', () => {
    const backends = makeBackends(6)
    const { policy, start, end } = pool(backends)
    const order = Array.from({ length: 6 }, () => start())
    for (const id of order.slice(0, 3)) end(id)
    const [gone, second, third, silent] = order
    const silently = backends.find(({ id }) => id === silent)
    if (silently !== undefined) silently.state.inFlight = 0
    const picker = policy.onSnapshot(snapshotOf(backends.filter(({ id }) => id !== gone)))
    expect([0, 1, 2].map(() => backendOf(picker.pick(requestOf())).id)).toEqual([second, third, silent])
  })

  test('replicas begin at different backends', () => {
    const firsts = Array.from({ length: 40 }, (_, seed) => pool(makeBackends(5), {}, seed).start())
    expect(new Set(firsts).size).toBe(5)
  })

  test('an explained pick shows the queue, or the two', () => {
    const { picker } = pool(makeBackends(3))
    const result = picker.pick(requestOf({ explain: true }))
    expect(result).toMatchObject({ reason: 'first_idle', scores: [{ score: 0 }, { score: 1 }, { score: 2 }] })
    const next = result.kind === 'picked' ? result.scores?.[1]?.backend : undefined
    expect(backendOf(picker.pick(requestOf()))).toBe(next)
    const two = pool([makeBackend('a', { inFlight: 1 }), makeBackend('b', { inFlight: 7 })], {
      whenBusy: 'two_choices',
    })
    expect(two.picker.pick(requestOf({ explain: true }))).toMatchObject({
      scores: [
        { backend: { id: 'a' }, score: 1, inputs: { in_flight: 1 } },
        { backend: { id: 'b' }, score: 7 },
      ],
    })
  })

  test('a state that does not fit is an error that names the field', () => {
    const { policy } = pool(makeBackends(2))
    const snapshot = snapshotOf(makeBackends(2))
    for (const [state, message] of [
      [{}, 'state.queue'],
      [{ queue: [2], taken: -1 }, 'state.queue: expected indexes of the 2 backends only'],
      [{ queue: ['0'], taken: -1 }, 'state.queue'],
      [{ queue: [0] }, 'state.taken'],
    ] as const) {
      expect(() => policy.onSnapshot(snapshot, state)).toThrow(message)
    }
  })
})
