import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Progress, Runner, Task } from '../../../server/simulator/jobs/runner.ts'
import { runTasks } from '../../../server/simulator/jobs/runner.ts'
import { startWorkerRunner } from '../../../server/simulator/jobs/worker-runner.ts'
import { REPRODUCTIONS } from '../../../server/simulator/published/index.ts'
import { fitNeighbours, type FitStep } from '../../../server/simulator/published/prequal-fit.ts'
import {
  FULL,
  QUICK,
  type Effort,
  type Reproduction,
  type Row,
} from '../../../server/simulator/published/reproduction.ts'
import { renderTable } from '../../../server/simulator/published/table.ts'
import type { RunResult } from '../../../server/simulator/result.ts'
import { describeMachine, loadAverage } from '../report/machine.ts'

const NAMES = REPRODUCTIONS.map(({ name }) => name)
const FIT = 'fit-prequal'

const USAGE = `Usage: npm run bench:policies -- [${[...NAMES, FIT].join(' | ')}]... [--quick] [--seeds <n>] [--jobs <n>]
Without a name: all tables. ${FIT} searches for the neighbours of Prequal's testbed anew. Results go to bench-results/ as JSON.
`
const BAD_USAGE = 2

interface Options {
  readonly names: readonly string[]
  readonly effort: Effort
  readonly jobs: number
}

export async function runPolicyBench(args: readonly string[]): Promise<number> {
  const options = optionsOf(args)
  if (typeof options === 'string') {
    process.stderr.write(`bench:policies: ${options}\n${USAGE}`)
    return BAD_USAGE
  }
  const { names, effort, jobs } = options
  const worker = new URL('./simulate-worker.js', import.meta.url)
  const runners = Array.from({ length: jobs }, () => startWorkerRunner(worker, { sources: [], baseDir: '.' }))
  try {
    if (names.includes(FIT)) await fit(runners)
    else
      await measure(
        REPRODUCTIONS.filter(({ name }) => names.length === 0 || names.includes(name)),
        effort,
        runners,
      )
  } finally {
    await Promise.all(runners.map((runner) => runner.close()))
  }
  return 0
}

/** @returns what is wrong, as text. */
function optionsOf(args: readonly string[]): Options | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        seeds: { type: 'string' },
        jobs: { type: 'string', default: String(availableParallelism()) },
      },
    })
    const unknown = positionals.find((name) => !NAMES.includes(name) && name !== FIT)
    if (unknown !== undefined) return `there is no ${unknown}`
    const jobs = Number(values.jobs)
    if (!(Number.isInteger(jobs) && jobs > 0))
      return `--jobs: expected a whole number of at least 1, got ${values.jobs}`
    const { seeds, length } = values.quick ? QUICK : FULL
    const count = Number(values.seeds ?? seeds.length)
    if (!(Number.isInteger(count) && count > 0))
      return `--seeds: expected a whole number of at least 1, got ${values.seeds}`
    return { names: positionals, jobs, effort: { length, seeds: Array.from({ length: count }, (_, at) => at + 1) } }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Runs each task once, whoever asks for it. */
async function measure(chosen: readonly Reproduction[], effort: Effort, runners: readonly Runner[]): Promise<void> {
  const startedAt = new Date()
  const machine = describeMachine()
  process.stdout.write(
    `${machine.cpu}, ${machine.cores} cores; seeds ${effort.seeds.join(', ')}; load average ${loadAverage()}\n\n`,
  )
  const results = new Map<string, RunResult>()
  const tables: { readonly name: string; readonly rows: readonly Row[]; readonly seconds: number }[] = []
  for (const reproduction of chosen) {
    const before = performance.now()
    const tasks = new Map(reproduction.tasks(effort).map((task) => [keyOf(task), task]))
    const missing = [...tasks].filter(([key]) => !results.has(key))
    const done = await runTasks(
      missing.map(([, task]) => task),
      runners,
      (progress) => tell(reproduction.name, progress),
    )
    missing.forEach(([key], at) => {
      const result = done[at]
      if (result !== undefined) results.set(key, result)
    })
    const own = [...tasks.keys()].flatMap((key) => results.get(key) ?? [])
    const rows = reproduction.rows((scenario, contender) =>
      own.filter((run) => run.scenario === scenario && run.contender === contender),
    )
    if (process.stderr.isTTY) process.stderr.write('\n')
    process.stdout.write(`${renderTable(reproduction, rows)}\n`)
    tables.push({ name: reproduction.name, rows, seconds: Math.round((performance.now() - before) / 1_000) })
  }
  await save(startedAt, { startedAt, machine, loadAverage: loadAverage(), effort, tables })
}

function keyOf({ scenario, contender, seed }: Task): string {
  return JSON.stringify([scenario, contender, seed])
}

async function fit(runners: readonly Runner[]): Promise<void> {
  const told = (step: FitStep): void => {
    process.stderr.write(`${step.misfit.toFixed(4)} ${step.cells.map((ms) => ms.toFixed(0)).join(' ')}\n`)
  }
  const best = await fitNeighbours((tasks) => runTasks(tasks, runners, () => undefined), told)
  process.stdout.write(`${JSON.stringify(best, undefined, 2)}\n`)
}

/** A line that is written over where there is a terminal, and now and then a new one where there is none. */
const TELL_MS = process.stderr.isTTY ? 500 : 30_000
const [BEFORE, AFTER] = process.stderr.isTTY ? ['\r', '   '] : ['', '\n']
let toldAt = 0

function tell(name: string, { share, runsDone, runs }: Progress): void {
  const now = performance.now()
  if (now - toldAt < TELL_MS) return
  toldAt = now
  process.stderr.write(`${BEFORE}${name}: ${Math.round(share * 100)} %, ${runsDone} of ${runs} runs${AFTER}`)
}

async function save(startedAt: Date, report: unknown): Promise<void> {
  await mkdir('bench-results', { recursive: true })
  const file = join('bench-results', `policies-${startedAt.toISOString().slice(0, 19).replaceAll(':', '-')}.json`)
  await writeFile(file, `${JSON.stringify(report, undefined, 2)}\n`)
  process.stdout.write(`written: ${file}\n`)
}
