import type { ScenarioLine, SimulationRequest } from '../../../clients/cli/simulations.ts'
import { changeScenario, didYouMean, loadScenario, readConfigFile } from '../../config/index.ts'
import type { Scenario } from '../../simulator/scenario.ts'
import { SCENARIOS } from '../../simulator/scenarios/index.ts'
import { callsPerSecond } from '../../simulator/simulate.ts'
import type { Surroundings } from '../surroundings.ts'
import { refuse, refuseFiles } from './refused.ts'

/** One key of each scenario, with the values that it takes in turn. */
export interface Sweep {
  readonly path: string
  readonly values: readonly string[]
  /** Which scenario stands for which value of which. */
  readonly points: readonly { readonly base: string; readonly value: string; readonly scenario: string }[]
}

export interface ChosenScenarios {
  readonly scenarios: readonly Scenario[]
  readonly sweep: Sweep | undefined
}

/** The scenarios that were asked for, changed by the flags. @throws Refused */
export function chooseScenarios(request: SimulationRequest, around: Pick<Surroundings, 'readFile'>): ChosenScenarios {
  const names = request.scenarios.length === 0 ? ['base'] : request.scenarios
  const chosen = names.map((name) => changed(find(name, around), request))
  const twice = chosen.find(({ name }, index) => chosen.findIndex((each) => each.name === name) < index)
  if (twice !== undefined) refuse(`there are two scenarios "${twice.name}"`, 'give one of them another name.')
  if (request.sweep === undefined) return { scenarios: chosen, sweep: undefined }
  return sweptOver(chosen, request.sweep)
}

function find(name: string, { readFile }: Pick<Surroundings, 'readFile'>): Scenario {
  const builtIn = SCENARIOS.find((scenario) => scenario.name === name)
  if (builtIn !== undefined) return builtIn
  if (!/[./\\]/.test(name)) {
    const names = SCENARIOS.map((scenario) => scenario.name)
    const near = didYouMean(name, names)
    const hint = near === undefined ? '`lookaside simulate --list` lists them' : `did you mean "${near}"?`
    refuse(`there is no scenario "${name}"`, `${hint}; a file is named by its path, such as ./${name}.yaml.`)
  }
  const file = readConfigFile({
    flag: name,
    flagName: '--scenario',
    variable: '',
    fromEnvironment: undefined,
    readFile,
  })
  if (file.kind !== 'read') return refuseFiles(file.kind === 'invalid' ? file.problems : [])
  const loaded = loadScenario(file.text, name)
  return loaded.kind === 'loaded' ? loaded.scenario : refuseFiles(loaded.problems)
}

function changed(scenario: Scenario, { durationMs, load, replicas }: SimulationRequest): Scenario {
  const { perSecond: _perSecond, load: _load, ...arrivals } = scenario.arrivals
  return {
    ...scenario,
    ...(durationMs === undefined ? {} : { durationMs, warmUpMs: Math.min(scenario.warmUpMs, durationMs / 5) }),
    ...(load === undefined ? {} : { arrivals: { ...arrivals, load } }),
    ...(replicas === undefined ? {} : { replicas }),
  }
}

function sweptOver(chosen: readonly Scenario[], text: string): ChosenScenarios {
  const [, path = '', list = ''] = /^([^=]+)=(.+)$/.exec(text) ?? []
  const values = list.split(',').map((value) => value.trim())
  if (path === '' || values.includes('') || new Set(values).size < values.length) {
    refuse(`--sweep: "${text}" names no key with values`, 'write it as feed.heartbeatMs=100,500,1000, each value once.')
  }
  const scenarios = chosen.flatMap((scenario) =>
    values.map((value) => {
      const result = changeScenario(scenario, { flag: '--sweep', path, value })
      return result.kind === 'loaded'
        ? { ...result.scenario, name: pointName(scenario.name, path, value) }
        : refuseFiles(result.problems)
    }),
  )
  const points = chosen.flatMap(({ name }) =>
    values.map((value) => ({ base: name, value, scenario: pointName(name, path, value) })),
  )
  return { scenarios, sweep: { path, values, points } }
}

const pointName = (scenario: string, path: string, value: string): string => `${scenario}, ${path}=${value}`

export function scenarioLine(scenario: Scenario): ScenarioLine {
  const { name, description, backends, replicas, durationMs } = scenario
  return {
    ...{ name, description, replicas, durationMs },
    backends: backends.reduce((sum, { count }) => sum + count, 0),
    perSecond: callsPerSecond(scenario),
  }
}
