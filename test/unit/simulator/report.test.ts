import { describe, expect, test } from '@jest/globals'

import { cellsOf } from '../../../server/simulator/experiment/experiment.ts'
import { renderReport } from '../../../server/simulator/report/report.ts'
import { linearScale, logScale } from '../../../server/simulator/report/plot/scale.ts'
import type { Scenario } from '../../../server/simulator/scenario.ts'
import { BASE, BASE_90 } from '../../../server/simulator/scenarios/base.ts'
import { runResult } from '../../support/simulated-run.ts'

const LABELS = ['oracle', 'peak_ewma', 'a "<b>" policy']

function experiment(scenarios: readonly Scenario[], seeds = [1, 2]) {
  const contenders = LABELS.map((label) => ({
    label,
    policy: { type: label === 'oracle' ? label : 'random', config: {} },
  }))
  const plan = { scenarios, contenders, seeds, reference: 'oracle' }
  const results = scenarios.flatMap(({ name }) =>
    LABELS.flatMap((label, index) =>
      seeds.map((seed) => runResult({ scenario: name, contender: label, seed }, 100 * (index + 1) + seed)),
    ),
  )
  return { plan, cells: cellsOf(plan, results) }
}

const render = (...scenarios: readonly Scenario[]) =>
  renderReport({ experiment: experiment(scenarios), sweep: undefined, version: '1.2.3' })

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length

describe('a report', () => {
  const html = render(BASE)

  test('is whole: nothing is loaded from elsewhere', () => {
    expect(html).not.toMatch(/(?:src|href)="(?!data:)/)
    expect(html).not.toMatch(/url\(|@import|https?:\/\/(?!www\.w3\.org\/2000\/svg)/)
  })

  test('says of each plot what to see and how to read it', () => {
    const figures = [...html.matchAll(/<figure[\s\S]*?<\/figure>/g)].map(([text]) => text)
    expect(figures).toHaveLength(6)
    for (const each of figures) {
      expect(each).toMatch(/<h4>[^<]{20,}<\/h4>/)
      expect(each).toMatch(/<p class="how">[^<]{60,}<\/p>/)
      expect(each).toMatch(/<svg class="plot" [^>]*role="img" aria-label="[^"]{20,}"/)
    }
    for (const axis of ['latency, ms', 'share of the calls that took longer', 'time, s', 'share of the capacity']) {
      expect(html).toContain(axis)
    }
  })

  test('draws every contender in colour, pattern and mark', () => {
    // In the table, and in six plots; three of them are one picture a contender.
    for (const [index] of LABELS.entries()) expect(count(html, new RegExp(`data-contender="${index}"`, 'g'))).toBe(7)
    const dashes = [...html.matchAll(/class="line" stroke-dasharray="([^"]+)"/g)].map(([, dash]) => dash)
    expect(new Set(dashes).size).toBe(LABELS.length - 1)
  })

  test('lets no name become markup', () => {
    expect(html).not.toContain('<b>" policy')
    expect(html).toContain('a &quot;&lt;b&gt;&quot; policy')
  })

  test('holds no number that is none', () => {
    expect(html.slice(0, html.indexOf('<script>'))).not.toMatch(/NaN|Infinity|undefined/)
  })

  test('has its figures in the table, with intervals and the winner', () => {
    expect(html).toMatch(/peak_ewma<\/span> <b class="flag">least p99<\/b>/)
    expect(html).toContain('<td>202<small>201 – 202</small></td>')
    expect(html).toContain('50 % confidence')
  })

  test('with several scenarios compares them in a heat map', () => {
    const several = render(BASE, BASE_90)
    expect(several).toContain('the best worst case')
    expect(several).toMatch(/<td class="level-\d"><b>1\.\d\d<\/b><small>\d+ ms<\/small><\/td>/)
    expect(count(several, /<section>/g)).toBe(2)
  })

  test('draws a sweep with a line a contender over the values', () => {
    const at = (value: string): Scenario => ({ ...BASE, name: `base, replicas=${value}` })
    const values = ['1', '10']
    const points = values.map((value) => ({ base: 'base', value, scenario: at(value).name }))
    const sweep = { path: 'replicas', values, points }
    const swept = renderReport({ experiment: experiment(values.map(at)), sweep, version: '1' })
    const [plot = ''] = /<svg class="plot"[^>]*p99 latency over replicas[\s\S]*?<\/svg>/.exec(swept) ?? []
    expect(count(plot, /class="line"/g)).toBe(3)
    expect(count(plot, /class="band"/g)).toBe(3)
    expect(swept).toContain('base: at replicas = 10, peak_ewma has the least p99')
  })
})

describe('scales', () => {
  test('end at round numbers around the values', () => {
    expect(linearScale(0, 4_200)).toMatchObject({ from: 0, to: 5_000, ticks: [0, 1_000, 2_000, 3_000, 4_000, 5_000] })
    expect(logScale(12, 4_870)).toMatchObject({ from: 10, to: 10_000 })
    expect(logScale(12, 4_870).ticks).toEqual([10, 30, 100, 300, 1_000, 3_000, 10_000])
  })

  test('place values in between, and cut those outside', () => {
    const scale = logScale(1, 100, true)
    expect([0.1, 1, 10, 100, 1_000].map((value) => scale.part(value))).toEqual([0, 0, 0.5, 1, 1])
  })

  test('bear a single value', () => {
    for (const scale of [linearScale(0, 0), linearScale(7, 7), logScale(7, 7)]) {
      expect(Number.isFinite(scale.part(7))).toBe(true)
      expect(scale.to).toBeGreaterThan(scale.from)
    }
  })
})
