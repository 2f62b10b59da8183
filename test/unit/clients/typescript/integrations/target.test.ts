import { describe, expect, test } from '@jest/globals'
import { otherCopies } from '../../../../../clients/typescript/integrations/grpc/copies.ts'
import { poolOf } from '../../../../../clients/typescript/integrations/grpc/target.ts'

describe('poolOf', () => {
  test.each(['checkout', 'payments/checkout', 'a.b-c_d/0'])('%s is a pool', (path) => {
    expect(poolOf({ scheme: 'lookaside', authority: '', path })).toBe(path)
  })

  test.each(['', 'Checkout', 'a//b', '/a', 'a/', 'a b', 'a'.repeat(129), 'checkout?x=1'])('%j is none', (path) => {
    expect(() => poolOf({ scheme: 'lookaside', path })).toThrow(TypeError)
    expect(() => poolOf({ scheme: 'lookaside', path })).toThrow('lookaside:///checkout')
  })
})

test('otherCopies names each file of grpc-js once, and not our own', () => {
  const entry = 'node_modules/@grpc/grpc-js/build/src/index.js'
  const files = [
    `/a/${entry}`,
    `/b/${entry}`,
    `/b/${entry}`,
    '/b/node_modules/@grpc/grpc-js/build/src/call.js',
    '/c.js',
  ]
  expect(otherCopies(`/a/${entry}`, files)).toEqual([`/b/${entry}`])
})
