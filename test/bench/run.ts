import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bench } from './bench.ts'
import { client } from './parts/client.ts'
import { heartbeats } from './parts/heartbeats.ts'
import { load } from './parts/load.ts'
import { memory } from './parts/memory.ts'
import { pick } from './parts/pick.ts'
import { replicas } from './parts/replicas.ts'
import { rpc } from './parts/rpc.ts'
import { stream } from './parts/stream.ts'
import { tracing } from './parts/tracing.ts'
import { createProcesses } from './processes/processes.ts'
import { describeMachine, loadAverage, type Machine } from './report/machine.ts'
import { drawPicture } from './report/picture.ts'
import type { PartResult } from './report/result.ts'
import { renderPart } from './report/table.ts'

const PARTS: Readonly<Record<string, (bench: Bench) => Promise<PartResult>>> = {
  pick,
  rpc,
  stream,
  client,
  heartbeats,
  replicas,
  memory,
  load,
  tracing,
}

const USAGE = `Usage: npm run bench -- [${Object.keys(PARTS).join(' | ')}]... [--quick]
Without a part: all of them. Results go to bench-results/ as JSON and SVG.
`
/** As shells report a program that SIGINT ended. */
const INTERRUPTED = 130
const BAD_USAGE = 2

export async function runBench(args: readonly string[]): Promise<number> {
  const names = args.filter((arg) => !arg.startsWith('--'))
  const unknown = args.find((arg) => (arg.startsWith('--') ? arg !== '--quick' : !Object.hasOwn(PARTS, arg)))
  if (unknown !== undefined) {
    process.stderr.write(`bench: there is no ${unknown}\n${USAGE}`)
    return BAD_USAGE
  }
  const processes = createProcesses()
  const folder = await mkdtemp(join(tmpdir(), 'lookaside-bench-'))
  const cleanUp = async (): Promise<void> => {
    await processes.stopAll()
    await rm(folder, { recursive: true, force: true })
  }
  process.once('SIGINT', () => void cleanUp().then(() => process.exit(INTERRUPTED)))
  const chosen = Object.keys(PARTS).filter((name) => names.length === 0 || names.includes(name))
  try {
    return await runParts(chosen, { quick: args.includes('--quick'), processes, folder })
  } finally {
    await cleanUp()
  }
}

async function runParts(chosen: readonly string[], shared: Omit<Bench, 'say'>): Promise<number> {
  const machine = describeMachine()
  const startedAt = new Date()
  const results: Measured[] = []
  process.stdout.write(`${describe(machine)}\n\n`)
  for (const name of chosen) {
    const loadBefore = loadAverage()
    const before = performance.now()
    const result = await PARTS[name]?.({ ...shared, say: (text) => process.stderr.write(`${name}: ${text}\n`) })
    await shared.processes.stopAll()
    if (result === undefined) continue
    const seconds = Math.round((performance.now() - before) / 1_000)
    const loads = `load average of the machine ${loadBefore} before, ${loadAverage()} after; took ${seconds} s`
    const measured = { ...result, notes: [...result.notes, loads], seconds }
    results.push(measured)
    process.stdout.write(renderPart(measured))
  }
  const file = await save({ startedAt, quick: shared.quick, machine, results })
  process.stdout.write(`written: ${file}.json and ${file}.svg\n`)
  return 0
}

type Measured = PartResult & { readonly seconds: number }

interface Report {
  readonly startedAt: Date
  readonly quick: boolean
  readonly machine: Machine
  readonly results: readonly Measured[]
}

async function save(report: Report): Promise<string> {
  await mkdir('bench-results', { recursive: true })
  const file = join('bench-results', report.startedAt.toISOString().slice(0, 19).replaceAll(':', '-'))
  await writeFile(`${file}.json`, `${JSON.stringify(report, undefined, 2)}\n`)
  await writeFile(`${file}.svg`, drawPicture(report.results, describe(report.machine)))
  return file
}

function describe({ cpu, cores, memoryGiB, system, versions, pinned }: Machine): string {
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const place = pinned ? 'server and load each on a core of its own' : 'nothing is pinned to a core'
  return `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}; ${named.join(', ')}; ${place}`
}
