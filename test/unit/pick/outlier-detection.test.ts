import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { createRng } from '../../../policies/lib/rng.ts'
import {
  eject,
  findOutliers,
  mayEject,
  meanAndDeviation,
  type IntervalCounts,
} from '../../../server/pick/outlier-detection.ts'
import { BackendEntry } from '../../../server/pools/backend-entry.ts'
import { defaultPoolConfig, type OutlierDetectionSettings } from '../../../server/pools/pool-config.ts'
import { FakeTime } from '../../support/fake-time.ts'
import { backendRecord } from '../../support/records.ts'
import { PoolTraffic } from '../../../server/pools/traffic.ts'

interface Rule {
  minimum_hosts?: number
  request_volume?: number
  stdev_factor?: number
  threshold?: number
  enforcing?: number
}
interface Case {
  name: string
  hosts: number
  calls_each?: number
  calls?: number[]
  failing: number[]
  max_ejection_percent?: number
  success_rate?: Rule
  failure_percentage?: Rule
  ejected?: number[]
  ejected_count?: number
}
interface Vectors {
  math: [
    { values: number[]; mean: number; population_stdev: number },
    { success_rates: number[]; mean: number; threshold: number },
  ]
  cases: Case[]
  derived: Case
}

const vectors = JSON.parse(
  readFileSync(new URL('../../conformance/vectors/outlier_detection.json', import.meta.url), 'utf8'),
) as Vectors
const defaults = defaultPoolConfig('p').outlierDetection

/** A case says which of the two algorithms it runs; the other one is off. */
function settingsOf(item: Case): OutlierDetectionSettings {
  const { success_rate: rate, failure_percentage: failure } = item
  const { successRate, failurePercentage } = defaults
  return {
    ...defaults,
    maxEjectionPercent: item.max_ejection_percent ?? defaults.maxEjectionPercent,
    successRate: {
      stdevFactor: rate?.stdev_factor ?? successRate.stdevFactor,
      enforcingPercent: rate === undefined ? 0 : (rate.enforcing ?? 100),
      minimumBackends: rate?.minimum_hosts ?? successRate.minimumBackends,
      requestVolume: rate?.request_volume ?? successRate.requestVolume,
    },
    failurePercentage: {
      threshold: failure?.threshold ?? failurePercentage.threshold,
      enforcingPercent: failure === undefined ? 0 : (failure.enforcing ?? 100),
      minimumBackends: failure?.minimum_hosts ?? failurePercentage.minimumBackends,
      requestVolume: failure?.request_volume ?? failurePercentage.requestVolume,
    },
  }
}

function countsOf(item: Case): IntervalCounts[] {
  return Array.from({ length: item.hosts }, (_, index) => {
    const calls = item.calls?.[index] ?? item.calls_each ?? 0
    const failing = item.failing.includes(index)
    return { successes: failing ? 0 : calls, failures: failing ? calls : 0 }
  })
}

describe('outlier detection, published vectors', () => {
  test('mean and population deviation', () => {
    const [first] = vectors.math
    const { mean, deviation } = meanAndDeviation(first.values)
    expect(mean).toBe(first.mean)
    expect(deviation).toBeCloseTo(first.population_stdev, 10)
  })

  test.each([...vectors.cases, vectors.derived].map((item) => [item.name ?? 'derived', item] as const))(
    '%s',
    (_, item) => {
      const found = findOutliers(countsOf(item), settingsOf(item), 0, createRng(1)).map(({ index }) => index)
      if (item.ejected !== undefined) expect([...found].sort()).toEqual(item.ejected)
      if (item.ejected_count !== undefined) expect(found).toHaveLength(item.ejected_count)
    },
  )
})

describe('ejection', () => {
  test('each one in near succession is longer, up to the maximum', () => {
    const time = new FakeTime()
    const entry = new BackendEntry(backendRecord('a'), defaultPoolConfig('p'), time, 3_000, new PoolTraffic())
    const lengths = Array.from({ length: 12 }, () => {
      eject(entry, defaults, 'why', time.now())
      return (entry.ejection.until ?? 0) - time.now()
    })
    expect(lengths.slice(0, 3)).toEqual([30_000, 60_000, 90_000])
    expect(lengths.at(-1)).toBe(300_000)
  })

  test('one backend always may be ejected, unless the cap is 0', () => {
    expect(mayEject(0, 3, defaults)).toBe(true)
    expect(mayEject(1, 3, defaults)).toBe(false)
    expect(mayEject(0, 3, { ...defaults, maxEjectionPercent: 0 })).toBe(false)
  })
})
