import { defaultPoolConfig } from '../../pools/pool-config.ts'
import type { RunResult } from '../result.ts'
import type { Contender, Scenario } from '../scenario.ts'
import type { Reproduction, Row } from './reproduction.ts'
import { contender, figureOf, fullestOverMean, tasksOf } from './reproduction.ts'

interface Cluster {
  readonly scenario: Scenario
  /** Utilization of the fullest backend over the mean, before and after. */
  readonly before: number
  readonly after: number
}

/** One third of an old generation and two thirds of one that is `faster` times as fast, so that even shares load them as published. */
function cluster(name: string, faster: number, before: number, after: number): Cluster {
  const group = { discipline: 'processor_sharing', capacity: 8 } as const
  const scenario: Scenario = {
    name: `robinhood-${name}`,
    description: `10 backends and 20 that are ${faster} times as fast, at 60 % load`,
    durationMs: 240_000,
    // Weights change each 5 s: by then they have settled.
    warmUpMs: 180_000,
    backends: [
      { ...group, count: 10 },
      { ...group, count: 20, speed: faster },
    ],
    work: { kind: 'exponential', meanMs: 100 },
    arrivals: { load: 0.6 },
    replicas: 3,
    sharingMs: 100,
    feed: { heartbeatMs: 1_000, outcomesMs: 10 },
  }
  return { scenario, before, after }
}

const CLUSTERS = [cluster('one', 1.45, 1.26, 1.01), cluster('two', 1.75, 1.4, 1.05)]

const EVEN = contender('weighted_round_robin')
const STEERED: Contender = {
  ...contender('weighted_round_robin', {}, 'with automatic weights'),
  pool: { autoWeights: { ...defaultPoolConfig('').autoWeights, mode: 'on' } },
}

/** Utilization of the fullest backend over that of the mean one. */
function imbalance({ backends }: RunResult): number {
  return fullestOverMean(backends.map(({ utilization }) => utilization))
}

export const ROBINHOOD: Reproduction = {
  name: 'robinhood',
  title: 'Automatic weights: utilization of the fullest backend, over the mean',
  source: 'Dropbox, Robinhood, 2024: two clusters',
  tasks: (effort) =>
    tasksOf(
      CLUSTERS.map(({ scenario }) => scenario),
      [EVEN, STEERED],
      effort,
    ),
  rows: (runsOf) =>
    CLUSTERS.flatMap(({ scenario, before, after }) =>
      [
        { who: EVEN, value: before, fitted: true },
        { who: STEERED, value: after, fitted: false },
      ].map(({ who: { label }, value, fitted }): Row => ({
        what: `${scenario.description}, ${label}`,
        unit: '×',
        ours: figureOf(runsOf(scenario.name, label), imbalance),
        yardstick: { kind: 'published', value, fitted },
      })),
    ),
  notes: [
    'Their clusters are not described; ours are of two generations whose speeds were chosen so that even shares load them as theirs were.',
    'The fullest of thirty over a minute is above the mean by chance, too: with equal weights on equal backends the figure would not be 1.',
  ],
}
