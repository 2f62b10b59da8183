import { describe, expect, test } from '@jest/globals'
import { headerPairs, readHeader, withHost } from '../../../../../clients/typescript/integrations/dispatch-headers.ts'
import {
  classifyHttpEnding,
  hostNamesOf,
  isIdempotentRequest,
} from '../../../../../clients/typescript/integrations/http-request.ts'

const threw = (code?: string): { kind: 'threw'; error: Error } => ({
  kind: 'threw',
  error: Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('why'), code ? { code } : {}) }),
})

describe('classifyHttpEnding', () => {
  test.each([
    [200, 'success'],
    [404, 'success'],
    [429, 'rejected'],
    [500, 'error'],
    [503, 'rejected'],
  ])('%i is %s', (status, result) => {
    expect(classifyHttpEnding({ kind: 'returned', value: { status } }, false).result).toBe(result)
  })

  test.each([
    ['ECONNREFUSED', false, 'connect_failure'],
    ['UND_ERR_HEADERS_TIMEOUT', false, 'timeout'],
    ['UND_ERR_INVALID_ARG', false, 'cancelled'],
    ['UND_ERR_DESTROYED', false, 'cancelled'],
    ['HPE_INVALID_CONSTANT', true, 'error'],
    [undefined, false, 'error'],
    [undefined, true, 'cancelled'],
  ])('the code %s is, streamed %s, %s', (code, streamed, result) => {
    expect(classifyHttpEnding(threw(code), streamed).result).toBe(result)
  })
})

test('what may be repeated', () => {
  const none = (): boolean => false
  expect(
    ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'].every((method) => isIdempotentRequest(method, none)),
  ).toBe(true)
  expect(['POST', 'PATCH', 'CONNECT'].some((method) => isIdempotentRequest(method, none))).toBe(false)
  expect(isIdempotentRequest('POST', (name) => name === 'idempotency-key')).toBe(true)
})

test('names of a pool', () => {
  expect([...hostNamesOf('checkout')]).toEqual(['checkout', 'checkout.lookaside'])
  expect([...hostNamesOf('payments/checkout', ['Shop.Example'])]).toEqual(['shop.example'])
})

describe('headers of undici', () => {
  const expected = [
    ['A', '1'],
    ['b', ['2', '3']],
  ]
  test.each([
    ['an object', { A: '1', b: ['2', '3'] }],
    [
      'pairs',
      new Map<string, unknown>([
        ['A', '1'],
        ['b', ['2', '3']],
      ]),
    ],
    ['a flat list', ['A', '1', 'b', ['2', '3']]],
    ['a flat list of bytes', [Buffer.from('A'), '1', 'b', ['2', '3']]],
  ])('as %s', (_what, headers) => {
    expect(headerPairs(headers)).toEqual(expected)
    expect(readHeader(headers, 'a')).toBe('1')
  })

  test.each([null, undefined, [], {}, 'x', 7])('%j has none', (headers) => {
    expect(headerPairs(headers)).toEqual([])
  })

  test('Host is added with the name for TLS, unless it is there', () => {
    const request = { path: '/', method: 'GET', headers: { a: '1' } }
    expect(withHost(request, 'shop.example:81')).toMatchObject({
      ...{ headers: ['host', 'shop.example:81', 'a', '1'], servername: 'shop.example' },
    })
    const own = { ...request, headers: { HOST: 'mine' } }
    expect(withHost(own, 'shop.example')).toBe(own)
  })
})
