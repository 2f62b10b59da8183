import { queues, SERVICE_MS } from '../scenarios/theory.ts'
import type { Reproduction } from './reproduction.ts'
import { contender, figureOf, tasksOf } from './reproduction.ts'

/** Load and mean time in the system by one and by two choices, in service times. */
const CLOSED_FORMS: readonly (readonly [load: number, one: number, two: number])[] = [
  [0.5, 2, 1.2657],
  [0.7, 3.3333, 1.6145],
  [0.8, 5, 1.9474],
  [0.9, 10, 2.6141],
  [0.95, 20, 3.383],
]

const ONE = contender('shortest_queue', { choices: 1 }, 'one choice')
const TWO = contender('shortest_queue', { choices: 2 }, 'two choices')

/** Service times in which a queue of this load forgets how it began, but for 2 %. */
const settling = (load: number): number => 4 / (1 - Math.sqrt(load)) ** 2

/** One choice is independent queues: few of them for long. Two choices need many, since the formula is the limit. */
const oneChoice = (load: number): ReturnType<typeof queues> => ({
  ...queues({ backends: 100, load, warmUp: settling(load), duration: settling(load) + 200 / (1 - load) }),
  name: `one-choice-${load}`,
})
const twoChoices = (load: number): ReturnType<typeof queues> => ({
  ...queues({ backends: 1_000, load, warmUp: 40 / (1 - load), duration: 40 / (1 - load) + 200 }),
  name: `two-choices-${load}`,
})

export const TWO_CHOICES: Reproduction = {
  name: 'two-choices',
  title: 'The power of two choices: mean time in the system',
  source:
    'closed forms: M/M/1, and Mitzenmacher 1996 / Vvedenskaya, Dobrushin and Karpelevich 1996 for infinitely many',
  tasks: (effort) =>
    CLOSED_FORMS.flatMap(([load]) => [
      ...tasksOf([oneChoice(load)], [ONE], effort),
      ...tasksOf([twoChoices(load)], [TWO], effort),
    ]),
  rows: (runsOf) =>
    CLOSED_FORMS.flatMap(([load, one, two]) =>
      [['one-choice', ONE, one] as const, ['two-choices', TWO, two] as const].map(([name, { label }, value]) => ({
        what: `${label}, load ${load}`,
        unit: 'service times' as const,
        ours: figureOf(runsOf(`${name}-${load}`, label), ({ latency }) => latency.mean / SERVICE_MS),
        yardstick: { kind: 'published' as const, value },
      })),
    ),
  notes: [
    '100 queues for one choice, since they do not meet; 1,000 for two, since the formula is the limit of infinitely many.',
    'At one choice and high load a run has few busy periods, so its mean scatters: look at the interval.',
  ],
}
