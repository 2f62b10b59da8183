import type { Cell, Experiment } from '../experiment/experiment.ts'
import { type Standing, standingOf } from '../experiment/standing.ts'
import type { Scenario } from '../scenario.ts'
import { callsPerSecond } from '../simulate.ts'
import { distributionFigure, smallest, tailFigure, timelineFigure } from './latency-plots.ts'
import { loadFigure } from './load-figure.ts'
import { formatCount, formatMs, formatSeconds } from './numbers.ts'
import { colourClass, sample } from './plot/marker.ts'
import { escape } from './plot/svg.ts'
import { percentileFigure } from './percentile-figure.ts'
import { ratioFigure } from './ratio-table.ts'
import { SCRIPT } from './script.ts'
import { shareFigure } from './share-figure.ts'
import { STYLE } from './style.ts'
import { summaryTable } from './summary-table.ts'
import { sweepFigure, type Swept } from './sweep-figure.ts'

export interface ReportInput {
  readonly experiment: Experiment
  readonly sweep: Swept | undefined
  /** Of the program. */
  readonly version: string
}

/** More scenarios than this are folded up. */
const MOST_OPEN = 4

/** An experiment as one HTML file that loads nothing: tables, plots, and how to read them. */
export function renderReport({ experiment, sweep, version }: ReportInput): string {
  const { plan } = experiment
  const title = `${plan.contenders.length === 1 ? 'One policy' : `${plan.contenders.length} policies`} in ${plan.scenarios.length === 1 ? 'one scenario' : `${plan.scenarios.length} scenarios`}`
  const overview = [
    ...sweepFigures(experiment, sweep),
    ...(plan.scenarios.length > 1 && sweep === undefined ? [ratioFigure(experiment)] : []),
  ].filter((part) => part !== '')
  const isFolded = sweep !== undefined || plan.scenarios.length > MOST_OPEN
  const sections = plan.scenarios.map((scenario) => section(scenario, experiment, isFolded))
  const body = [
    `<header><h1>${title}</h1>${lead(experiment)}${findings(experiment, sweep)}</header>`,
    `<main>${legend(experiment)}`,
    overview.length === 0 ? '' : `<h2>All scenarios</h2><div class="grid2">${overview.join('')}</div>`,
    ...sections,
    '</main>',
    footer(experiment, version),
  ]
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${title} · Lookaside simulation</title>`,
    `<link rel="icon" href="data:,">`,
    `<style>${STYLE}</style></head>`,
    `<body>${body.join('\n')}`,
    `<script>${SCRIPT}</script></body></html>`,
    '',
  ].join('\n')
}

function sweepFigures(experiment: Experiment, sweep: Swept | undefined): string[] {
  if (sweep === undefined) return []
  const bases = [...new Set(sweep.points.map(({ base }) => base))]
  return bases.map((base) => sweepFigure(base, sweep, experiment))
}

function lead({ plan, cells }: Experiment): string {
  const calls = cells.reduce((sum, { requests }) => sum + requests, 0)
  const seeds = plan.seeds.length === 1 ? 'one seed' : `${plan.seeds.length} seeds`
  return `<p class="lead">Simulated with ${seeds}, ${formatCount(calls)} calls in all. Each seed gives every policy the same calls, the same work and the same disturbances; replicas, policies and signals are those of the service.</p>`
}

/** What came out, in a sentence a scenario. */
function findings({ plan, cells }: Experiment, sweep: Swept | undefined): string {
  if (sweep !== undefined || plan.contenders.length < 2) return ''
  const sentences = plan.scenarios.slice(0, MOST_OPEN).flatMap(({ name }) => {
    const own = cells.filter(({ scenario }) => scenario === name)
    const best = smallest(own, ({ figures }) => figures.p99.median)
    if (best === undefined) return []
    const tied = own.filter((cell) => standingOf(cell, own) === 'tied').map(({ contender }) => contender)
    const ratio =
      plan.reference === undefined || plan.reference === best.contender ? undefined : best.ratios?.p99.median
    const to = ratio === undefined ? '' : `, ${ratio.toFixed(2)} times ${plan.reference}`
    const also = tied.length === 0 ? '' : `; ${tied.join(' and ')} cannot be told apart from it`
    return [
      `In <b>${escape(name)}</b>, <b>${escape(best.contender)}</b> has the least p99: ${formatMs(best.figures.p99.median)} ms${escape(to + also)}.`,
    ]
  })
  return sentences.map((sentence) => `<p class="finding">${sentence}</p>`).join('')
}

function legend({ plan }: Experiment): string {
  const buttons = plan.contenders.map(
    ({ label }, index) =>
      `<button type="button" class="${colourClass(index)}" aria-pressed="true" data-index="${index}">${sample(index)}${escape(label)}</button>`,
  )
  return `<nav class="legend" aria-label="Policies">${buttons.join('')}<span class="hint">a click hides a policy; plots tell values under the pointer, or with the arrow keys</span></nav>`
}

function section(scenario: Scenario, { plan, cells }: Experiment, isFolded: boolean): string {
  const own: readonly Cell[] = cells.filter((cell) => cell.scenario === scenario.name)
  const standings: Standing[] = own.map((cell) => standingOf(cell, own))
  const table = summaryTable(own, standings, plan.reference)
  const latency = [percentileFigure(own), tailFigure(own), distributionFigure(own), timelineFigure(own)]
  const figures = [...latency, loadFigure(own), shareFigure(own)]
  const plots = `<div class="grid2">${figures.join('')}</div>`
  const inside = isFolded ? `<details><summary>Plots of ${escape(scenario.name)}</summary>${plots}</details>` : plots
  return `<section><h2>${escape(scenario.name)}</h2><p class="lead">${escape(describe(scenario))}</p>${table}${inside}${detailsOf(scenario)}</section>`
}

function describe(scenario: Scenario): string {
  const { description, replicas, durationMs, warmUpMs, feed } = scenario
  const rate = `${formatCount(callsPerSecond(scenario))} calls a second ask ${replicas === 1 ? 'one replica' : `${replicas} replicas`}`
  const heard = `load reports every ${formatMs(feed.heartbeatMs)} ms`
  const time = `${formatSeconds(durationMs)} s, of which the first ${formatSeconds(warmUpMs)} s do not count`
  return `${description === '' ? '' : `${description}. `}${rate}; ${heard}; ${time}.`
}

function detailsOf(scenario: Scenario): string {
  const json = JSON.stringify(scenario, (_, value: unknown) => (value === Infinity ? 'never' : value), 2)
  return `<details><summary>The scenario, whole</summary><pre>${escape(json)}</pre></details>`
}

function footer({ plan, cells }: Experiment, version: string): string {
  const confidence = Math.round((cells[0]?.figures.p99.confidence ?? 0) * 1_000) / 10
  const interval =
    plan.seeds.length < 2
      ? 'With one seed there are no intervals: run more before you believe a difference.'
      : `Numbers are medians over the seeds ${plan.seeds.join(', ')}; the smaller pair is an interval that holds the true median with ${confidence} % confidence, by order statistics, whatever the distribution.${confidence < 95 ? ' From 6 seeds on it is 95 % at least.' : ''}`
  const paired = plan.reference === undefined ? '' : ` Ratios are to ${escape(plan.reference)} with the same seed.`
  return `<footer><p>${interval}${paired} Two policies whose intervals have something in common are not told apart by these seeds.</p><p>Latencies are those of the caller, deadline included for calls that were given up. The oracle knows the true requests in flight and the true capacity at each moment, which no service can: it is a bound, not a rival.</p><p>Lookaside ${escape(version)}, <code>lookaside simulate</code>. The same command gives the same numbers.</p></footer>`
}
