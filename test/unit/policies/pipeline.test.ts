import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { FILTERS } from '../../../policies/lib/pipeline/filters.ts'
import { PICKERS } from '../../../policies/lib/pipeline/pickers.ts'
import { SCORERS } from '../../../policies/lib/pipeline/scorers.ts'
import { createRng } from '../../../policies/lib/rng.ts'
import { pipeline } from '../../../policies/pipeline.ts'
import { PolicyConfigError } from '../../../policies/policy.ts'
import * as fixtures from '../../contracts/policy-fixtures.ts'

const { backendOf, makeBackend, makeBackends, pickIds, requestOf, snapshotOf } = fixtures

function pickerOf(config: unknown, backends: readonly fixtures.TestBackend[], seed = 1) {
  return fixtures.createPolicy(pipeline, config, { rng: createRng(seed) }).onSnapshot(snapshotOf(backends))
}

/** Ids that are ever picked. */
function reached(config: unknown, backends: readonly fixtures.TestBackend[]): string[] {
  return [...new Set(pickIds(pickerOf(config, backends), 200))].sort()
}

const labelled = (id: string, labels: Readonly<Record<string, string>>, state = {}) =>
  makeBackend(id, state, { labels: new Map(Object.entries(labels)) })

describe('filters', () => {
  const backends = [
    labelled('a', { track: 'canary' }, { inFlight: 3, successRate: 1, latencyMs: 10 }),
    labelled('b', { track: 'stable' }, { inFlight: 9, successRate: 0.5, latencyMs: 90 }),
    labelled('c', {}, { inFlight: 3, successRate: 0.8 }),
  ]
  const even = { scorers: [] }

  test.each([
    [{ type: 'label', key: 'track' }, 'ab'],
    [{ type: 'label', key: 'track', value: 'canary' }, 'a'],
    [{ type: 'without_label', key: 'track' }, 'c'],
    [{ type: 'without_label', key: 'track', value: 'canary' }, 'bc'],
    [{ type: 'below', limit: 9 }, 'ac'],
    [{ type: 'below', signal: 'latency', limit: 50 }, 'ac'],
    [{ type: 'at_least', limit: 0.8 }, 'ac'],
    [{ type: 'at_least', signal: 'latency', limit: 50 }, 'bc'],
    [{ type: 'known' }, 'ab'],
  ])('%j', (filter, expected) => {
    expect(reached({ ...even, filters: [filter] }, backends).join('')).toBe(expected)
  })

  test('all must be passed', () => {
    const filters = [
      { type: 'label', key: 'track' },
      { type: 'below', limit: 9 },
    ]
    expect(reached({ ...even, filters }, backends)).toEqual(['a'])
  })

  test('one that nobody passes is left out, the others hold', () => {
    const filters = [
      { type: 'label', key: 'track', value: 'nobody' },
      { type: 'below', limit: 9 },
    ]
    expect(reached({ ...even, filters }, backends)).toEqual(['a', 'c'])
  })

  test('the first of two that exclude each other holds', () => {
    const [below, label] = [
      { type: 'below', limit: 9 },
      { type: 'label', key: 'track', value: 'stable' },
    ]
    expect(reached({ ...even, filters: [below, label] }, backends)).toEqual(['a', 'c'])
    expect(reached({ ...even, filters: [label, below] }, backends)).toEqual(['b'])
  })

  test('with fallback none, nobody is picked', () => {
    const filters = [{ type: 'below', limit: 1, fallback: 'none' }]
    const picker = pickerOf({ filters }, backends)
    expect(picker.pick(requestOf())).toEqual({ kind: 'none', reason: 'filtered_out' })
    for (const { state } of backends.slice(0, 1)) state.inFlight = 0
    expect(backendOf(picker.pick(requestOf())).id).toBe('a')
    for (const { state } of backends.slice(0, 1)) state.inFlight = 3
  })

  test('the one of thousands that passes is found', () => {
    const many = makeBackends(3_000, (index) => ({ inFlight: index === 1_234 ? 0 : 5 }))
    const picker = pickerOf({ filters: [{ type: 'below', limit: 1 }] }, many)
    expect(new Set(pickIds(picker, 5))).toEqual(new Set([fixtures.backendId(1_234)]))
    const few = [...makeBackends(3_000), labelled('z', { disk: 'ssd' })]
    expect(reached({ filters: [{ type: 'label', key: 'disk' }] }, few)).toEqual(['z'])
  })

  test('one that is avoided is as good as filtered out', () => {
    const filters = [{ type: 'label', key: 'track', value: 'canary' }]
    const picker = pickerOf({ ...even, filters }, backends)
    const avoid = ({ id }: { id: string }): boolean => id === 'a'
    expect(new Set(pickIds(picker, 100, requestOf({ avoid })))).toEqual(new Set(['b', 'c']))
  })
})

