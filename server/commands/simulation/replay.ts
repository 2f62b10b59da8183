import type {
  ReplayedBackend,
  ReplayedPool as PoolLine,
  ReplayReport,
  ReplayRequest,
  SimulationProgress,
} from '../../../clients/cli/simulations.ts'
import { BUILT_IN_POLICIES } from '../../../policies/index.ts'
import { readConfigFile } from '../../config/index.ts'
import type { Experiment, Plan } from '../../simulator/experiment/experiment.ts'
import { type DecisionLines, readDecisionLines, type RecordedDecision } from '../../simulator/replay/decision-lines.ts'
import { MOST_CALLS, type ReplayedPool, replayedPool } from '../../simulator/replay/replayed-pool.ts'
import { ASSUMED_MS } from '../../simulator/replay/service-model.ts'
import { renderReport } from '../../simulator/report/report.ts'
import type { Contender } from '../../simulator/scenario.ts'
import { type ChosenContenders, chooseContenders } from './contenders.ts'
import { refuse, refuseFiles } from './refused.ts'
import { resultLine } from './result-line.ts'
import { runPlan } from './run.ts'
import { type SimulationSurroundings, writeReport } from './surroundings.ts'

/** What the recorded traffic would have met with another configuration. @throws Refused */
export async function replay(
  request: ReplayRequest,
  around: SimulationSurroundings,
  onProgress: (progress: SimulationProgress) => void,
): Promise<ReplayReport> {
  const lines = readRecording(request.recording, around)
  const chosen = await chooseContenders({ policies: [], config: request.config, pools: request.pools }, around)
  const inFile = (pool: string): Contender | undefined => chosen.contenders.find(({ label }) => label === pool)
  const byPool = decisionsByPool(lines.decisions)
  const pools = [...byPool].filter(([pool, own]) => inFile(pool) !== undefined && own.length > 1)
  const remarks = remarksOf(lines, byPool, request, chosen)
  if (pools.length === 0) {
    const recorded = [...byPool.keys()].join(', ') || 'no pool'
    refuse(`no pool of ${request.config} has two decisions in ${request.recording}`, `the recording has ${recorded}.`)
  }
  if (request.report !== undefined && pools.length > 1) {
    refuse(
      'a report shows one pool, and the recording has several',
      `choose one with --pool: ${pools.map(([pool]) => pool).join(', ')}.`,
    )
  }
  const answers: PoolLine[] = []
  for (const [index, [pool, decisions]] of pools.entries()) {
    const contender = inFile(pool)
    if (contender === undefined) continue
    const tell = (progress: SimulationProgress): void =>
      onProgress({ ...progress, share: (index + progress.share) / pools.length })
    answers.push(await replayPool({ request, around, chosen, lines, decisions, contender }, tell))
  }
  return { pools: answers, remarks }
}

function decisionsByPool(decisions: readonly RecordedDecision[]): ReadonlyMap<string, readonly RecordedDecision[]> {
  const byPool = new Map<string, RecordedDecision[]>()
  for (const decision of decisions) {
    const own = byPool.get(decision.pool)
    if (own === undefined) byPool.set(decision.pool, [decision])
    else own.push(decision)
  }
  return byPool
}

function readRecording(path: string, { readFile }: SimulationSurroundings): DecisionLines {
  const file = readConfigFile({ flag: path, flagName: '--replay', variable: '', fromEnvironment: undefined, readFile })
  if (file.kind !== 'read') return refuseFiles(file.kind === 'invalid' ? file.problems : [])
  const lines = readDecisionLines(file.text)
  if (lines.problems.length === 0) return lines
  return refuseFiles(
    lines.problems.map(({ line, field, expected, got }) => ({
      ...{ source: path, line, column: 1, path: field, expected, got, hint: '' },
    })),
  )
}

function remarksOf(
  { ignored }: DecisionLines,
  byPool: ReadonlyMap<string, readonly RecordedDecision[]>,
  { config, pools }: ReplayRequest,
  { contenders }: ChosenContenders,
): readonly string[] {
  const isWanted = (pool: string): boolean => pools.length === 0 || pools.includes(pool)
  const missing = [...byPool.keys()].filter((pool) => isWanted(pool) && !contenders.some(({ label }) => label === pool))
  const few = [...byPool].filter(([pool, own]) => isWanted(pool) && own.length < 2).map(([pool]) => pool)
  return [
    ...(ignored === 0 ? [] : [`${ignored} lines are no decisions that were made, and were passed over`]),
    ...missing.map((pool) => `the pool ${pool} is in the recording and not in ${config}: left out`),
    ...few.map((pool) => `the pool ${pool} has a single decision: left out`),
  ]
}

interface PoolReplay {
  readonly request: ReplayRequest
  readonly around: SimulationSurroundings
  readonly chosen: ChosenContenders
  readonly lines: DecisionLines
  readonly decisions: readonly RecordedDecision[]
  /** The pool as the new configuration has it. */
  readonly contender: Contender
}

