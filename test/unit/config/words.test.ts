import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { didYouMean, editDistance } from '../../../server/config/did-you-mean.ts'
import { quote, redactUrl, show } from '../../../server/config/display.ts'
import { formatDuration, parseDuration } from '../../../server/config/duration.ts'
import { formatEndpoint, parseEndpoint } from '../../../server/config/endpoint.ts'
import { formatPath, valueAt } from '../../../server/config/path.ts'

describe('durations', () => {
  test.each([
    ['500ms', 500],
    ['1.5s', 1_500],
    ['2.3s', 2_300],
    ['10m', 600_000],
    ['1h', 3_600_000],
    ['7d', 604_800_000],
    ['0s', 0],
    ['0.001s', 1],
  ])('%s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds)
  })

  test.each([
    '',
    '5',
    's',
    '1.s',
    '.5s',
    '-1s',
    '+1s',
    '1 s',
    '1S',
    '1s ',
    '1m30s',
    '1e3s',
    '0.5ms',
    '1us',
    '9'.repeat(30) + 's',
    'NaNs',
  ])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined()
  })

  test('what is written is read as the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 10 }), (milliseconds) => {
        expect(parseDuration(formatDuration(milliseconds))).toBe(milliseconds)
      }),
      { seed: 7 },
    )
    expect([0, 1, 1_000, 1_500, 90_000, 600_000, 86_400_000].map(formatDuration)).toEqual([
      '0s',
      '1ms',
      '1s',
      '1.5s',
      '90s',
      '10m',
      '1d',
    ])
  })
})

describe('did you mean', () => {
  const keys = ['heartbeat', 'slowStart', 'selfPreservation', 'policy', 'pools', 'name']
  test.each([
    ['heartbaet', 'heartbeat'],
    ['heart_beat', 'heartbeat'],
    ['slow-start', 'slowStart'],
    ['SELFPRESERVATION', 'selfPreservation'],
    ['pool', 'pools'],
    ['nmae', 'name'],
    ['zone', undefined],
    ['', undefined],
    ['x'.repeat(10_000), undefined],
  ])('%s', (word, expected) => {
    expect(didYouMean(word, keys)).toBe(expected)
  })

  test('distance is symmetric, and 0 only for equals', () => {
    const word = fc.string({ maxLength: 8 })
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a))
        expect(editDistance(a, b) === 0).toBe(a === b)
      }),
      { seed: 5 },
    )
    expect(editDistance('abcd', 'abdc')).toBe(1)
  })
})

test('what is shown is short, on one line and safe for a terminal', () => {
  expect(show('a\u001b]0;x\u0007\nb\u202e')).toBe('"a\\u001b]0;x\\u0007\\nb\\u202e"')
  expect(quote('x'.repeat(100))).toHaveLength(65)
  expect([undefined, null, 1, true, [], [1], {}].map(show)).toEqual([
    ...['nothing', 'nothing (null)', '1', 'true', 'an empty list', 'a list of 1', 'a mapping'],
  ])
})

test('passwords are taken out of URLs, whatever is in them', () => {
  expect(redactUrl('redis://u:p@h:1/0')).toBe('redis://u:***@h:1/0')
  expect(redactUrl('redis://:p@ss@h')).toBe('redis://:***@h')
  expect(redactUrl('rediss+sentinel://u:p@a:1,b:2/x')).toBe('rediss+sentinel://u:***@a:1,b:2/x')
  expect(redactUrl('redis://u:p/s?s@h')).toBe('redis://u:***@h')
  expect(redactUrl('redis+sentinel://u:p@h/m?sentinelPassword=x&a=b')).toBe(
    'redis+sentinel://u:***@h/m?sentinelPassword=***&a=b',
  )
  expect(redactUrl('redis://h:6379')).toBe('redis://h:6379')
  expect(redactUrl('memory:/a')).toBe('memory:/a')
})

test('endpoints', () => {
  for (const text of ['127.0.0.1:0', 'localhost:65535', '[::1]:50051', 'a-b.c_d:1']) {
    const endpoint = parseEndpoint(text)
    expect(endpoint === undefined ? undefined : formatEndpoint(endpoint)).toBe(text)
  }
  for (const text of [
    '',
    ':1',
    'a',
    'a:',
    'a:b',
    'a:65536',
    'a:-1',
    '::1:1',
    '[::1]',
    'a b:1',
    '-a:1',
    'a:1:2',
    'http://a:1',
  ]) {
    expect(parseEndpoint(text)).toBeUndefined()
  }
})

test('paths', () => {
  expect(formatPath(['pools', 0, 'labels', 'a.b', 'c'])).toBe('pools[0].labels["a.b"].c')
  expect(valueAt({ a: [{ b: 1 }] }, ['a', 0, 'b'])).toBe(1)
  expect(valueAt({}, ['constructor'])).toBeUndefined()
  expect(valueAt('abc', ['length'])).toBeUndefined()
})
