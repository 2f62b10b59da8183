import { describe, expect, test } from '@jest/globals'

import { cellsOf, runExperiment } from '../../../server/simulator/experiment/experiment.ts'
import { latencyCurve } from '../../../server/simulator/experiment/latency-curve.ts'
import { spreadOf } from '../../../server/simulator/experiment/spread.ts'
import { standingOf } from '../../../server/simulator/experiment/standing.ts'
import { runTasks, type Runner } from '../../../server/simulator/jobs/runner.ts'
import type { Contender } from '../../../server/simulator/scenario.ts'
import { BASE } from '../../../server/simulator/scenarios/base.ts'
import { runResult } from '../../support/simulated-run.ts'

const contender = (type: string): Contender => ({ label: type, policy: { type, config: {} } })
const plan = {
  scenarios: [BASE],
  contenders: ['oracle', 'peak_ewma', 'random'].map(contender),
  seeds: [1, 2, 3],
  reference: 'oracle',
}
/** p99 by contender and seed. */
const P99: Readonly<Record<string, readonly number[]>> = {
  oracle: [100, 200, 400],
  peak_ewma: [150, 320, 500],
  random: [480, 900, 2_000],
}
const results = plan.contenders.flatMap(({ label }) =>
  plan.seeds.map((seed) =>
    runResult({ scenario: 'base', contender: label, seed }, P99[label]?.[seed - 1] ?? 0, {
      timeouts: seed,
      errors: 10,
    }),
  ),
)

describe('a spread', () => {
  test('is the median and the ranks that hold it with 95 %', () => {
    // Of 10 values the 2nd and the 9th hold the median with 1 - 2 (1 + 10) / 1024.
    const values = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    expect(spreadOf(values)).toEqual({ median: 5.5, low: 2, high: 9, confidence: 1 - 22 / 1_024 })
  })

  test.each([
    [1, 0, 0],
    [2, 0, 0.5],
    [5, 0, 0.9375],
    [6, 0, 0.96875],
    [9, 1, 1 - 20 / 512],
    [20, 5, 0.958_6],
  ])('of %i values leaves %i out on each side', (count, left, confidence) => {
    const spread = spreadOf(Array.from({ length: count }, (_, index) => index))
    expect(spread).toMatchObject({ median: (count - 1) / 2, low: left, high: count - 1 - left })
    expect(spread.confidence).toBeCloseTo(confidence, 3)
  })
})

describe('an experiment', () => {
  const cells = cellsOf(plan, results)
  const [oracle, peak, random] = cells

  test('has the median of each figure over the seeds', () => {
    expect(cells.map(({ figures }) => figures.p99.median)).toEqual([200, 320, 900])
    expect(peak).toMatchObject({ requests: 3_000, policy: 'peak_ewma', example: { seed: 1 } })
    expect(peak?.figures).toMatchObject({
      timeouts: { median: 0.002 },
      errors: { median: 0.01, low: 0.01, high: 0.01 },
    })
    expect(peak?.figures.misplaced.median).toBeCloseTo(0.1, 9)
  })

  test('compares to the reference seed by seed, not median by median', () => {
    expect(peak?.ratios?.p99).toMatchObject({ median: 1.5, low: 1.25, high: 1.6 })
    expect(oracle?.ratios?.p99).toMatchObject({ median: 1, low: 1, high: 1 })
    expect(cellsOf({ ...plan, reference: undefined }, results)[1]?.ratios).toBeUndefined()
  })

  test('knows who is best, who cannot be told apart, and that the oracle takes no part', () => {
    expect(cells.map((cell) => standingOf(cell, cells))).toEqual(['bound', 'best', 'tied'])
    const far = results.map((run) => (run.contender === 'random' ? runResult(run, run.latency.p99 * 9) : run))
    expect(cellsOf(plan, far).map((cell, _, all) => standingOf(cell, all))).toEqual(['bound', 'best', 'behind'])
    expect(random?.figures.p99.low).toBeLessThanOrEqual(peak?.figures.p99.high ?? 0)
  })

  test('has a tail that never rises', () => {
    const curve = latencyCurve(results.map(({ latency }) => latency))
    for (const [index, [longer, ms]] of curve.entries()) {
      expect(longer).toBeLessThanOrEqual(curve[index - 1]?.[0] ?? 1)
      expect(ms).toBeGreaterThanOrEqual(curve[index - 1]?.[1] ?? 0)
    }
    expect(latencyCurve([results[0]?.latency].flatMap((each) => each ?? []))).toContainEqual([0.01, 100])
  })
})

describe('runners', () => {
  const tasks = plan.contenders.flatMap((each) => plan.seeds.map((seed) => ({ scenario: BASE, contender: each, seed })))
  /** Takes the longer the smaller the seed, so that results come out of order. */
  const late = (log: number[] = []): Runner => ({
    async run({ contender: { label }, seed }, onShare) {
      onShare(0.5)
      for (let turn = 0; turn < 30 - 10 * seed; turn += 1) await Promise.resolve()
      log.push(seed)
      return runResult({ scenario: 'base', contender: label, seed }, P99[label]?.[seed - 1] ?? 0)
    },
    close: () => Promise.resolve(),
  })

  test('give the same experiment, however many there are', async () => {
    const alone = await runExperiment(plan, [late()])
    const log: number[] = []
    expect(await runExperiment(plan, [late(log), late(log), late(log), late(log)])).toEqual(alone)
    expect(log.slice(0, 3)).not.toEqual([1, 2, 3])
  })

  test('tell progress that rises to 1', async () => {
    const shares: number[] = []
    await runTasks(tasks, [late(), late()], ({ share }) => void shares.push(share))
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(shares.at(-1)).toBeCloseTo(1, 9)
  })

  test('end with the first failure', async () => {
    let runs = 0
    const failing: Runner = {
      run: () => Promise.reject(new Error(`run ${(runs += 1)} failed`)),
      close: () => Promise.resolve(),
    }
    await expect(runTasks(tasks, [failing], () => undefined)).rejects.toThrow('run 1 failed')
    expect(runs).toBe(1)
  })
})