describe('scorers', () => {
  /** The part of each backend's score, by id. */
  function partsOf(scorer: Readonly<Record<string, unknown>>, backends: readonly fixtures.TestBackend[]) {
    const result = pickerOf({ scorers: [scorer] }, backends).pick(requestOf({ explain: true }))
    if (result.kind !== 'picked') throw new Error(result.kind)
    const name = `${String(scorer['type'])}_score`
    return Object.fromEntries((result.scores ?? []).map(({ backend, inputs }) => [backend.id, inputs?.[name]]))
  }

  test.each([
    [{ type: 'least_in_flight' }, { inFlight: 1 }, { inFlight: 4 }, [1, 2 / 5]],
    [{ type: 'latency' }, { latencyMs: 10 }, { latencyMs: 40 }, [1, 0.25]],
    [{ type: 'latency', unknown: 0.9 }, { latencyMs: 10 }, {}, [1, 0.9]],
    [{ type: 'utilization' }, { utilization: 0.25 }, { utilization: 1.5 }, [0.75, 0]],
    [{ type: 'utilization' }, {}, { utilization: 1 }, [0.5, 0]],
    [{ type: 'spare_capacity' }, { inFlight: 2, capacity: 8 }, { inFlight: 9, capacity: 8 }, [0.75, 0]],
    [{ type: 'capacity' }, { capacity: 8 }, { capacity: 2 }, [1, 0.25]],
    [{ type: 'success_rate' }, { successRate: 1 }, { successRate: 0.3 }, [1, 0.3]],
    [{ type: 'weight' }, { weight: 4 }, { weight: 1 }, [1, 0.25]],
    [{ type: 'affinity' }, {}, {}, [0, 0]],
  ])('%j of %j and %j', (scorer, one, other, expected) => {
    const backends = [makeBackend('a', one), makeBackend('b', other)]
    expect(Object.values(partsOf(scorer, backends)).length).toBe(2)
    expect(partsOf(scorer, backends)).toEqual({ a: expected[0], b: expected[1] })
  })

  test('the total is the mean by weight, and an explanation tells each part and what it read', () => {
    const scorers = [
      { type: 'least_in_flight', weight: 3 },
      { type: 'success_rate', weight: 1 },
    ]
    const backends = [
      makeBackend('a', { inFlight: 0, successRate: 0.5 }),
      makeBackend('b', { inFlight: 1, successRate: 1 }),
    ]
    const result = pickerOf({ scorers }, backends).pick(requestOf({ explain: true, alternates: 2 }))
    expect(result).toEqual({
      kind: 'picked',
      backend: backends[0],
      alternates: [backends[1]],
      reason: 'highest_score',
      scores: [
        {
          backend: backends[0],
          score: 0.875,
          inputs: {
            ...{ total_score: 0.875, least_in_flight_score: 1, success_rate_score: 0.5 },
            ...{ in_flight: 0, success_rate: 0.5 },
          },
        },
        {
          backend: backends[1],
          score: 0.625,
          inputs: {
            ...{ total_score: 0.625, least_in_flight_score: 0.5, success_rate_score: 1 },
            ...{ in_flight: 1, success_rate: 1 },
          },
        },
      ],
    })
  })

  test('affinity: a key goes home in a large pool, to the next home when the first is out, and load may outweigh it', () => {
    const backends = makeBackends(500)
    const scorers = [{ type: 'affinity' }, { type: 'least_in_flight' }]
    const picker = pickerOf({ scorers }, backends)
    const request = requestOf({ affinityKey: 'session-7' })
    const homes = new Set(pickIds(picker, 20, request))
    expect(homes.size).toBe(1)
    const [home] = homes
    const second = pickIds(picker, 20, { ...request, avoid: ({ id }) => id === home })
    expect(new Set(second).size).toBe(1)
    const busy = backends.find(({ id }) => id === home)
    if (busy !== undefined) busy.state.inFlight = 1_000
    expect(pickIds(picker, 1, request)).toEqual(second.slice(0, 1))
    expect(new Set(pickIds(picker, 20)).size).toBeGreaterThan(10)
  })
})

describe('pickers', () => {
  const backends = [0, 1, 3, 7].map((inFlight, index) => makeBackend(fixtures.backendId(index), { inFlight }))
  const scorers = [{ type: 'least_in_flight' }]
  const counts = (picker: Readonly<Record<string, unknown>>): number[] => {
    const found = fixtures.countsOf(pickIds(pickerOf({ scorers, picker }, backends), 3_000))
    return backends.map(({ id }) => found.get(id) ?? 0)
  }

  test('max: always the best; a draw among equals', () => {
    expect(counts({ type: 'max' })).toEqual([3_000, 0, 0, 0])
    const equal = fixtures.countsOf(pickIds(pickerOf({}, makeBackends(4)), 4_000))
    for (const count of equal.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150)
    expect(equal.size).toBe(4)
  })

  test.each([
    [0, [1, 1, 1, 1]],
    [1, [8, 4, 2, 1]],
    [2, [64, 16, 4, 1]],
  ])('weighted_random: by score to the power of %j', (sharpness, shares) => {
    const all = shares.reduce((sum, share) => sum + share, 0)
    for (const [index, count] of counts({ type: 'weighted_random', sharpness }).entries()) {
      expect(Math.abs(count / 3_000 - (shares[index] ?? 0) / all)).toBeLessThan(0.04)
    }
  })

  test('weighted_random: an even draw when nobody scores', () => {
    const found = fixtures.countsOf(
      pickIds(
        pickerOf(
          { scorers: [{ type: 'success_rate' }], picker: { type: 'weighted_random' } },
          makeBackends(4, () => ({ successRate: 0 })),
        ),
        2_000,
      ),
    )
    expect(Math.min(...found.values())).toBeGreaterThan(400)
    expect(found.size).toBe(4)
  })

  test('top_k: evenly among the k best', () => {
    const [best, second, ...others] = counts({ type: 'top_k', k: 2 })
    expect(others).toEqual([0, 0])
    expect(Math.abs((best ?? 0) - (second ?? 0))).toBeLessThan(250)
  })
})