async function replayPool(input: PoolReplay, onProgress: (progress: SimulationProgress) => void): Promise<PoolLine> {
  const { request, around, chosen, lines, decisions, contender } = input
  const scale = 1 + lines.dropped / Math.max(1, lines.decisions.length)
  const { seeds, perSecond } = request
  const replayed = replayedPool(decisions, {
    scale,
    perSecond,
    heartbeatMs: chosen.heartbeats.get(contender.label) ?? 1_000,
  })
  if ((replayed.perSecond * replayed.spanMs) / 1_000 >= MOST_CALLS) {
    refuse(
      `${contender.label}: the replay would be more than ${MOST_CALLS} calls`,
      'replay a shorter recording, or a lower --rate.',
    )
  }
  const before: Contender = {
    ...{ label: `before: ${replayed.policy}`, policy: { type: replayed.policy, config: {} } },
    ...(contender.pool === undefined ? {} : { pool: contender.pool }),
  }
  if (![...BUILT_IN_POLICIES, ...chosen.policies].some(({ type }) => type === replayed.policy)) {
    refuse(
      `${contender.label}: nobody knows the recorded policy "${replayed.policy}"`,
      `list it under policies in ${request.config}.`,
    )
  }
  const parameters =
    Object.keys(contender.policy.config).length === 0 ? '' : ` ${JSON.stringify(contender.policy.config)}`
  const after: Contender = { ...contender, label: `after: ${contender.policy.type}${parameters}` }
  const plan: Plan = {
    scenarios: [replayed.scenario],
    contenders: [before, after],
    seeds: seeds.length === 0 ? [1, 2, 3] : seeds,
    reference: before.label,
  }
  const experiment = await runPlan(plan, chosen, { ...around, jobs: request.jobs }, onProgress)
  if (request.report !== undefined) {
    writeReport(request.report, renderReport({ experiment, sweep: undefined, version: around.version }), around)
  }
  return poolLine(replayed, experiment, contender.label, scale)
}

function poolLine(replayed: ReplayedPool, experiment: Experiment, pool: string, scale: number): PoolLine {
  const [before, after] = experiment.cells
  if (before === undefined || after === undefined) throw new TypeError('a replay has two contenders')
  const backends = replayed.backends.map(({ id, share, serviceMs, capacity, source }, index): ReplayedBackend => ({
    ...{ id, recorded: share, serviceMs, capacity, isKnown: source === 'latency' },
    before: before.example.backends[index]?.share ?? 0,
    after: after.example.backends[index]?.share ?? 0,
  }))
  return {
    ...{ pool, decisions: replayed.decisions, perSecond: replayed.perSecond, spanMs: replayed.spanMs, backends },
    ...{ before: resultLine(before, experiment), after: resultLine(after, experiment) },
    known: knownOf(replayed, scale),
    modelled: modelledOf(replayed),
  }
}

function knownOf(
  { decisions, spanMs, policy, recordedPerSecond, unanswered, backends }: ReplayedPool,
  scale: number,
): string[] {
  const seconds = (spanMs / 1_000).toFixed(1)
  return [
    `${decisions} decisions in ${seconds} s (${recordedPerSecond.toFixed(1)} a second), most of them by ${policy}`,
    ...(scale > 1.001
      ? [`the recording says that it left out ${((1 - 1 / scale) * 100).toFixed(1)} % of what was sampled`]
      : []),
    ...(unanswered > 0 ? [`${unanswered} of them found nobody`] : []),
    `the recorded share of ${backends.length} backends, from who was picked`,
  ]
}

function modelledOf(replayed: ReplayedPool): string[] {
  const { backends, candidates, perSecond, recordedPerSecond, impliedPerSecond, policy } = replayed
  const from = (source: string): number => backends.filter((each) => each.source === source).length
  const isRatioFar = impliedPerSecond !== undefined && Math.abs(Math.log(impliedPerSecond / perSecond)) > Math.log(1.5)
  const [latency, inFlight, others] = [from('latency'), from('in_flight'), from('others')]
  return [
    Math.abs(perSecond - recordedPerSecond) < 0.05
      ? `as many calls as were recorded: a recording is a sample, and --rate says how many there really were`
      : `${perSecond.toFixed(1)} calls a second: each recorded one stands for ${(perSecond / recordedPerSecond).toFixed(2)}`,
    ...(isRatioFar
      ? [
          `the recorded requests in flight and latencies fit about ${impliedPerSecond.toFixed(0)} calls a second: see --rate`,
        ]
      : []),
    'work of a call: exponential; calls above the capacity of a backend share it',
    ...(latency > 0
      ? [`time of a call by itself: the lower quarter of the recorded latencies (${latency} backends)`]
      : []),
    ...(inFlight > 0 ? [`time of a call: recorded requests in flight by the rate (${inFlight} backends)`] : []),
    ...(others > 0
      ? [`time of a call at ${others} backends: as the others, or ${ASSUMED_MS} ms: nothing is recorded of them`]
      : []),
    ...(candidates > backends.length
      ? [
          `${candidates - backends.length} of ${candidates} candidates are never named in the recording, and are left out`,
        ]
      : []),
    `${policy} before has its default parameters, and the other settings of the new configuration; keys and localities of backends are never recorded, so there are none`,
    'errors are not replayed: every call succeeds',
  ]
}
