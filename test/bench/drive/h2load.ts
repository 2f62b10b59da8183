import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bench } from '../bench.ts'
import type { Driven } from './driven.ts'

export interface Drive {
  readonly port: number
  readonly path: string
  /** What each request sends: framed messages, one after another. */
  readonly body: Buffer
  readonly connections: number
  /** Requests under way on each connection. */
  readonly streams: number
  /** How long to go on, or how many requests to send. */
  readonly seconds?: number
  readonly requests?: number
  /** Requests a second and connection. Default: as many as it takes. */
  readonly rate?: number
  /** Besides those of gRPC, `name: value`. */
  readonly headers?: readonly string[]
}

export function hasH2load(): boolean {
  return spawnSync('h2load', ['--version']).status === 0
}

export const NO_H2LOAD = 'h2load is not here: install it (Debian: apt install nghttp2-client) and run this part again'

/** Drives a gRPC method with h2load, on the core that carries the load. */
export async function drive(bench: Bench, options: Drive): Promise<Driven> {
  const { port, path, body, connections, streams, seconds, requests, rate, headers = [] } = options
  const file = join(bench.folder, `body-${randomUUID()}`)
  await writeFile(file, body)
  const output = await bench.processes.run(
    [
      'h2load',
      ...(seconds === undefined ? ['-n', String(requests)] : ['-D', String(seconds)]),
      ...(rate === undefined ? [] : [`--rps=${rate}`]),
      ...['-c', String(connections), '-m', String(streams), '-d', file],
      ...['-H', 'content-type: application/grpc', '-H', 'te: trailers'],
      ...headers.flatMap((header) => ['-H', header]),
      `http://127.0.0.1:${port}${path}`,
    ],
    { place: 'load' },
  )
  await rm(file)
  return parse(output)
}

function parse(output: string): Driven {
  const number = (pattern: RegExp): number => {
    const found = pattern.exec(output)?.[1]
    if (found === undefined) throw new Error(`h2load said something unexpected:\n${output}`)
    return Number(found)
  }
  const done = number(/requests:.* (\d+) succeeded/)
  const finished = /finished in ([\d.]+)(us|ms|s|m)/.exec(output)
  const unit = { us: 1e-6, ms: 1e-3, s: 1, m: 60 }[finished?.[2] ?? ''] ?? Number.NaN
  return {
    done,
    failed: number(/requests:.* (\d+) failed/) + number(/requests:.* (\d+) timeout/),
    seconds: Number(finished?.[1]) * unit,
    bytesEach: number(/\((\d+)\) data/) / done,
  }
}
