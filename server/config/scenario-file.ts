import type * as z from 'zod'

import { defaultPoolConfig, type PoolConfig } from '../pools/pool-config.ts'
import type { Scenario, Work } from '../simulator/scenario.ts'
import { didYouMean } from './did-you-mean.ts'
import { convert } from './environment.ts'
import { layer, type Override } from './origin.ts'
import { isMapping } from './path.ts'
import { poolConfigOf } from './pool-document.ts'
import { type ConfigProblem, sortProblems } from './problem.ts'
import { type ReferenceEntry, referenceOf } from './reference.ts'
import { scenarioFaults } from './scenario-rules.ts'
import { scenarioSchema } from './scenario-schema.ts'
import { readYaml, type YamlSource } from './strict-yaml.ts'
import { faultsOf } from './zod-problems.ts'

/** Every key of a scenario file. `docs/reference/simulation.md` lists the same, those of `pool` apart. */
export const SCENARIO_REFERENCE: readonly ReferenceEntry[] = referenceOf(scenarioSchema())

export type ScenarioResult =
  | { readonly kind: 'loaded'; readonly scenario: Scenario }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigProblem[] }

/** A key of a scenario with another value, as text. */
export interface ScenarioChange {
  /** For messages: `--sweep`. */
  readonly flag: string
  /** For example `feed.heartbeatMs`. */
  readonly path: string
  readonly value: string
}

/** Reads a file with one scenario, YAML or JSON. */
export function loadScenario(text: string, path: string): ScenarioResult {
  const file = readYaml(text, path)
  return 'syntax' in file ? { kind: 'invalid', problems: file.syntax } : check(file, path, [])
}

/** A scenario with one key changed; the schema judges the change as it judges a file. */
export function changeScenario(scenario: Scenario, change: ScenarioChange): ScenarioResult {
  const { flag, path, value } = change
  const entry = SCENARIO_REFERENCE.find((each) => each.path === path && isSweepable(each))
  if (entry === undefined) return { kind: 'invalid', problems: [unknownKey(change)] }
  const override: Override = { kind: 'flag', name: flag, path: path.split('.'), value: convert(entry, value) }
  const { pool, ...document } = documentOf(scenario)
  const result = check(inMemory(document), scenario.name, [override])
  if (result.kind === 'invalid' || pool === undefined) return result
  return { kind: 'loaded', scenario: { ...result.scenario, pool } }
}

/** Keys of lists have no single place, and a pool's durations have a form of their own. */
const isSweepable = ({ path, kind }: ReferenceEntry): boolean =>
  !path.includes('[]') && !path.startsWith('pool.') && ['integer', 'number', 'boolean', 'choice'].includes(kind)

function unknownKey({ flag, path }: ScenarioChange): ConfigProblem {
  const known = SCENARIO_REFERENCE.filter(isSweepable).map((each) => each.path)
  const near = didYouMean(path, known)
  const hint = near === undefined ? '' : `did you mean "${near}"?`
  const expected = `one of the keys ${known.join(', ')}`
  return { source: flag, line: undefined, column: undefined, path: '', expected, got: JSON.stringify(path), hint }
}

const inMemory = (value: unknown): YamlSource => ({
  value,
  problems: [],
  has: () => false,
  locate: () => ({ line: 1, column: 1 }),
})

/** The inverse of what the schema does. */
function documentOf(scenario: Scenario): Scenario | (Omit<Scenario, 'feed'> & { readonly feed: unknown }) {
  const { feed } = scenario
  return feed.outcomesMs === Infinity ? { ...scenario, feed: { ...feed, outcomesMs: 'never' } } : scenario
}

function check(file: YamlSource, path: string, overrides: readonly Override[]): ScenarioResult {
  const schema = scenarioSchema()
  const layers = layer(file, path, overrides)
  const result = schema.safeParse(layers.value)
  const faults = result.success ? scenarioFaults(result.data) : faultsOf(result.error, schema, layers.value)
  const problems = [
    ...file.problems,
    ...faults
      .map((fault) => layers.problemOf(fault))
      .filter(({ path: at }) => !file.problems.some((each) => each.path === at)),
  ]
  if (!result.success || problems.length > 0) return { kind: 'invalid', problems: sortProblems(problems) }
  const written = isMapping(layers.value) ? layers.value['pool'] : undefined
  return { kind: 'loaded', scenario: scenarioOf(result.data, isMapping(written) ? Object.keys(written) : []) }
}

/** @param written keys that the file sets of the pool. */
function scenarioOf(
  { work, pool, ...rest }: z.output<ReturnType<typeof scenarioSchema>>,
  written: readonly string[],
): Scenario {
  return { ...rest, work: workOf(work), ...(pool === undefined ? {} : { pool: poolPart(pool, written) }) }
}

function workOf({ kind, meanMs = 0, percentiles = [] }: z.output<ReturnType<typeof scenarioSchema>>['work']): Work {
  return kind === 'empirical' ? { kind, percentiles } : { kind, meanMs }
}

function poolPart(
  pool: NonNullable<z.output<ReturnType<typeof scenarioSchema>>['pool']>,
  written: readonly string[],
): Partial<PoolConfig> {
  const { policy, heartbeat } = defaultPoolConfig('')
  const { intervalMs: interval, missedLimit, removeAfterMs: removeAfter } = heartbeat
  const whole = poolConfigOf('', { ...pool, policy, heartbeat: { interval, missedLimit, removeAfter } })
  const keys = new Set(written.map((key) => (key === 'pickLease' ? 'pickLeaseMs' : key)))
  return Object.fromEntries(Object.entries(whole).filter(([key]) => keys.has(key)))
}
