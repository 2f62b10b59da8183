import { fluctuatingServers } from '../scenarios/c3.ts'
import type { Reproduction } from './reproduction.ts'
import { contender, figureOf, tasksOf } from './reproduction.ts'

const EVERY_MS = [10, 100, 500] as const
const CONTENDERS = [
  contender('c3'),
  contender('shortest_queue', {}, 'least outstanding of 3'),
  contender('round_robin'),
  ...['peak_ewma', 'prequal', 'adaptive', 'oracle'].map((type) => contender(type)),
]
const central = EVERY_MS.map((everyMs) => fluctuatingServers({ clients: 1, load: 0.45, everyMs }))

export const C3: Reproduction = {
  name: 'c3',
  title: "C3's set-up: 50 servers whose speed changes, 3 copies, 45 % load; p99.9 by the time between two changes",
  source: 'Suresh, Canini, Schmid and Feldmann, C3, NSDI 2015; absim',
  tasks: (effort) => tasksOf(central, CONTENDERS, effort),
  rows: (runsOf) =>
    CONTENDERS.flatMap(({ label }) =>
      central.map(({ name }, at) => ({
        what: `${label}, each ${EVERY_MS[at]} ms`,
        unit: 'ms' as const,
        ours: figureOf(runsOf(name, label), ({ latency }) => latency.p999),
        yardstick: { kind: 'none' as const },
      })),
    ),
  notes: [
    'No table of the simulations could be read, only the headline (up to 3 times less at p99.9 than Cassandra), so nothing stands beside ours.',
    'A central picker knows what is in flight, which 150 clients of C3 have to guess: most of what C3 wins over the fewest outstanding is that guess.',
    'Speeds are 2/7 and 12/7, so that the mean service time is 4 ms. The control of the sending rate and the shadow reads are left out.',
  ],
}
