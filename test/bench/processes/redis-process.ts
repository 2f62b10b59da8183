import { spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { Redis } from 'ioredis'
import type { Bench } from '../bench.ts'
import { pause } from '../until.ts'

export interface RedisProcess {
  readonly url: string
  readonly pid: number
  /** For looking at it; the replicas have connections of their own. */
  readonly client: Redis
  stop(): Promise<void>
}

export const NO_REDIS =
  'redis-server is not here: install it (Debian: apt install redis-server) and run this part again'

const PROGRAMS = ['redis-server', 'valkey-server']

export function redisProgram(): string | undefined {
  return PROGRAMS.find((name) => spawnSync(name, ['--version']).status === 0)
}

/** An empty Redis of our own that keeps nothing, on the core that carries the load. */
export async function startRedis(bench: Bench, program: string): Promise<RedisProcess> {
  const port = await freePort()
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', bench.folder]
  const server = await bench.processes.launch([program, ...settings], { place: 'load' }, (line) =>
    line.includes('Ready to accept connections') ? true : undefined,
  )
  const url = `redis://127.0.0.1:${port}`
  const client = new Redis(url, { maxRetriesPerRequest: 1 })
  client.on('error', () => undefined)
  await pause(50)
  return {
    url,
    pid: server.pid,
    client,
    async stop() {
      client.disconnect()
      await server.stop()
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => {
    server.close(resolve)
  })
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
