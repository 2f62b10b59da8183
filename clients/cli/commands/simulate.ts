import { Command, InvalidArgumentError, Option } from 'commander'

import type { CliDeps } from '../deps.ts'
import { EXIT } from '../exit-codes.ts'
import { CliFailure } from '../failure.ts'
import { durationBetween, each, printingOptions, wholeNumber } from '../options.ts'
import { formatCount, formatSpan } from '../output/quantities.ts'
import { printReplay } from '../output/replay-table.ts'
import { printSimulation } from '../output/simulation-table.ts'
import { type Printer, printerOf, refuseAskingFlags } from '../session.ts'
import type { Refusal, Simulations } from '../simulations.ts'
import { createWorkProgress } from '../work-progress.ts'
import { printProblems } from './config.ts'

interface SimulateFlags {
  readonly scenario?: readonly string[]
  readonly policy?: readonly string[]
  readonly config?: string
  readonly pool?: readonly string[]
  readonly seeds?: readonly number[]
  readonly jobs?: number
  readonly duration?: number
  readonly load?: number
  readonly replicas?: number
  readonly sweep?: string
  readonly report?: string
  readonly replay?: string
  readonly rate?: number
  readonly list?: boolean
}

const MOST_SEEDS = 1_000

/** `lookaside simulate`: compares policies on virtual time, without a service. */
export function simulateCommand(deps: CliDeps, finish: (code: number) => void): Command {
  const command = new Command('simulate')
    .description('compare policies in simulated situations, or replay recorded traffic with another configuration')
    .addOption(
      new Option('--scenario <name>', 'a built-in scenario or a file; may be repeated (default: base)').argParser(each),
    )
    .addOption(
      new Option('--policy <policy>', 'type, type:{parameters} or the file of a policy; may be repeated').argParser(
        each,
      ),
    )
    .option('--config <file>', 'configuration file whose pools take part')
    .addOption(new Option('--pool <pool>', 'with --config: only this pool; may be repeated').argParser(each))
    .addOption(new Option('--seeds <seeds>', 'how many, or which: 10 or 1,2,3 (default: 5)').argParser(seedsOf))
    .addOption(new Option('--jobs <n>', 'threads (default: one a core)').argParser(wholeNumber(1, 256)))
    .addOption(
      new Option('--duration <duration>', 'simulated time of a run').argParser(durationBetween(100, 86_400_000)),
    )
    .addOption(new Option('--load <share>', 'share of the capacity that the calls need, such as 0.9').argParser(loadOf))
    .addOption(new Option('--replicas <n>', 'replicas of the service').argParser(wholeNumber(1, 100)))
    .option('--sweep <key=values>', 'vary a key of the scenario, such as feed.heartbeatMs=100,500,1000')
    .option('--report <file>', 'write a report with plots, one HTML file')
    .option('--replay <file>', 'with --config: simulate these recorded decisions, as `tap -o json` prints them')
    .addOption(
      new Option('--rate <n>', 'with --replay: calls a second that there really were').argParser(
        wholeNumber(1, 1_000_000),
      ),
    )
    .option('--list', 'list the built-in scenarios')
  for (const option of printingOptions()) command.addOption(option)
  return command.action(async (flags: SimulateFlags, self: Command) => {
    refuseAskingFlags(self, ['address', 'timeout'])
    const printer = printerOf(deps, self)
    const simulations = await deps.simulations()
    if (flags.list === true) list(printer, simulations)
    else if (flags.replay === undefined) await compare(deps, printer, simulations, flags, finish)
    else await replay(deps, printer, simulations, flags, finish)
  })
}

function list({ output, json, table }: Printer, simulations: Simulations): void {
  const scenarios = simulations.list()
  if (output === 'json') return json('scenarios', { scenarios })
  table(scenarios, [
    { title: 'SCENARIO', cell: ({ name }) => name },
    { title: 'BACKENDS', cell: ({ backends }) => formatCount(backends), align: 'right' },
    { title: 'CALLS/S', cell: ({ perSecond }) => formatCount(Math.round(perSecond)), align: 'right' },
    { title: 'REPLICAS', cell: ({ replicas }) => String(replicas), align: 'right', dispensable: 2 },
    { title: 'LASTS', cell: ({ durationMs }) => formatSpan(durationMs), align: 'right', dispensable: 1 },
    { title: 'WHAT HAPPENS', cell: ({ description }) => description, shrinksTo: 30 },
  ])
}

