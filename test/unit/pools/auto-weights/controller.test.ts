import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'

import { createRng } from '../../../../policies/lib/rng.ts'
import type { Errors } from '../../../../server/pools/auto-weights/controller.ts'
import { NO_ERRORS, step } from '../../../../server/pools/auto-weights/controller.ts'
import { fitTo } from '../../../../server/pools/auto-weights/fit.ts'
import type { AutoWeightsSettings } from '../../../../server/pools/pool-config.ts'
import { defaultPoolConfig } from '../../../../server/pools/pool-config.ts'

const DEFAULTS: AutoWeightsSettings = { ...defaultPoolConfig('p').autoWeights, mode: 'on' }

/** Six plain backends, three of the next generation and three worn ones: the largest is 1.35 times as full as the mean. */
const SPEEDS = [1, 1, 1, 1, 1, 1, 1.6, 1.6, 1.6, 0.75, 0.75, 0.75]

interface Run {
  /** max / mean utilization, step by step. */
  readonly imbalance: readonly number[]
  readonly factors: readonly number[]
}

/** Backends whose utilization is their share of the picks over their speed, seen `lag` steps late and with noise. */
function simulate(
  steps: number,
  options: { lag?: number; noise?: number; gain?: number; factors?: readonly number[]; seed?: number } = {},
): Run {
  const { lag = 0, noise = 0, gain = 1, seed = 1 } = options
  const rng = createRng(seed)
  const settings = { ...DEFAULTS, kp: DEFAULTS.kp * gain, ki: DEFAULTS.ki * gain }
  let factors: readonly number[] = options.factors ?? SPEEDS.map(() => 1)
  let errors: readonly Errors[] = SPEEDS.map(() => NO_ERRORS)
  const seen: number[][] = []
  const imbalance: number[] = []
  for (let at = 0; at < steps; at += 1) {
    const sum = factors.reduce((total, factor) => total + factor, 0)
    const real = SPEEDS.map((speed, index) => ((factors[index] ?? 0) / sum) * (6 / speed))
    imbalance.push((Math.max(...real) * real.length) / real.reduce((total, one) => total + one, 0))
    seen.push(real.map((utilization) => utilization * (1 + noise * (2 * rng.next() - 1))))
    const told = seen[Math.max(0, at - lag)] ?? []
    const group = SPEEDS.map((_, index) => {
      return { factor: factors[index] ?? 1, utilization: told[index], errors: errors[index] ?? NO_ERRORS }
    })
    ;({ factors, errors } = step(group, settings))
  }
  return { imbalance, factors }
}

const settled = ({ imbalance }: Run, from: number): number => Math.max(...imbalance.slice(from))
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

describe('backends of unequal speed come to one utilization', () => {
  test('they begin at least as far apart as those of Robinhood did', () => {
    expect(simulate(1).imbalance[0]).toBeGreaterThan(1.26)
  })

  test.each([0, 1, 2])('within 5 %% in 20 steps and for good, with reports that are %i steps late', (lag) => {
    expect(settled(simulate(200, { lag }), 20)).toBeLessThanOrEqual(1.05)
  })

  test.each([0, 2])('within 6 %% where reports are 5 %% off, and %i steps late', (lag) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      expect(settled(simulate(200, { lag, seed, noise: 0.05 }), 25)).toBeLessThanOrEqual(1.06)
    }
  })

  test('with half as much gain again, as by many replicas that step in turn, it does not swing', () => {
    expect(settled(simulate(200, { lag: 2, gain: 1.5 }), 20)).toBeLessThanOrEqual(1.05)
  })

  test('after a restart, from nothing or from factors of a world that is gone, without going further out than it began', () => {
    const upsideDown = SPEEDS.map((speed) => 1 / speed)
    const scale = meanOf(upsideDown)
    const run = simulate(200, { lag: 2, factors: upsideDown.map((factor) => factor / scale) })
    expect(Math.max(...run.imbalance)).toBe(run.imbalance[0])
    expect(settled(run, 40)).toBeLessThanOrEqual(1.05)
  })

  test('gains of 0 move nothing', () => {
    const group = SPEEDS.map((speed) => ({ factor: 1, utilization: 0.5 / speed, errors: NO_ERRORS }))
    const { factors } = step(group, { ...DEFAULTS, kp: 0, ki: 0, kd: 0 })
    for (const factor of factors) expect(factor).toBeCloseTo(1, 12)
  })
})

const odd = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: 0, max: 1.5, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -1, 0, 1e308, Number.MIN_VALUE) },
)
const gains = fc.record({
  kp: fc.double({ min: 0, max: 1, noNaN: true }),
  ki: fc.double({ min: 0, max: 1, noNaN: true }),
  kd: fc.double({ min: 0, max: 1, noNaN: true }),
  minFactor: fc.double({ min: 0.01, max: 1, noNaN: true }),
  maxFactor: fc.double({ min: 1, max: 100, noNaN: true }),
  maxChangePercent: fc.integer({ min: 1, max: 100 }),
  tolerancePercent: fc.integer({ min: 0, max: 50 }),
})