describe('sample', () => {
  test('as many as it says are compared, different ones, drawn from all', () => {
    const picker = pickerOf({ sample: 3 }, makeBackends(50))
    const seen = new Set<string>()
    for (let pick = 0; pick < 200; pick += 1) {
      const result = picker.pick(requestOf({ explain: true }))
      const ids = result.kind === 'picked' ? (result.scores ?? []).map(({ backend }) => backend.id) : []
      expect(new Set(ids).size).toBe(3)
      for (const id of ids) seen.add(id)
    }
    expect(seen.size).toBe(50)
  })
})

describe('config', () => {
  test.each([
    [{ filters: {} }, 'filters: expected a list of at most 8 objects, each with a type, got an object'],
    [{ filters: ['label'] }, 'filters[0]: expected an object with a type, got "label"'],
    [{ filters: [{ key: 'a' }] }, 'filters[0].type: expected one of label, without_label'],
    [{ filters: [{ type: 'lable', key: 'a' }] }, 'got "lable"; did you mean label?'],
    [{ filters: [{ type: 'label' }] }, 'filters[0].key: expected text of 1 to 256 characters, got undefined'],
    [{ filters: [{ type: 'below' }] }, 'filters[0].limit: expected a number from 0 to 1000000000, got undefined'],
    [
      {
        filters: [
          { type: 'below', limit: 1 },
          { type: 'below', limmit: 3 },
        ],
      },
      'filters[1].limmit: expected only signal, limit, fallback, got an unknown parameter; did you mean limit?',
    ],
    [{ filters: [{ type: 'below', limit: 1, signal: 'weight' }] }, 'filters[0].signal: expected one of in_flight'],
    [{ scorers: [{ type: 'latency', weight: -1 }] }, 'scorers[0].weight: expected a number from 0 to 1000, got -1'],
    [{ scorers: [{ type: 'latency' }, { type: 'latency' }] }, 'scorers[1].type: expected each type once'],
    [{ scorers: Array.from({ length: 9 }, () => ({ type: 'latency' })) }, 'scorers: expected a list of at most 8'],
    [{ picker: 'max' }, 'picker: expected an object with a type, got "max"'],
    [{ picker: { type: 'top_k', k: 0 } }, 'picker.k: expected an integer from 1 to 64, got 0'],
    [{ sample: 0 }, 'sample: expected an integer from 1 to 64, got 0'],
  ])('%j is refused by its place', (config, message) => {
    expect(() => pipeline.parseConfig(config)).toThrow(PolicyConfigError)
    expect(() => pipeline.parseConfig(config)).toThrow(message)
  })

  test('every kind of part is in the schema, with its parameters', () => {
    const text = JSON.stringify(pipeline.configSchema)
    for (const { type, description, parameters } of [...FILTERS, ...SCORERS, ...PICKERS]) {
      expect(text).toContain(`"const":"${type}"`)
      expect(text).toContain(JSON.stringify(description))
      for (const { name } of parameters) expect(text).toContain(`"${name}":{`)
    }
    expect(text).toContain('"required":["type","key"]')
  })
})

test('the example of docs/reference/policies/pipeline.md is taken, and does what it says', () => {
  const page = readFileSync(new URL('../../../docs/reference/policies/pipeline.md', import.meta.url), 'utf8')
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? []
  const { policy } = parse(example) as { policy: { type: string; config: unknown } }
  expect(policy.type).toBe(pipeline.type)
  const gpu = { tier: 'gpu' }
  const backends = [
    labelled('busy', gpu, { inFlight: 19, latencyMs: 10 }),
    labelled('idle', gpu, { inFlight: 0, latencyMs: 10 }),
    labelled('full', gpu, { inFlight: 20 }),
    labelled('failing', gpu, { successRate: 0.5 }),
    labelled('cpu', { tier: 'cpu' }, {}),
  ]
  expect(reached(policy.config, backends)).toEqual(['idle'])
  // A filter that nobody passes is left out, unless it says otherwise, as that of the label does.
  expect(reached(policy.config, backends.slice(2))).toEqual(['failing'])
  const nobody = pickerOf(policy.config, backends.slice(4)).pick(requestOf())
  expect(nobody).toMatchObject({ kind: 'none', reason: 'filtered_out' })
})