async function compare(
  deps: CliDeps,
  printer: Printer,
  simulations: Simulations,
  flags: SimulateFlags,
  finish: (code: number) => void,
): Promise<void> {
  if (flags.pool !== undefined && flags.config === undefined) throw misuse('--pool', '--config')
  if (flags.rate !== undefined) throw misuse('--rate', '--replay')
  const progress = createWorkProgress(deps)
  const { scenario = [], policy = [], pool = [], seeds = [], config, jobs, load, replicas, sweep, report } = flags
  const answer = await simulations
    .run(
      {
        ...{ scenarios: scenario, policies: policy, pools: pool, seeds, config, jobs, load, replicas, sweep, report },
        durationMs: flags.duration,
      },
      (now) => progress.tell(now),
    )
    .finally(() => progress.end())
  if (answer.kind !== 'done') return refused(printer, answer, finish)
  if (printer.output === 'json') printer.json('simulation', { ...answer.report })
  else printSimulation(printer, answer.report)
  if (report !== undefined && printer.output !== 'json') printer.remark(`the report is in ${report}`)
}

async function replay(
  deps: CliDeps,
  printer: Printer,
  simulations: Simulations,
  flags: SimulateFlags,
  finish: (code: number) => void,
): Promise<void> {
  const { config, replay: recording, pool = [], seeds = [], jobs, report, rate } = flags
  if (config === undefined || recording === undefined) throw misuse('--replay', '--config')
  const stray = (['scenario', 'policy', 'duration', 'load', 'replicas', 'sweep'] as const).find(
    (name) => flags[name] !== undefined,
  )
  if (stray !== undefined) {
    throw usage(`--${stray} means nothing to a replay`, 'leave it away: the recording says what happens.')
  }
  const progress = createWorkProgress(deps)
  const answer = await simulations
    .replay({ config, recording, pools: pool, seeds, jobs, report, perSecond: rate }, (now) => progress.tell(now))
    .finally(() => progress.end())
  if (answer.kind !== 'done') return refused(printer, answer, finish)
  if (printer.output === 'json') printer.json('simulatedReplay', { ...answer.report })
  else printReplay(printer, answer.report)
  if (report !== undefined && printer.output !== 'json') printer.remark(`the report is in ${report}`)
}

function refused({ output, json, remark }: Printer, refusal: Refusal, finish: (code: number) => void): void {
  switch (refusal.kind) {
    case 'invalid':
      if (output === 'json') json('configCheck', { ok: false, problems: refusal.problems })
      else printProblems(remark, refusal.problems)
      return finish(EXIT.usage)
    case 'refused':
      throw usage(refusal.message, refusal.next)
    case 'failed':
      throw new CliFailure({
        ...{ exitCode: EXIT.refused, reason: 'SIMULATION_FAILED', message: refusal.message },
        next: 'mend the policy, or leave it away.',
      })
  }
}

const usage = (message: string, next: string): CliFailure =>
  new CliFailure({ exitCode: EXIT.usage, reason: 'USAGE', message, next })

const misuse = (flag: string, needs: string): CliFailure =>
  usage(`${flag} needs ${needs}`, '`lookaside simulate --help` shows what there is.')

/** `10`: the seeds 1 to 10. `7,8`: these. */
function seedsOf(text: string): readonly number[] {
  const numbers = /^\d{1,9}(,\d{1,9})*$/.test(text) ? text.split(',').map(Number) : []
  const [first = 0] = numbers
  if (numbers.length > 1 && numbers.length <= MOST_SEEDS && new Set(numbers).size === numbers.length) return numbers
  if (numbers.length === 1 && first >= 1 && first <= MOST_SEEDS)
    return Array.from({ length: first }, (_, index) => index + 1)
  throw new InvalidArgumentError(`Write how many, 1 to ${MOST_SEEDS}, or different seeds such as 1,2,3.`)
}

function loadOf(text: string): number {
  const value = /^\d{1,3}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN
  if (value > 0 && value <= 10) return value
  throw new InvalidArgumentError('Write a share of the capacity above 0 and at most 10, such as 0.9.')
}
