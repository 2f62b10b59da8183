import type { RunResult } from '../result.ts'
import { LINKERD_2016 } from '../scenarios/linkerd.ts'
import type { Reproduction } from './reproduction.ts'
import { contender, figureOf, tasksOf } from './reproduction.ts'

const PUBLISHED: readonly (readonly [who: ReturnType<typeof contender>, percent: number])[] = [
  [contender('round_robin'), 95],
  [contender('least_request'), 99],
  [contender('peak_ewma'), 99.9],
]
const OTHERS = ['prequal', 'adaptive'].map((type) => contender(type))

const withinDeadline = ({ successes, requests }: RunResult): number => (100 * successes) / requests

export const LINKERD: Reproduction = {
  name: 'linkerd-2016',
  title:
    'Beyond round robin: share of the calls that end within 1 s, one of eleven backends paused for half of the minute',
  source: 'Linkerd, Beyond round robin: load balancing for latency, 2016',
  tasks: (effort) => tasksOf([LINKERD_2016], [...PUBLISHED.map(([who]) => who), ...OTHERS], effort),
  rows: (runsOf) => [
    ...PUBLISHED.map(([{ label }, value]) => ({
      what: label,
      unit: '%' as const,
      ours: figureOf(runsOf(LINKERD_2016.name, label), withinDeadline),
      yardstick: { kind: 'published' as const, value },
    })),
    ...OTHERS.map(({ label }) => ({
      what: label,
      unit: '%' as const,
      ours: figureOf(runsOf(LINKERD_2016.name, label), withinDeadline),
      yardstick: { kind: 'none' as const },
    })),
  ],
  notes: [
    'Published with one or two digits. Outlier detection is off, as it is no part of the balancers that were compared.',
  ],
}
