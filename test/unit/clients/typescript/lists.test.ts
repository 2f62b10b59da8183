import { describe, expect, test } from '@jest/globals'
import { createAnsweredList } from '../../../../clients/typescript/answered-list.ts'
import type { Backend } from '../../../../clients/typescript/backend.ts'
import { createStaticLists } from '../../../../clients/typescript/static-lists.ts'
import { toWeightedList } from '../../../../clients/typescript/weighted-list.ts'

const backend = (id: string, weight = 1): Backend => ({
  ...{ id, address: `${id}:80`, locality: undefined, labels: new Map(), weight },
})
const ids = (list: { readonly backends: readonly { readonly backend: Backend }[] } | undefined): string[] =>
  list?.backends.map((each) => each.backend.id) ?? []

describe('static lists', () => {
  test('every address is a backend with the same share, once', () => {
    const list = createStaticLists({ p: ['10.0.0.1:80', '[::1]:443', 'host.example:1', '10.0.0.1:80'] }).get('p')
    expect(ids(list)).toEqual(['10.0.0.1:80', '[::1]:443', 'host.example:1'])
    expect(list?.backends.every(({ share }) => Math.abs(share - 1 / 3) < 1e-9)).toBe(true)
    expect(createStaticLists().size).toBe(0)
  })

  test.each([
    [{ p: [] }, 'fallback["p"]'],
    [{ 'a/b': ['x'] }, 'fallback["a/b"][0]'],
    [{ p: ['a:1', 'b:0'] }, 'fallback["p"][1]'],
    [{ p: ['a:65536'] }, 'fallback["p"][0]'],
    [{ p: ['::1:80'] }, 'fallback["p"][0]'],
    [{ p: ['http://a:80'] }, 'fallback["p"][0]'],
  ])('%j is refused by name', (fallback, name) => {
    expect(() => createStaticLists(fallback)).toThrow(name)
  })
})

describe('a list of the service', () => {
  test('leaves out what nobody can call or would pick, and takes the least ages where none are said', () => {
    const message = (share: number, address = 'a:1') => ({
      share,
      backend: { id: `s${share}`, address, locality: null, labels: {}, weight: 2 },
    })
    const list = toWeightedList({
      ...{ revision: 3, cache: null, degraded: null, goAway: null },
      backends: [message(0.5), message(0.25, ''), { backend: null, share: 1 }, message(0), message(Number.NaN)],
    })
    expect(ids(list)).toEqual(['s0.5'])
    expect(list).toMatchObject({ revision: 3, maxAgeMs: 1_000, staleAgeMs: 60_000 })
  })
})

describe('answered list', () => {
  const learn = { maxAgeMs: 1_000, staleAgeMs: 60_000 }

  test('gathers what answers name, by weight, and forgets what is named no more', () => {
    const list = createAnsweredList()
    expect(list.read(0)).toBeUndefined()
    list.learn({ ...learn, backends: [backend('a'), backend('b', 3)] }, 0)
    list.learn({ ...learn, backends: [backend('c')] }, 30_000)
    expect(ids(list.read(59_999)?.list)).toEqual(['a', 'b', 'c'])
    expect(list.read(0)?.list.backends.map(({ share }) => share)).toEqual([0.2, 0.6, 0.2])
    expect(ids(list.read(60_000)?.list)).toEqual(['c'])
    expect(list.read(60_000)?.expired).toBe(false)
  })

  test('when all are old it keeps them, and says so', () => {
    const list = createAnsweredList()
    list.learn({ ...learn, backends: [backend('a')] }, 0)
    expect(list.read(60_000)).toMatchObject({ expired: true, since: 0 })
    expect(ids(list.read(1e9)?.list)).toEqual(['a'])
  })

  test('is the same object while nothing changes, and bounded', () => {
    const list = createAnsweredList()
    for (let index = 0; index < 1_000; index++) list.learn({ ...learn, backends: [backend(`b${index}`)] }, index)
    const reading = list.read(1_000)
    expect(reading?.list.backends).toHaveLength(256)
    expect(ids(reading?.list).at(-1)).toBe('b999')
    expect(list.read(1_001)).toBe(reading)
  })
})
