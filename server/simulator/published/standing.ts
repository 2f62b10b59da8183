import { BUILT_IN_POLICIES } from '../../../policies/index.ts'
import type { RunResult } from '../result.ts'
import { SCENARIOS } from '../scenarios/index.ts'
import { contender, figureOf, ratioOf, tasksOf } from './reproduction.ts'
import type { Reproduction, Row, RunsOf } from './reproduction.ts'

const ADAPTIVE = contender('adaptive')

/** Without keys those that hash pick at random, which takes part itself. */
const HASHING = ['ring_hash', 'maglev', 'rendezvous']

const RIVALS = BUILT_IN_POLICIES.map(({ type }) => type)
  .filter((type) => type !== 'adaptive' && !HASHING.includes(type))
  .map((type) => contender(type))

/** Losses below this are chance: a call or two of a run. */
const LEAST_LOSS_PERCENT = 0.01

const p99 = ({ latency }: RunResult): number => latency.p99
const lost = ({ errors, timeouts, requests }: RunResult): number => (100 * (errors + timeouts)) / requests

/** The rival with the least median. */
function bestOf(scenario: string, runsOf: RunsOf, figure: (run: RunResult) => number): string {
  const medians = RIVALS.map(({ label }) => ({ label, value: figureOf(runsOf(scenario, label), figure).median }))
  return medians.reduce((best, each) => (each.value < best.value ? each : best)).label
}

function rowsOf(scenario: string, runsOf: RunsOf): Row[] {
  const own = runsOf(scenario, ADAPTIVE.label)
  const fastest = bestOf(scenario, runsOf, p99)
  const safest = bestOf(scenario, runsOf, lost)
  const target = { kind: 'target', byInterval: true } as const
  const latency: Row = {
    what: `${scenario}: p99 / that of ${fastest}`,
    unit: '×',
    ours: ratioOf(own, runsOf(scenario, fastest), p99),
    yardstick: { ...target, atMost: 1 },
  }
  if (figureOf(own, lost).median < LEAST_LOSS_PERCENT) return [latency]
  const least = figureOf(runsOf(scenario, safest), lost).median
  const losses: Row = {
    what: `${scenario}: calls lost; ${safest} loses ${least.toFixed(3)} %`,
    unit: '%',
    ours: figureOf(own, lost),
    yardstick: { ...target, atMost: least },
  }
  return [latency, losses]
}

export const STANDING: Reproduction = {
  name: 'standing',
  title: 'adaptive and the best of the other built-in policies, scenario by scenario',
  source: 'scenarios of this project',
  tasks: (effort) => tasksOf(SCENARIOS, [ADAPTIVE, ...RIVALS], effort),
  rows: (runsOf) => SCENARIOS.flatMap(({ name }) => rowsOf(name, runsOf)),
  notes: [
    'The best of the others is the one that turned out best in that scenario; a target is missed when the whole interval lies above it.',
  ],
}
