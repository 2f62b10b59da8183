import { readFileSync } from 'node:fs'

import { describe, expect, test } from '@jest/globals'

import { formatProblem } from '../../../server/config/problem.ts'
import { changeScenario, loadScenario, SCENARIO_REFERENCE } from '../../../server/config/scenario-file.ts'
import { SCENARIOS } from '../../../server/simulator/scenarios/index.ts'

const page = readFileSync(new URL('../../../docs/reference/simulation.md', import.meta.url), 'utf8')

const SMALL = `name: small
backends:
  - { count: 2, capacity: 4 }
work: { kind: exponential, meanMs: 20 }
arrivals: { load: 0.5 }
`

const load = (text: string) => {
  const result = loadScenario(text, 's.yaml')
  if (result.kind !== 'loaded') throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.scenario
}

const problems = (text: string): readonly string[] => {
  const result = loadScenario(text, 's.yaml')
  return result.kind === 'invalid' ? result.problems.map(formatProblem) : []
}

describe('a scenario file', () => {
  test('has defaults for what it leaves out, and leaves away what has none', () => {
    expect(load(SMALL)).toEqual({
      ...{ name: 'small', description: '', durationMs: 10_000, warmUpMs: 2_000, replicas: 1, sharingMs: 25 },
      backends: [{ count: 2, discipline: 'processor_sharing', capacity: 4 }],
      work: { kind: 'exponential', meanMs: 20 },
      arrivals: { load: 0.5 },
      feed: { heartbeatMs: 1_000, outcomesMs: 10 },
    })
  })

  test('may be JSON', () => {
    const { name, backends, work, arrivals } = load(SMALL)
    expect(load(JSON.stringify({ name, backends, work, arrivals }))).toEqual(load(SMALL))
  })

  test('sets of the pool only what it says, with what belongs to it', () => {
    const { pool } = load(`${SMALL}pool: { pickLease: 2s, signals: { latencyDecay: 1s } }\n`)
    expect(pool).toEqual({ pickLeaseMs: 2_000, signals: { latencyDecayMs: 1_000, successRateAlpha: 0.05 } })
  })

  test('can say that callers tell nothing', () => {
    expect(load(`${SMALL}feed: { outcomesMs: never }\n`).feed.outcomesMs).toBe(Infinity)
  })

  test.each([
    ['replica: 3\n', 's.yaml:6:1: replica: ', 'did you mean "replicas"?'],
    ['feed: { heartbeat: 1s }\n', 's.yaml:6:9: feed.heartbeat: ', 'did you mean "heartbeatMs"?'],
    ['durationMs: 10s\n', 's.yaml:6:13: durationMs: ', 'expected a number'],
    ['warmUpMs: 10000\n', 's.yaml:6:11: warmUpMs: ', 'less than durationMs'],
    ['pool: { policy: random }\n', 's.yaml:6:9: pool.policy: ', 'unknown key'],
    ['deadlineMs: 0\n', 's.yaml:6:13: deadlineMs: ', 'from 1'],
  ])('%j is refused with its place', (line, place, words) => {
    const [problem = ''] = problems(SMALL + line)
    expect(problem.startsWith(place)).toBe(true)
    expect(problem).toContain(words)
  })

  test.each([
    ['load: 0.5', 'load: 0.5, perSecond: 9', 'exactly one of the keys load and perSecond'],
    ['kind: exponential, meanMs: 20', 'kind: empirical', 'pairs that rise from 0 to 100 percent'],
    ['kind: exponential, meanMs: 20', 'kind: fixed', 'the mean, in milliseconds'],
    ['kind: exponential, meanMs: 20', 'kind: exponentail, meanMs: 20', 'did you mean "exponential"?'],
    ['capacity: 4 }', 'capacity: 4, antagonist: { factors: [1], chances: [1, 2], everyMs: 5 } }', 'as many chances'],
    ['capacity: 4 }', 'capacity: 4, phases: [{ fromMs: 5, untilMs: 5 }] }', 'more than fromMs (5)'],
    ['capacity: 4 }', 'capacity: 4, phases: [{ fromMs: 0, untilMs: 5 }, { fromMs: 4, untilMs: 6 }] }', 'no less than'],
    ['  - { count: 2, capacity: 4 }', '  []', 'at least one group'],
  ])('%s as %s is refused', (before, after, words) => {
    expect(problems(SMALL.replace(before, after)).join('\n')).toContain(words)
  })
})

describe('a sweep', () => {
  const change = (path: string, value: string) =>
    changeScenario({ ...load(SMALL), pool: { pickLeaseMs: 7 } }, { flag: '--sweep', path, value })

  test('changes one key and nothing else', () => {
    const changed = change('feed.heartbeatMs', '250')
    const expected = { ...load(SMALL), pool: { pickLeaseMs: 7 }, feed: { heartbeatMs: 250, outcomesMs: 10 } }
    expect(changed).toEqual({ kind: 'loaded', scenario: expected })
  })

  test('is judged as a file is', () => {
    const result = change('feed.heartbeatMs', 'soon')
    expect(result.kind === 'invalid' && result.problems.map(formatProblem)).toEqual([
      expect.stringMatching(/^--sweep: feed\.heartbeatMs: expected a number/),
    ])
  })

  test('of a key that is not there names the one that was meant', () => {
    const result = change('feed.heartbeatsMs', '1')
    expect(result.kind === 'invalid' && result.problems[0]?.hint).toBe('did you mean "feed.heartbeatMs"?')
  })

  test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('takes the built-in %s', (_, scenario) => {
    const changed = changeScenario(scenario, { flag: '--sweep', path: 'replicas', value: '2' })
    expect(changed).toEqual({ kind: 'loaded', scenario: { ...scenario, replicas: 2 } })
  })
})

test('docs/reference/simulation.md lists every key with type, values, default and meaning, and no other', () => {
  const rows = [...page.matchAll(/^\| `([^`]+)` \| (.*) \|$/gm)].map(([, first = '', rest = '']) => [
    first,
    ...rest.split(' | '),
  ])
  const shown = (value: string | undefined): string =>
    value === undefined ? 'required' : value === '' ? 'none' : `\`${value}\``
  const expected = SCENARIO_REFERENCE.filter(({ path }) => !path.startsWith('pool.')).map(
    ({ path, kind, allowed, defaultValue, about }) => [path, kind, allowed, shown(defaultValue), about],
  )
  expect(rows).toEqual(expected)
})

test('the example of docs/reference/simulation.md loads', () => {
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? []
  expect(load(example)).toMatchObject({ name: 'slow-neighbour', pool: { signals: { latencyDecayMs: 1_000 } } })
})
