import { describe, expect, test } from '@jest/globals'
import { drawZone, zoneAwareLoad } from '../../policies/lib/zone-aware-load.ts'
import vectors from './vectors/zone_aware.json' with { type: 'json' }

describe('zone-aware routing: Envoy', () => {
  const cases = vectors.cases.map((one) => ({
    ...one,
    callers: new Map<string, number>(Object.entries(one.local)),
    backends: new Map<string, number>(Object.entries(one.upstream)),
  }))

  test.each(cases)('from $local_zone, $local_percent_to_route stay', ({ callers, backends, ...one }) => {
    const load = zoneAwareLoad(callers, backends, one.local_zone)
    expect(load).toEqual({ local: one.local_percent_to_route, residual: one.residual_cumulative })
  })

  test('draws', () => {
    const [one] = cases
    if (one?.draws === undefined) throw new Error('no draws')
    const zones = [...one.backends.keys()]
    const load = zoneAwareLoad(one.callers, one.backends, one.local_zone)
    const drawn = one.draws.map(({ r_local, residual_draw }) => {
      return zones[drawZone(load, r_local ?? load.local, residual_draw ?? 0, zones.indexOf(one.local_zone))]
    })
    expect(drawn).toEqual(one.draws.map(({ zone }) => zone))
  })

  test('a zone with its share of the backends keeps all of its calls', () => {
    const [one] = cases
    if (one === undefined) throw new Error('no case')
    for (const zone of ['C', 'D']) expect(zoneAwareLoad(one.callers, one.backends, zone).local).toBe(10_000)
    const callers = new Map([['A', 3]])
    expect(zoneAwareLoad(callers, new Map([['A', 1]]), 'A')).toEqual({ local: 10_000, residual: [0] })
  })

  test('a zone without backends keeps none, whether it is known to call or not', () => {
    const backends = new Map([
      ['A', 1],
      ['B', 1],
    ])
    expect(zoneAwareLoad(new Map([['E', 1]]), backends, 'E')).toEqual({ local: 0, residual: [5_000, 10_000] })
    expect(zoneAwareLoad(new Map(), backends, 'E')).toEqual({ local: 0, residual: [5_000, 10_000] })
  })
})
