import { describe, expect, test } from '@jest/globals'
import type { Refusal } from '../../../server/errors.ts'
import { toBoundedMs, toDuration, toMs } from '../../../server/transport/messages/durations.ts'
import { toLocality } from '../../../server/transport/messages/locality.ts'
import { toLabels, toNumbers } from '../../../server/transport/messages/maps.ts'
import { checkAddress, checkBackendId, checkPoolName } from '../../../server/transport/messages/names.ts'
import { checkInteger, checkRange } from '../../../server/transport/messages/numbers.ts'
import { isRefusal, within } from '../../../server/transport/messages/refusals.ts'
import { checkBytes, checkText } from '../../../server/transport/messages/text.ts'

const isFine = (refusal: Refusal | undefined): boolean => refusal === undefined

describe('names', () => {
  test.each(['a', 'checkout', 'payments/checkout', 'a.b-c_d/0', '...', 'x'.repeat(128)])('%j is a pool', (name) => {
    expect(checkPoolName('pool', name)).toBeUndefined()
  })

  const badPools = ['', '/', 'a/', '/a', 'a//b', '.', '..', 'a/.', 'a/../b', './a', 'A', 'a b', 'a\n', 'ü', 'a:b']
  test.each([...badPools, '__proto__', 'constructor', 'x'.repeat(129)])('%j is no pool', (name) => {
    expect(checkPoolName('pool', name)).toMatchObject({ reason: 'INVALID_FIELD', metadata: { field: 'pool' } })
  })

  test.each(['a', '10.0.0.1:80', '[::1]:443', 'Host_1/x@y', 'x'.repeat(128)])('%j is a backend id', (id) => {
    expect(checkBackendId('id', id)).toBeUndefined()
  })

  test.each(['', 'a b', 'a\u0000', 'ü', '__proto__', 'x'.repeat(129)])('%j is no backend id', (id) => {
    expect(checkBackendId('id', id)).toMatchObject({ reason: 'INVALID_FIELD' })
  })

  test.each(['h:1', 'db_1.internal:65535', '10.0.0.1:80', '[::1]:443', '[fe80::1%eth0]:1'])(
    '%j is an address',
    (each) => {
      expect(checkAddress('address', each)).toBeUndefined()
    },
  )

  const badAddresses = [
    '',
    'h',
    ':80',
    'h:',
    'h:0',
    'h:65536',
    'h:1x',
    '::1:443',
    '[::g]:1',
    '[]:1',
    'http://h:1',
    'h h:1',
  ]
  test.each([...badAddresses, `${'x'.repeat(255)}:1`])('%j is no address', (address) => {
    expect(checkAddress('address', address)).toMatchObject({ metadata: { field: 'address' } })
  })

  test('a long name costs no backtracking', () => {
    const begin = performance.now()
    for (const name of ['a'.repeat(60_000), 'a/'.repeat(30_000), './'.repeat(30_000)]) {
      expect(isFine(checkPoolName('pool', name))).toBe(false)
      expect(isFine(checkAddress('address', name))).toBe(false)
    }
    expect(performance.now() - begin).toBeLessThan(1_000)
  })

  test('what the caller sent is quoted short and printable', () => {
    const refusal = checkPoolName('pool', `\u001b[31m${'x'.repeat(500)}`)
    expect(refusal?.message).toContain('"\\u001b[31mxxx')
    expect(refusal?.message.length).toBeLessThan(200)
  })
})

