import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { decodeDigests, encodeDigests } from '../../../server/store/redis/load-messages.ts'
import { addDigests, MAX_PENDING_BINDINGS, Pending } from '../../../server/store/redis/pending.ts'
import type { LoadDigest, SoftChange } from '../../../server/store/store.ts'
import { backendRecord, beatRecord } from '../../support/replica-memory.ts'

const beat = (epoch: number, sequence: number): SoftChange => ({
  kind: 'beat',
  pool: 'p',
  beat: beatRecord('b', { epoch, sequence }),
  leaseMs: 100,
})
const register = (epoch: number, sequence = 0): SoftChange => ({
  kind: 'register',
  pool: 'p',
  backend: backendRecord('b', { epoch }),
  beat: beatRecord('b', { epoch, sequence }),
  leaseMs: 100,
})
const deregister = (epoch: number): SoftChange => ({ kind: 'deregister', pool: 'p', backendId: 'b', epoch })

function lastOf(...changes: readonly SoftChange[]): string {
  const pending = new Pending()
  changes.forEach((change, at) => pending.offer(change, at))
  const change = pending
    .take(10, () => false)
    .get('p')
    ?.backends.get('b')?.change
  if (change === undefined) return 'none'
  if (change.kind === 'deregister') return `deregister ${change.epoch}`
  return `${change.kind} ${change.beat.epoch}/${change.beat.sequence}`
}

describe('the last value of a backend', () => {
  test.each([
    ['a later heartbeat wins', [beat(1, 1), beat(1, 2)], 'beat 1/2'],
    ['a late heartbeat loses', [beat(1, 2), beat(1, 1)], 'beat 1/2'],
    ['an older epoch loses', [beat(2, 1), beat(1, 9)], 'beat 2/1'],
    ['a heartbeat rides on a registration', [register(1), beat(1, 3)], 'register 1/3'],
    ['a registration keeps a newer heartbeat', [beat(1, 5), register(1, 0)], 'register 1/5'],
    ['a new incarnation wins', [beat(1, 5), register(2, 0)], 'register 2/0'],
    ['an old incarnation loses', [register(2), register(1, 9)], 'register 2/0'],
    ['a deregistration wins', [register(1, 1), deregister(1)], 'deregister 1'],
    ['a deregistration of an older epoch loses', [register(2), deregister(1)], 'register 2/0'],
    ['no heartbeat follows a deregistration', [deregister(1), beat(1, 9)], 'deregister 1'],
    ['a registration may follow a deregistration', [deregister(1), register(1)], 'register 1/0'],
  ])('%s', (_what, changes, expected) => {
    expect(lastOf(...changes)).toBe(expected)
  })

  test('does not depend on how often or in which order heartbeats come', () => {
    const beats = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 20 })), { minLength: 1 })
    fc.assert(
      fc.property(beats, (pairs) => {
        const [epoch, sequence] = pairs.reduce((best, pair) =>
          pair[0] > best[0] || (pair[0] === best[0] && pair[1] > best[1]) ? pair : best,
        )
        expect(lastOf(...pairs.map(([e, s]) => beat(e, s)))).toBe(`beat ${epoch}/${sequence}`)
      }),
    )
  })

  test('keeps a load report that no later heartbeat replaced, and ages it', () => {
    const pending = new Pending()
    const load = { ...emptyLoad, rps: 7 }
    pending.offer(
      { kind: 'beat', pool: 'p', beat: beatRecord('b', { sequence: 1, load, loadAgeMs: 5 }), leaseMs: 1 },
      100,
    )
    pending.offer(beat(1, 2), 130)
    const held = pending
      .take(10, () => false)
      .get('p')
      ?.backends.get('b')
    expect(held?.change).toMatchObject({ beat: { sequence: 2, load: { rps: 7 }, loadAgeMs: 35 } })
  })

  test('what could not be written goes back behind what is newer', () => {
    const pending = new Pending()
    pending.offer(beat(1, 1), 0)
    const [[, taken] = []] = pending.take(10, () => false)
    pending.offer(beat(1, 2), 1)
    for (const { change, at } of taken?.backends.values() ?? []) pending.putBack(change, at)
    expect(
      pending
        .take(10, () => false)
        .get('p')
        ?.backends.get('b')?.change,
    ).toMatchObject({ beat: { sequence: 2 } })
    expect(pending.size).toBe(0)
  })
})

