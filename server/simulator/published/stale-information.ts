import { bulletinBoard, queues, SERVICE_MS } from '../scenarios/theory.ts'
import type { Reproduction, Row } from './reproduction.ts'
import { contender, figureOf, tasksOf } from './reproduction.ts'

const EVERY = [0.1, 0.5, 1, 2, 5, 10, 20, 50] as const

/** Mean time in the system by the age of the board, as an earlier simulation of ours had it: one seed each. */
const EARLIER: readonly { readonly who: ReturnType<typeof contender>; readonly means: readonly number[] }[] = [
  {
    who: contender('shortest_queue', { choices: 2, load: 'report' }, '2 choices, board only'),
    means: [2.71, 2.81, 2.97, 3.26, 3.98, 5.11, 7.13, 12.22],
  },
  {
    who: contender('shortest_queue', { choices: 3, load: 'report' }, '3 choices, board only'),
    means: [2.11, 2.36, 2.61, 3.05, 4.29, 6.22, 9.87, 20.5],
  },
  {
    who: contender('shortest_queue', { choices: 0, load: 'report' }, 'shortest, board only'),
    means: [1.54, 2.84, 3.98, 5.93, 12.42, 23.69, 64.22, 259.33],
  },
  {
    who: contender('shortest_queue', { choices: 2 }, '2 choices, board and own picks'),
    means: [2.67, 2.73, 2.81, 2.96, 3.29, 3.67, 4.1, 4.62],
  },
  {
    who: contender('shortest_queue', {}, 'shortest, board and own picks'),
    means: [1.18, 1.58, 1.83, 2.11, 2.62, 3.05, 3.53, 4.1],
  },
]
const ADAPTIVE = contender('adaptive')
const RANDOM = contender('random')

const SIZE = { backends: 100, load: 0.9, warmUp: 400, duration: 1_400 }
export const boardOf = (every: number): ReturnType<typeof bulletinBoard> => bulletinBoard({ ...SIZE, every })
const boards = EVERY.map(boardOf)
const noBoard = queues(SIZE)

export const STALE_INFORMATION: Reproduction = {
  name: 'stale-information',
  title: 'How useful is old information: mean time in the system, 100 queues, load 0.9, by the age T of the board',
  source:
    'shape: Mitzenmacher, IEEE TPDS 11(1), 2000; numbers: an earlier simulator of ours, written apart from this one',
  tasks: (effort) => [
    ...tasksOf(boards, [...EARLIER.map(({ who }) => who), ADAPTIVE], effort),
    ...tasksOf([noBoard], [RANDOM], effort),
  ],
  rows(runsOf) {
    const row = (scenario: string, label: string, what: string, yardstick: Row['yardstick']): Row => {
      const ours = figureOf(runsOf(scenario, label), ({ latency }) => latency.mean / SERVICE_MS)
      return { what, unit: 'service times', ours, yardstick }
    }
    const rows = EARLIER.flatMap(({ who: { label }, means }) =>
      boards.map(({ name }, at) =>
        row(name, label, `${label}, T = ${EVERY[at]}`, { kind: 'published', value: means[at] ?? Number.NaN }),
      ),
    )
    const adaptive = boards.map(({ name }, at) => row(name, 'adaptive', `adaptive, T = ${EVERY[at]}`, { kind: 'none' }))
    return [...rows, ...adaptive, row(noBoard.name, 'random', 'random', { kind: 'published', value: 10.2 })]
  },
  notes: [
    'The shortest queue on an old board is worse than random from T = 10 on; two choices stay good; whoever adds its own picks to the board stays better still.',
    'With T = 20 and more the shortest queue by the board alone has not settled within a run: it goes on growing.',
  ],
}
