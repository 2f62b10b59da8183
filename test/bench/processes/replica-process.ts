import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LOOKASIDE, roleCommand, type Bench } from '../bench.ts'
import type { Place } from './cpus.ts'
import type { RunningProcess } from './processes.ts'

export interface ServerProcess extends RunningProcess {
  readonly port: number
}

export interface ReplicaProcess extends ServerProcess {
  /** Every metric by its name, labels included, as /metrics has it. */
  metrics(): Promise<ReadonlyMap<string, number>>
}

export interface ReplicaOptions {
  /** Default: in memory. */
  readonly store?: string
  /** YAML of `poolDefaults`. */
  readonly poolDefaults?: string
  /** Default: measured. */
  readonly place?: Place
  readonly env?: Readonly<Record<string, string>>
}

/**
 * Backends that need no heartbeats for the time of a run, and picks that no outcome ends leave after 2 s: the load
 * generator cannot report outcomes. The default policy would only give each its turn then, so it is one that works without them. Nothing
 * else differs from the defaults.
 */
export const STEADY_POOL = '{ policy: peak_ewma, heartbeat: { interval: 1m }, pickLease: 2s }'

/** Starts `lookaside serve` as anybody would, on a core of its own. */
export async function startReplica(bench: Bench, name: string, options: ReplicaOptions = {}): Promise<ReplicaProcess> {
  const config = join(bench.folder, `${name}.yaml`)
  await writeFile(
    config,
    [
      'listen: "127.0.0.1:0"',
      'http: { listen: "127.0.0.1:0" }',
      `store: ${JSON.stringify(options.store ?? 'memory:')}`,
      `poolDefaults: ${options.poolDefaults ?? '{}'}`,
      '',
    ].join('\n'),
  )
  const server = await bench.processes.launch(
    [process.execPath, ...serverFlags(), LOOKASIDE, 'serve', '--config', config],
    { place: options.place ?? 'measured', env: options.env ?? {} },
    portsIn,
  )
  const { grpc, http } = server.found
  return { ...server, port: grpc, metrics: () => scrape(http) }
}

/** For a closer look at a part: `BENCH_SERVER_FLAGS="--cpu-prof" npm run bench -- rpc`. */
function serverFlags(): string[] {
  return (process.env['BENCH_SERVER_FLAGS'] ?? '').split(' ').filter((flag) => flag !== '')
}

export async function startEcho(bench: Bench): Promise<ServerProcess> {
  const server = await bench.processes.launch(roleCommand('echo'), { place: 'measured' }, (line) => {
    const port = /^\{"port":(\d+)\}$/.exec(line)?.[1]
    return port === undefined ? undefined : Number(port)
  })
  return { ...server, port: server.found }
}

function portsIn(line: string): { grpc: number; http: number } | undefined {
  const grpc = /"grpc":(\d+)/.exec(line)?.[1]
  const http = /"http":(\d+)/.exec(line)?.[1]
  return grpc === undefined || http === undefined ? undefined : { grpc: Number(grpc), http: Number(http) }
}

async function scrape(port: number): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const [name = '', value = ''] = line.split(/ (?=[^ ]+$)/)
      return [name, Number(value)]
    }),
  )
}

/** A metric that is always there. */
export function gauge(metrics: ReadonlyMap<string, number>, name: string): number {
  for (const [series, value] of metrics) if (series === name || series.startsWith(`${name}{`)) return value
  throw new Error(`the replica has no metric ${name}`)
}

/** Adds up every series of a metric whose labels contain all of these; counters that never counted are not there. */
export function total(metrics: ReadonlyMap<string, number>, name: string, ...labels: readonly string[]): number {
  let sum = 0
  for (const [series, value] of metrics) {
    const isIt = series === name || series.startsWith(`${name}{`)
    if (isIt && labels.every((label) => series.includes(label))) sum += value
  }
  return sum
}
