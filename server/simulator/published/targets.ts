import type { RunResult } from '../result.ts'
import type { Scenario } from '../scenario.ts'
import { BASE, BASE_90, BASE_CAPACITY } from '../scenarios/base.ts'
import { SINKHOLE } from '../scenarios/failures.ts'
import { shared } from '../scenarios/hearing.ts'
import { LINKERD_2016 } from '../scenarios/linkerd.ts'
import { PREQUAL_70, PREQUAL_90, RAMP, rampStep } from '../scenarios/prequal.ts'
import { SERVICE_MS } from '../scenarios/theory.ts'
import { ORACLE } from '../world/oracle.ts'
import type { Reproduction, Row, RunsOf } from './reproduction.ts'
import { contender, figureOf, ratioOf, tasksOf } from './reproduction.ts'
import { boardOf } from './stale-information.ts'

const ADAPTIVE = contender('adaptive')
const BOUND = contender(ORACLE)
const PREQUAL = contender('prequal')
const C3 = contender('c3', { choices: 16 }, 'c3')
const TURNS = contender('round_robin')

const BASE_90_CAPACITY: Scenario = { ...BASE_90, name: 'base-90-capacity', feed: BASE_CAPACITY.feed }

/** p99 of adaptive at most so many times that of the oracle. */
const NEAR_THE_ORACLE: readonly (readonly [scenario: Scenario, atMost: number])[] = [
  [BASE_CAPACITY, 1.1],
  [BASE_90_CAPACITY, 1.2],
  [BASE, 1.2],
  [BASE_90, 1.45],
]

const REPLICA_LOADS = [0.7, 0.9] as const
const BOARD = boardOf(10)

const p99 = ({ latency }: RunResult): number => latency.p99
const errorShare = ({ errors, requests }: RunResult): number => errors / requests

const atMost = (what: string, unit: Row['unit'], ours: Row['ours'], most: number): Row => ({
  ...{ what, unit, ours },
  yardstick: { kind: 'target', atMost: most },
})

function prequalRows(runsOf: RunsOf): Row[] {
  const at = ({ name }: Scenario, { label }: typeof ADAPTIVE): readonly RunResult[] => runsOf(name, label)
  const own = at(PREQUAL_90, ADAPTIVE)
  // Seeds of the two loads are other calls, so their medians are compared.
  const at70 = figureOf(at(PREQUAL_70, ADAPTIVE), p99).median
  const steps = RAMP.map((step) =>
    figureOf(at(rampStep(step), ADAPTIVE), ({ timeouts, requests }) => (100 * timeouts) / requests),
  )
  const worst = steps.reduce((most, each) => (each.high > most.high ? each : most))
  return [
    atMost(
      "Prequal's testbed: p99 at 90 % / at 70 %",
      '×',
      figureOf(own, (run) => p99(run) / at70),
      1.02,
    ),
    atMost("Prequal's testbed, 90 %: p99 / that of prequal", '×', ratioOf(own, at(PREQUAL_90, PREQUAL), p99), 1),
    atMost("Prequal's testbed, 90 %: p99 / that of c3", '×', ratioOf(own, at(PREQUAL_90, C3), p99), 1),
    atMost("Prequal's ramp: deadlines missed in the worst step", '%', worst, 0),
  ]
}

function replicaRows(runsOf: RunsOf): Row[] {
  return REPLICA_LOADS.flatMap((load) => {
    const one = runsOf(shared(1, 20, load).name, ADAPTIVE.label)
    const percent = `${Math.round(load * 100)} % load`
    const ratio = (sharingMs: number): Row['ours'] =>
      ratioOf(runsOf(shared(10, sharingMs, load).name, ADAPTIVE.label), one, p99)
    return [
      atMost(`10 replicas that share each 20 ms / 1 replica, ${percent}: p99`, '×', ratio(20), 1.1),
      atMost(`10 replicas that share each 200 ms / 1 replica, ${percent}: p99`, '×', ratio(200), 1.25),
    ]
  })
}

export const TARGETS: Reproduction = {
  name: 'targets',
  title: 'What the default policy is held to',
  source: 'targets of this project',
  tasks: (effort) => [
    ...NEAR_THE_ORACLE.flatMap(([scenario]) => tasksOf([scenario], [ADAPTIVE, BOUND], effort)),
    ...tasksOf([PREQUAL_70, PREQUAL_90], [ADAPTIVE, PREQUAL, C3], effort),
    ...tasksOf(RAMP.map(rampStep), [ADAPTIVE], effort),
    ...tasksOf([BOARD], [ADAPTIVE], effort),
    ...REPLICA_LOADS.flatMap((load) =>
      tasksOf([shared(1, 20, load), shared(10, 20, load), shared(10, 200, load)], [ADAPTIVE], effort),
    ),
    ...tasksOf([SINKHOLE], [ADAPTIVE, TURNS], effort),
    ...tasksOf([LINKERD_2016], [ADAPTIVE], effort),
  ],
  rows: (runsOf) => [
    ...NEAR_THE_ORACLE.map(([{ name }, most]) => {
      const ratio = ratioOf(runsOf(name, ADAPTIVE.label), runsOf(name, BOUND.label), p99)
      return atMost(`${name}: p99 / that of the oracle`, '×', ratio, most)
    }),
    ...prequalRows(runsOf),
    atMost(
      'bulletin board each 10 service times: mean time in the system',
      'service times',
      figureOf(runsOf(BOARD.name, ADAPTIVE.label), ({ latency }) => latency.mean / SERVICE_MS),
      3.1,
    ),
    ...replicaRows(runsOf),
    atMost(
      'one of ten fails fast: errors / those of round robin',
      '×',
      ratioOf(runsOf(SINKHOLE.name, ADAPTIVE.label), runsOf(SINKHOLE.name, TURNS.label), errorShare),
      0.1,
    ),
    {
      what: "Linkerd's experiment: calls that end within 1 s",
      unit: '%',
      ours: figureOf(
        runsOf(LINKERD_2016.name, ADAPTIVE.label),
        ({ successes, requests }) => (100 * successes) / requests,
      ),
      yardstick: { kind: 'target', atLeast: 99.95 },
    },
  ],
  notes: ['Ratios are taken seed by seed, so that the same calls are compared.'],
}