test('a round takes no more than its limit and leaves pools that have to wait', () => {
  const pending = new Pending()
  for (let n = 0; n < 10; n += 1) {
    for (const pool of ['a', 'b']) {
      pending.offer({ kind: 'beat', pool, beat: beatRecord(`${n}`), leaseMs: 1 }, 0)
    }
  }
  expect(pending.take(4, (pool) => pool === 'a').get('b')?.backends.size).toBe(4)
  expect(pending.size).toBe(16)
  const rest = pending.take(100, () => false)
  expect([rest.get('a')?.backends.size, rest.get('b')?.backends.size, pending.size]).toEqual([10, 6, 0])
})

test('bindings that wait are bounded, and the oldest go first', () => {
  const pending = new Pending()
  const bind = (key: string) => pending.offer({ kind: 'bind', pool: 'p', key, backendId: 'b', ttlMs: 1 }, 0)
  for (let n = 0; n < MAX_PENDING_BINDINGS + 5; n += 1) bind(`${n}`)
  expect(pending.size).toBe(MAX_PENDING_BINDINGS)
  const { bindings } = pending.take(10, () => false).get('p') ?? {}
  expect([...(bindings?.keys() ?? [])][0]).toBe('5')
})

test('digests add up: counts are sums, the mean is weighted, outstanding is the last', () => {
  const digest = (values: Partial<LoadDigest>): LoadDigest => ({
    ...{ backendId: 'b', outstanding: 0, successes: 0, failures: 0, latencyMeanMs: 0, latencyMaxMs: 0 },
    ...values,
  })
  const sum = addDigests(
    digest({ outstanding: 9, successes: 3, failures: 1, latencyMeanMs: 10, latencyMaxMs: 50 }),
    digest({ outstanding: 2, successes: 1, latencyMeanMs: 30, latencyMaxMs: 30 }),
  )
  expect(sum).toEqual(digest({ outstanding: 2, successes: 4, failures: 1, latencyMeanMs: 15, latencyMaxMs: 50 }))
  const pending = new Pending()
  pending.putBackDigest('p', sum)
  expect(pending.takeDigests()).toEqual([['p', digest({ outstanding: 2 })]])
})

const emptyLoad = {
  ...{ cpuUtilization: 0, memUtilization: 0, applicationUtilization: 0, rps: 0, eps: 0, inFlight: undefined },
  ...{ completed: 0, errors: 0, capacity: 0, latencyMs: undefined },
  ...{ utilization: new Map(), namedMetrics: new Map(), requestCost: new Map() },
}

test('the newest factor of automatic weights is told, and told again when a message may be lost', () => {
  const digest = { backendId: 'b', outstanding: 1, successes: 0, failures: 0, latencyMeanMs: 0, latencyMaxMs: 0 }
  const sum = addDigests({ ...digest, autoWeight: 1.1 }, digest)
  expect(sum.autoWeight).toBe(1.1)
  expect(addDigests(sum, { ...digest, autoWeight: 1.2 }).autoWeight).toBe(1.2)
  const pending = new Pending()
  pending.putBackDigest('p', sum)
  expect(pending.takeDigests()).toEqual([['p', sum]])
})

test('a digest comes over the wire with its factor, without one, and with nonsense for one', () => {
  const digest = { backendId: 'b', outstanding: 1, successes: 2, failures: 3, latencyMeanMs: 4, latencyMaxMs: 5 }
  const sent = [digest, { ...digest, autoWeight: 0.75 }]
  const [message = ''] = encodeDigests(
    'r1',
    sent.map((each) => ['p', each]),
  )
  const body: unknown = JSON.parse(message.slice(message.indexOf('[')))
  expect(decodeDigests('r1', body)).toEqual(
    sent.map((each) => ({ kind: 'load', pool: 'p', replica: 'r1', digest: each })),
  )
  expect(decodeDigests('r1', [['p', 'b', 1, 2, 3, 4, 5, -1]])).toEqual([
    { kind: 'load', pool: 'p', replica: 'r1', digest },
  ])
})