/** Steps a group through what is reported of it, and hands each step's factors to `look` with those before. */
function play(
  rounds: readonly (readonly (number | undefined)[])[],
  settings: AutoWeightsSettings,
  look: (before: readonly number[], after: readonly number[], round: readonly (number | undefined)[]) => void,
): void {
  const size = rounds[0]?.length ?? 0
  let factors: readonly number[] = Array.from({ length: size }, () => 1)
  let errors: readonly Errors[] = factors.map(() => NO_ERRORS)
  for (const round of rounds) {
    const before = factors
    const group = before.map((factor, index) => {
      return { factor, utilization: round[index], errors: errors[index] ?? NO_ERRORS }
    })
    ;({ factors, errors } = step(group, settings))
    look(before, factors, round)
  }
}

const roundsOf = (value: fc.Arbitrary<number | undefined>) =>
  fc
    .integer({ min: 1, max: 8 })
    .chain((size) => fc.array(fc.array(value, { minLength: size, maxLength: size }), { minLength: 1, maxLength: 30 }))

describe('whatever is reported', () => {
  test('factors are finite, within their bounds, and change by no more than they may', () => {
    fc.assert(
      fc.property(roundsOf(fc.option(odd, { nil: undefined })), gains, (rounds, changes) => {
        const settings = { ...DEFAULTS, ...changes }
        const most = (1 + settings.maxChangePercent / 100) * (1 + 1e-9)
        play(rounds, settings, (before, after) => {
          after.forEach((factor, index) => {
            expect(factor).toBeGreaterThanOrEqual(settings.minFactor)
            expect(factor).toBeLessThanOrEqual(settings.maxFactor)
            const ratio = factor / (before[index] ?? NaN)
            expect(Math.max(ratio, 1 / ratio)).toBeLessThanOrEqual(most)
          })
        })
      }),
      { numRuns: 300, seed: 1 },
    )
  })

  test('the mean factor stays 1', () => {
    fc.assert(
      fc.property(roundsOf(fc.option(odd, { nil: undefined })), gains, (rounds, changes) => {
        play(rounds, { ...DEFAULTS, ...changes }, (_, after) => expect(meanOf(after)).toBeCloseTo(1, 6))
      }),
      { numRuns: 300, seed: 2 },
    )
  })

  test('who reports nothing usable keeps its factor', () => {
    fc.assert(
      fc.property(roundsOf(fc.option(odd, { nil: undefined })), (rounds) => {
        play(rounds, DEFAULTS, (before, after, round) => {
          round.forEach((utilization, index) => {
            if (utilization !== undefined && Number.isFinite(utilization) && utilization >= 0) return
            expect(after[index]).toBe(before[index])
          })
        })
      }),
      { numRuns: 200, seed: 3 },
    )
  })

  test('one that reports nonsense does not hide the others from each other', () => {
    let last: readonly number[] = []
    const rounds = Array.from({ length: 40 }, () => [1e9, 0.9, 0.5, 0.5, 0.5])
    play(rounds, DEFAULTS, (_, after) => (last = after))
    expect(last[1]).toBeLessThan((last[2] ?? 0) / 2)
  })
})

describe('nothing moves', () => {
  const group = (...utilizations: (number | undefined)[]) =>
    utilizations.map((utilization, index) => ({ factor: [1.1, 0.9, 1][index] ?? 1, utilization, errors: NO_ERRORS }))

  test.each([
    ['all are near the mean', group(0.5, 0.505, 0.495)],
    ['the pool is idle', group(0.001, 0.01, 0.002)],
    ['one alone reports', group(0.9, undefined, undefined)],
    ['nobody does', group(undefined, undefined, undefined)],
  ])('when %s', (_, members) => {
    expect(step(members, DEFAULTS).factors).toEqual([1.1, 0.9, 1])
  })

  test('an empty group is no fault', () => {
    expect(step([], DEFAULTS)).toEqual({ mean: undefined, factors: [], errors: [] })
  })

  test('a bound winds nothing up: the way back begins with the next error', () => {
    const factors: number[] = []
    const hot = Array.from({ length: 100 }, () => [0.9, 0.3, 0.3, 0.3])
    play([...hot, [0.2, 0.5, 0.5, 0.5]], DEFAULTS, (_, after) => factors.push(after[0] ?? NaN))
    expect(factors.at(-2)).toBe(DEFAULTS.minFactor)
    expect(factors.at(-1)).toBeGreaterThan(DEFAULTS.minFactor * 1.05)
  })

  test('bounds that were narrowed hold at once', () => {
    const members = [0.9, 0.1].map((utilization, index) => {
      return { factor: index === 0 ? 0.3 : 1.7, utilization, errors: NO_ERRORS }
    })
    expect(step(members, { ...DEFAULTS, minFactor: 0.8, maxFactor: 1.2 }).factors).toEqual([0.8, 1.2])
  })
})

test('fitTo comes as near to the sum as the ranges allow', () => {
  const wide = { least: 0.1, most: 10 }
  expect(
    fitTo(6, [
      { factor: 1, ...wide },
      { factor: 2, ...wide },
    ]).map((factor) => Math.round(factor)),
  ).toEqual([2, 4])
  const narrow = { factor: 1, least: 0.9, most: 1.1 }
  expect(fitTo(6, [narrow, narrow])).toEqual([1.1, 1.1])
  expect(fitTo(0, [narrow, narrow]).map((factor) => Number(factor.toFixed(9)))).toEqual([0.9, 0.9])
  expect(fitTo(1, [])).toEqual([])
})
