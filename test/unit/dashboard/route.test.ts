import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Route } from '../../../clients/dashboard/state/route.ts'
import {
  decisionsRoute,
  formatRoute,
  HOME,
  isStep,
  NO_FEED_FILTER,
  parseRoute,
  POOL_TABS,
  poolRoute,
} from '../../../clients/dashboard/state/route.ts'

describe('the address of the page', () => {
  test('is short for the usual, and says everything else', () => {
    expect(formatRoute(HOME)).toBe('#/')
    expect(formatRoute(poolRoute('payments/card'))).toBe('#/pools/payments%2Fcard')
    expect(formatRoute(poolRoute('p', { tab: 'decisions', decision: 'a.b' }))).toBe('#/pools/p/decisions?decision=a.b')
    expect(formatRoute(poolRoute('p', { sort: '-share', filter: 'a b', lines: ['x,y', 'z'] }))).toBe(
      '#/pools/p?sort=-share&filter=a+b&lines=x%252Cy%2Cz',
    )
    expect(formatRoute(decisionsRoute({ feed: { ...NO_FEED_FILTER, result: 'errors' } }))).toBe(
      '#/decisions?result=errors',
    )
  })

  test('is read back as it was written', () => {
    const text = fc.string({ maxLength: 12, unit: 'grapheme' })
    const name = fc.string({ minLength: 1, maxLength: 12 })
    const shared = fc.record({
      ...{ sort: text, filter: text, backend: text, decision: text, lines: fc.array(name, { maxLength: 4 }) },
      feed: fc.record({ pool: text, policy: text, result: text, backendId: text }),
    })
    const place = fc.oneof(
      fc.constant({ view: 'pools' as const, pool: '', tab: 'backends' as const }),
      fc.constant({ view: 'decisions' as const, pool: '', tab: 'backends' as const }),
      fc.record({ view: fc.constant('pool' as const), pool: name, tab: fc.constantFrom(...POOL_TABS) }),
    )
    fc.assert(
      fc.property(place, shared, (where, rest) => {
        const route: Route = { ...where, ...rest }
        expect(parseRoute(formatRoute(route))).toEqual(route)
      }),
    )
  })

  test.each(['', '#', '#/', '#/nowhere', '#/pools/', '#/pools', '#//', '#?', '#/?='])(
    '%p leads to the pools',
    (fragment) => {
      expect(parseRoute(fragment)).toEqual(HOME)
    },
  )

  test('half an escape and an unknown tab still lead somewhere', () => {
    expect(parseRoute('#/pools/a%2')).toMatchObject({ view: 'pool', pool: 'a%2' })
    expect(parseRoute('#/pools/a/nothing')).toMatchObject({ pool: 'a', tab: 'backends' })
    fc.assert(fc.property(fc.string(), (text) => expect(() => parseRoute(`#${text}`)).not.toThrow()))
  })

  test('opening is a step back, typing into a filter is none', () => {
    expect(isStep(HOME, poolRoute('p'))).toBe(true)
    expect(isStep(poolRoute('p'), poolRoute('p', { backend: 'b' }))).toBe(true)
    expect(isStep(poolRoute('p'), poolRoute('p', { filter: 'b', sort: '-id', lines: ['b'] }))).toBe(false)
  })
})