describe('numbers', () => {
  test.each([NaN, Infinity, -Infinity, -0.001, 1.001])('%d is out of 0 to 1', (value) => {
    expect(checkRange('f', value, 0, 1)).toMatchObject({
      message: `f: must be a finite number from 0 to 1, got ${value}`,
    })
  })

  test('the ends of a range belong to it', () => {
    expect([checkRange('f', 0, 0, 1), checkRange('f', 1, 0, 1), checkInteger('f', 2 ** 53 - 1, 1)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  test.each([0, 1.5, NaN, Infinity, 2 ** 53, -1])('%d is no whole number from 1 to 2^53 - 1', (value) => {
    expect(checkInteger('epoch', value, 1)?.message).toMatch(/^epoch: must be a whole number from 1 to 2\^53 - 1/)
  })
})

describe('durations', () => {
  test.each([
    [{ seconds: 0, nanos: 0 }, 0],
    [{ seconds: 1, nanos: 500_000_000 }, 1_500],
    [{ seconds: -1, nanos: -1_000_000 }, -1_001],
  ])('%j is %d ms', (message, ms) => {
    expect(toMs('f', message)).toBe(ms)
  })

  test.each([
    { seconds: 1, nanos: -1 },
    { seconds: -1, nanos: 1 },
    { seconds: 0, nanos: 1_000_000_000 },
    { seconds: 315_576_000_001, nanos: 0 },
    { seconds: NaN, nanos: 0 },
    { seconds: 0.5, nanos: 0 },
  ])('%j is no Duration', (message) => {
    expect(isRefusal(toMs('f', message))).toBe(true)
  })

  test('an hour is within an hour, and a nanosecond more is not', () => {
    expect(toBoundedMs('f', { seconds: 3_600, nanos: 0 }, 3_600_000)).toBe(3_600_000)
    expect(isRefusal(toBoundedMs('f', { seconds: 3_600, nanos: 1 }, 3_600_000))).toBe(true)
    expect(isRefusal(toBoundedMs('f', { seconds: 0, nanos: -1 }, 3_600_000))).toBe(true)
    expect(toBoundedMs('f', null, 1)).toBeUndefined()
  })

  test.each([
    [0, { seconds: 0, nanos: 0 }],
    [1_500.25, { seconds: 1, nanos: 500_250_000 }],
    [999.9999999, { seconds: 1, nanos: 0 }],
    [-5, { seconds: 0, nanos: 0 }],
    [NaN, { seconds: 0, nanos: 0 }],
    [Infinity, { seconds: 315_576_000_000, nanos: 0 }],
  ])('%d ms are %j', (ms, message) => {
    expect(toDuration(ms)).toEqual(message)
  })
})

describe('maps', () => {
  test('objects and Maps come to the same', () => {
    const labels = new Map([['a', '1']])
    expect(toLabels('labels', { a: '1' })).toEqual(labels)
    expect(toLabels('labels', labels)).toBe(labels)
  })

  test.each(['', 'a b', 'a\t', '\u200b', '__proto__', 'constructor', 'prototype', 'k'.repeat(64)])(
    '%j is no key',
    (key) => {
      expect(toLabels('labels', new Map([[key, 'v']]))).toMatchObject({ metadata: { field: 'labels' } })
      expect(toNumbers('utilization', new Map([[key, 0]]), 0, 1)).toMatchObject({ reason: 'INVALID_LOAD_REPORT' })
    },
  )

  test('an own key __proto__ of an object is seen', () => {
    const labels = JSON.parse('{"__proto__": "x"}') as Record<string, string>
    expect(isRefusal(toLabels('labels', labels))).toBe(true)
  })

  test('characters are counted, not UTF-16 units', () => {
    expect(isRefusal(toLabels('labels', { ['💥'.repeat(63)]: '💥'.repeat(256) }))).toBe(false)
    expect(isRefusal(toLabels('labels', { a: '💥'.repeat(257) }))).toBe(true)
  })

  test('32 entries are allowed, 33 are not', () => {
    const of = (count: number): Map<string, string> => new Map(Array.from({ length: count }, (_, at) => [`k${at}`, '']))
    expect([isRefusal(toLabels('l', of(32))), isRefusal(toLabels('l', of(33)))]).toEqual([false, true])
  })
})

describe('localities and texts', () => {
  test('a part needs the part before it', () => {
    expect(toLocality('locality', { region: '', zone: '', subZone: '' })).toBeUndefined()
    expect(toLocality('locality', { region: 'eu', zone: '', subZone: 'r' })).toMatchObject({
      metadata: { field: 'locality.sub_zone' },
    })
    expect(toLocality('locality', { region: 'e u', zone: '', subZone: '' })).toMatchObject({
      metadata: { field: 'locality.region' },
    })
  })

  test('bytes are counted as UTF-8', () => {
    expect([checkBytes('k', 'ü'.repeat(512), 1_024), checkText('s', '💥'.repeat(64), 64)]).toEqual([
      undefined,
      undefined,
    ])
    expect([isFine(checkBytes('k', 'ü'.repeat(513), 1_024)), isFine(checkText('s', 'x'.repeat(65), 64))]).toEqual([
      false,
      false,
    ])
  })

  test('a field is spelt from the root', () => {
    const refusal = checkInteger('epoch', 0, 1)
    expect(refusal && within('heartbeats[3]', refusal)).toMatchObject({
      message: 'heartbeats[3].epoch: must be a whole number from 1 to 2^53 - 1, got 0',
      metadata: { field: 'heartbeats[3].epoch' },
    })
  })
})
