import type * as z from 'zod'

import { show } from './display.ts'
import type { Path } from './path.ts'
import type { scenarioSchema } from './scenario-schema.ts'
import type { Fault } from './zod-problems.ts'

type Document = z.output<ReturnType<typeof scenarioSchema>>

/** Rules between the keys of a scenario. */
export function scenarioFaults(scenario: Document): readonly Fault[] {
  const { durationMs, warmUpMs, backends, work, arrivals } = scenario
  const warmUp = warmUpMs < durationMs ? [] : [value(['warmUpMs'], 'less than durationMs', String(warmUpMs))]
  const none = backends.length > 0 ? [] : [value(['backends'], 'at least one group', 'none')]
  const groups = backends.flatMap((group, index) => groupFaults(group, ['backends', index]))
  return [...warmUp, ...none, ...groups, ...workFaults(work), ...arrivalFaults(arrivals)]
}

function groupFaults({ antagonist, phases = [] }: Document['backends'][number], at: Path): readonly Fault[] {
  const { factors = [1], chances } = antagonist ?? {}
  const empty = factors.length > 0 ? [] : [value([...at, 'antagonist', 'factors'], 'at least one factor', 'none')]
  const uneven =
    chances === undefined || (chances.length === factors.length && chances.some((chance) => chance > 0))
      ? []
      : [
          value(
            [...at, 'antagonist', 'chances'],
            'as many chances as factors, not all 0',
            `a list of ${chances.length}`,
          ),
        ]
  const times = phases.flatMap(({ fromMs, untilMs }, index) => {
    const before = phases[index - 1]?.untilMs ?? 0
    const here = [...at, 'phases', index]
    if (untilMs <= fromMs) return [value([...here, 'untilMs'], `more than fromMs (${fromMs})`, String(untilMs))]
    if (fromMs >= before) return []
    return [value([...here, 'fromMs'], `no less than the end of the phase before (${before})`, String(fromMs))]
  })
  return [...empty, ...uneven, ...times]
}

function workFaults({ kind, meanMs, percentiles }: Document['work']): readonly Fault[] {
  if (kind !== 'empirical') {
    const missing = meanMs === undefined ? [value(['work', 'meanMs'], 'the mean, in milliseconds', 'nothing')] : []
    const stray = percentiles === undefined ? [] : [strayKey(['work', 'percentiles'], 'kind: empirical', kind)]
    return [...missing, ...stray]
  }
  const stray = meanMs === undefined ? [] : [strayKey(['work', 'meanMs'], 'another kind', kind)]
  const points = percentiles ?? []
  const rises = points.every(([percent, ms], index) => {
    const [lastPercent, lastMs] = points[index - 1] ?? [-1, 0]
    return percent > lastPercent && ms >= lastMs
  })
  const whole = points.length > 1 && points[0]?.[0] === 0 && points.at(-1)?.[0] === 100 && (points.at(-1)?.[1] ?? 0) > 0
  if (rises && whole) return stray
  const expected = 'pairs that rise from 0 to 100 percent'
  return [...stray, value(['work', 'percentiles'], expected, percentiles === undefined ? 'nothing' : show(percentiles))]
}

function arrivalFaults({ load, perSecond, steps = [] }: Document['arrivals']): readonly Fault[] {
  const both = (load === undefined) === (perSecond === undefined)
  const got = load === undefined ? 'neither' : 'both'
  const rate = both ? [value(['arrivals'], 'exactly one of the keys load and perSecond', got)] : []
  const falls = steps.flatMap(({ fromMs }, index) => {
    const before = steps[index - 1]?.fromMs ?? 0
    if (fromMs >= before) return []
    return [value(['arrivals', 'steps', index, 'fromMs'], `no less than the step before (${before})`, String(fromMs))]
  })
  return [...rate, ...falls]
}

const value = (at: Path, expected: string, got: string): Fault => ({ at, part: 'value', expected, got, hint: '' })

const strayKey = (at: Path, expected: string, kind: string): Fault => ({
  ...{ at, part: 'key', expected: `${expected} beside ${String(at.at(-1))}`, got: `kind ${show(kind)}`, hint: '' },
})
