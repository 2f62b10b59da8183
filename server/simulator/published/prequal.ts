import type { RunResult } from '../result.ts'
import { RAMP, prequalTestbed, rampStep } from '../scenarios/prequal.ts'
import type { Reproduction, Row, RunsOf, Yardstick } from './reproduction.ts'
import { contender, figureOf, tasksOf } from './reproduction.ts'

const TIME_OUT = { value: 5_000, text: 'time-out' } as const

interface PublishedRow {
  readonly who: ReturnType<typeof contender>
  /** 70 % p90, 70 % p99, 90 % p90, 90 % p99, in milliseconds; undefined: time-out. */
  readonly cells: readonly (number | undefined)[]
  /** Which of the cells the neighbours were fitted on. */
  readonly fitted?: readonly number[]
}

/** Cells as reports quote them that could be read; the paper itself could not. */
const TABLE: readonly PublishedRow[] = [
  { who: contender('round_robin'), cells: [4_984, undefined, undefined, undefined], fitted: [0] },
  { who: contender('weighted_round_robin_orca'), cells: [173, 314, 1_667, undefined], fitted: [0, 1, 2, 3] },
  { who: contender('shortest_queue', {}, 'least loaded'), cells: [343, 1_804, 940, 2_654] },
  { who: contender('shortest_queue', { choices: 2, load: 'report' }, 'YARP Po2C'), cells: [210, 2_642, 213, 1_169] },
  { who: contender('c3', { choices: 16 }, 'c3'), cells: [161, 299, 164, 304] },
  { who: contender('prequal'), cells: [149, 281, 152, 286] },
]
const UNPUBLISHED = ['peak_ewma', 'adaptive', 'oracle'].map((type) => contender(type))

const LOADS = [0.7, 0.9] as const
const testbeds = LOADS.map((load) => prequalTestbed(load))
const FIGURES = ['p90', 'p99'] as const

function cellsOf(runsOf: RunsOf, label: string, yardstickOf: (cell: number) => Yardstick): Row[] {
  return testbeds.flatMap(({ name }, at) =>
    FIGURES.map((figure, column) => ({
      what: `${label}, ${Math.round((LOADS[at] ?? 0) * 100)} % load, ${figure}`,
      unit: 'ms' as const,
      ours: figureOf(runsOf(name, label), ({ latency }) => latency[figure]),
      yardstick: yardstickOf(at * FIGURES.length + column),
    })),
  )
}

export const PREQUAL: Reproduction = {
  name: 'prequal',
  title: "Prequal's comparison of rules: 100 servers on shared machines",
  source: 'Wydrowski, Kleinberg, Rumble and Archer, Prequal, NSDI 2024, as quoted by others',
  tasks: (effort) => tasksOf(testbeds, [...TABLE.map(({ who }) => who), ...UNPUBLISHED], effort),
  rows: (runsOf) => [
    ...TABLE.flatMap(({ who, cells, fitted = [] }) =>
      cellsOf(runsOf, who.label, (cell) => {
        const value = cells[cell]
        const published = value === undefined ? TIME_OUT : { value }
        return { kind: 'published', ...published, fitted: fitted.includes(cell) }
      }),
    ),
    ...UNPUBLISHED.flatMap(({ label }) => cellsOf(runsOf, label, () => ({ kind: 'none' }))),
  ],
  notes: [
    'The neighbours of the testbed are not published. Ours were fitted on the cells marked so, then frozen; the other rows are predictions.',
    'Load is the share of the mean capacity. Three replicas pick for everybody; in the paper a hundred clients each know their own calls only, so least loaded and two choices do far better here.',
    'c3 compares 16 drawn at random, as prequal does, by the true load: its clients would have to guess it.',
  ],
}

const RAMPED = ['weighted_round_robin_orca', 'prequal', 'adaptive'].map((type) => contender(type))

const lost = ({ timeouts, errors, requests }: RunResult): number => (100 * (timeouts + errors)) / requests

export const PREQUAL_STEPS: Reproduction = {
  name: 'prequal-ramp',
  title: "Prequal's ramp: calls lost by load, in allocations",
  source: 'Prequal, NSDI 2024, as quoted by others',
  tasks: (effort) => tasksOf(RAMP.map(rampStep), RAMPED, effort),
  rows: (runsOf) =>
    RAMPED.flatMap(({ label }) =>
      RAMP.map((step) => ({
        what: `${label}, ${step} allocations`,
        unit: '%' as const,
        ours: figureOf(runsOf(rampStep(step).name, label), lost),
        yardstick: label === 'prequal' ? { kind: 'published' as const, value: 0 } : { kind: 'none' as const },
      })),
    ),
  notes: [
    'Published: weighted round robin has its 99.9th percentile at the deadline from 1.03 on and loses more than 25 % at 1.74; Prequal loses nothing.',
    'How much capacity lies beyond the allocations is not published. Here the last step needs 95 % of the mean capacity.',
    'Their servers are held to their allocation when their machine is full, and their weights even out the use of CPU, not of capacity; our weights follow capacity, so ours fails later and by less.',
  ],
}
