import { numbersIn, roleCommand, type Bench } from '../bench.ts'
import { met, type PartResult, type Row } from '../report/result.ts'
import { MEASURED_POLICIES, SIZES } from '../roles/pick-cost.ts'

/** Those whose cost does not grow with the pool, as their own files say. */
const CONSTANT_COST = [
  ...['adaptive', 'join_idle_queue', 'least_request', 'maglev', 'peak_ewma', 'pipeline', 'prequal'],
  ...['random', 'round_robin', 'weighted_random', 'weighted_round_robin_orca'],
]
const LARGEST = 10_000
const LIMIT_NS = 1_000

export async function pick(bench: Bench): Promise<PartResult> {
  const budget = bench.quick ? ['80', '80'] : ['200', '300']
  const measure = async (role: string, ...args: string[]): Promise<(name: string) => number> => {
    bench.say([role, ...args].join(' '))
    return numbersIn(await bench.processes.run(roleCommand(role, ...budget, ...args), { place: 'measured' }))
  }
  const rows: Row[] = []
  const bare: string[] = []
  const floors = new Map<number, number>()
  for (const { type } of MEASURED_POLICIES) {
    const costs = await measure('pick-cost', type)
    for (const size of SIZES) {
      const cost = costs(`${size} contained`)
      if (type === 'null') floors.set(size, cost)
      rows.push(costRow(type, size, cost, floors.get(size)))
    }
    bare.push(`${type} ${Math.round(costs(`${LARGEST} bare`))}`)
  }
  const useCase = await measure('use-case-cost')
  for (const what of ['pick', 'pick + report']) {
    for (const size of SIZES) {
      rows.push({ what: `use case: ${what}`, column: columnOf(size), value: useCase(`${size} ${what}`), unit: 'ns' })
    }
  }
  return {
    part: 'pick',
    standsFor:
      'What a policy costs each call, in memory: one `picker.pick` through the containment, as pools call it, beside a null policy that answers the first backend; and the whole use case with the default policy, from the checked query to token and answer.',
    command: 'npm run bench -- pick',
    rows,
    notes: [
      'medians of batches after a warm-up; each policy in a process of its own; every backend has a latency, load and weight of its own',
      `nanoseconds without the containment at ${LARGEST} backends: ${bare.join(', ')}`,
    ],
  }
}

const columnOf = (size: number): string => `${size.toLocaleString('en-US')} backends`

function costRow(type: string, size: number, value: number, floor: number | undefined): Row {
  const row: Row = { what: type, column: columnOf(size), value, unit: 'ns', ratio: value / (floor ?? value) }
  const isPromised = size === LARGEST && CONSTANT_COST.includes(type)
  return isPromised ? { ...row, target: met('< 1 µs', value < LIMIT_NS) } : row
}
