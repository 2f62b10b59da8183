import { describe, expect, test } from '@jest/globals'
import { classifyEnding } from '../../../../clients/typescript/verdict.ts'

const returned = (value: unknown) => classifyEnding({ kind: 'returned', value })
const threw = (error: unknown) => classifyEnding({ kind: 'threw', error })
const systemError = (code: string, fields: object = {}) => Object.assign(new Error(code), { code, ...fields })
const grpcError = (code: number, details = 'x') => Object.assign(new Error(details), { code, details })

describe('default classification', () => {
  test.each([
    [200, 'success'],
    [301, 'success'],
    [404, 'success'],
    [429, 'rejected'],
    [500, 'error'],
    [503, 'error'],
  ])('HTTP %d is %s', (status, result) => {
    expect(returned(new Response(null, { status }))).toEqual({ result, status: String(status), neverSent: false })
    expect(returned({ statusCode: status }).result).toBe(result)
    expect(threw({ response: { status } }).result).toBe(result)
  })

  test.each([undefined, null, 'text', { status: 'done' }, { status: 7 }, [503]])(
    'a returned %j is a success',
    (value) => {
      expect(returned(value).result).toBe('success')
    },
  )

  test.each([
    ['ECONNREFUSED', true],
    ['ENOTFOUND', true],
    ['UND_ERR_CONNECT_TIMEOUT', true],
    ['ECONNRESET', false],
    ['EPIPE', false],
    ['UND_ERR_SOCKET', false],
  ])('%s is a failed connection; never sent: %s', (code, neverSent) => {
    expect(threw(systemError(code))).toEqual({ result: 'connect_failure', status: code, neverSent })
    const wrapped = new TypeError('fetch failed', { cause: systemError(code) })
    expect(threw(wrapped)).toEqual({ result: 'connect_failure', status: code, neverSent })
  })

  test('ETIMEDOUT of a connect is a failed connection, of a read a timeout', () => {
    expect(threw(systemError('ETIMEDOUT', { syscall: 'connect' })).result).toBe('connect_failure')
    expect(threw(systemError('ETIMEDOUT', { syscall: 'read' })).result).toBe('timeout')
  })

  test('the errors that AbortSignal throws', () => {
    expect(threw(new DOMException('x', 'TimeoutError')).result).toBe('timeout')
    expect(threw(new DOMException('x', 'AbortError')).result).toBe('cancelled')
  })

  test.each([
    [14, 'No connection established. Last error: x', 'connect_failure', true],
    [14, 'Connection dropped', 'connect_failure', false],
    [4, 'Deadline exceeded', 'timeout', false],
    [1, 'Cancelled', 'cancelled', false],
    [8, 'full', 'rejected', false],
    [13, 'x', 'error', false],
    [2, 'x', 'error', false],
    [12, 'x', 'error', false],
    [3, 'x', 'success', false],
    [5, 'x', 'success', false],
    [16, 'x', 'success', false],
  ])('gRPC %d (%s) is %s', (code, details, result, neverSent) => {
    expect(threw(grpcError(code, details))).toMatchObject({ result, neverSent })
  })

  test('anything else that was thrown is an error', () => {
    expect(threw(new RangeError('x'))).toEqual({ result: 'error', status: 'RangeError', neverSent: false })
    expect(threw(undefined).result).toBe('error')
    expect(threw('text').result).toBe('error')
  })

  test('a chain of causes that is a loop ends', () => {
    const error = new Error('loop')
    error.cause = error
    expect(threw(error).result).toBe('error')
  })
})
