import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'

/** `external`: REDIS_URL. `process`: redis-server or valkey-server of the machine. `wasm`: Valkey from npm. */
export type RedisKind = 'external' | 'process' | 'wasm'

export interface TestRedis {
  readonly kind: RedisKind
  readonly url: string
  /** Why `kill`, `restart` and `freeze` do not work here. Undefined: they do. */
  readonly cannotStop: string | undefined
  kill(): Promise<void>
  /** Starts it again, empty, on the same port. */
  restart(): Promise<void>
  freeze(): Promise<void>
  resume(): Promise<void>
  flush(): Promise<void>
  /** One command on a connection of its own. */
  command(name: string, ...args: string[]): Promise<unknown>
  stop(): Promise<void>
}

/** Which Redis the tests get, without starting it: for tests that skip and say why. */
export function redisKind(): RedisKind {
  if (process.env['REDIS_URL'] !== undefined) return 'external'
  return serverProgram() === undefined ? 'wasm' : 'process'
}

export function serverProgram(): string | undefined {
  if (process.env['LOOKASIDE_TEST_REDIS'] === 'wasm') return undefined
  return ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0)
}

/** Always ends in a usable Redis; `only` forces a kind. Call `stop` in the end. */
export async function startRedis(options: { only?: RedisKind } = {}): Promise<TestRedis> {
  const kind = options.only ?? redisKind()
  const external = process.env['REDIS_URL']
  if (kind === 'external' && external !== undefined) return externalRedis(external)
  const program = serverProgram()
  if (kind === 'process' && program !== undefined) return ownRedis(kind, (port, dir) => spawnRedis(program, port, dir))
  return ownRedis('wasm', (port) => spawnWasm(port))
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Starts a server process on a loopback port and waits until it answers. */
export async function spawnRedis(
  program: string,
  port: number,
  dir: string,
  more: string[] = [],
): Promise<ChildProcess> {
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', dir, ...more]
  const child = spawn(program, settings, { stdio: 'ignore' })
  await untilAnswers(`redis://127.0.0.1:${port}`)
  return child
}

/** Valkey from npm has no persistence and no cluster mode, and needs no installation. */
async function spawnWasm(port: number): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./valkey-server.mjs', import.meta.url)), String(port)],
    { stdio: 'ignore' },
  )
  await untilAnswers(`redis://127.0.0.1:${port}`)
  return child
}

export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGCONT')
  child.kill('SIGKILL')
  await ended
}

/** One command, or an error within a second. */
export async function redisCommand(url: string, name: string, ...args: string[]): Promise<unknown> {
  const client = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: 500,
    commandTimeout: 1_000,
    disconnectTimeout: 200,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await client.call(name, ...args)
  } finally {
    client.disconnect()
  }
}

async function untilAnswers(url: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await redisCommand(url, 'PING')
      return
    } catch (error) {
      if (tries > 200) throw error
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
}

function common(url: string): Pick<TestRedis, 'url' | 'flush' | 'command'> {
  return {
    url,
    command: (name, ...args) => redisCommand(url, name, ...args),
    async flush() {
      await redisCommand(url, 'FLUSHALL')
    },
  }
}

function externalRedis(url: string): TestRedis {
  const why = 'REDIS_URL names a server that is not ours to stop'
  const refuse = () => Promise.reject(new Error(why))
  const cannot = { cannotStop: why, kill: refuse, restart: refuse, freeze: refuse, resume: refuse }
  return { kind: 'external', ...common(url), ...cannot, stop: () => Promise.resolve() }
}

async function ownRedis(
  kind: RedisKind,
  launch: (port: number, dir: string) => Promise<ChildProcess>,
): Promise<TestRedis> {
  const dir = await mkdtemp(join(tmpdir(), 'lookaside-redis-'))
  const port = await freePort()
  let child = await launch(port, dir)
  return {
    kind,
    ...common(`redis://127.0.0.1:${port}`),
    cannotStop: undefined,
    kill: () => endProcess(child),
    async restart() {
      await endProcess(child)
      child = await launch(port, dir)
    },
    async freeze() {
      child.kill('SIGSTOP')
    },
    async resume() {
      child.kill('SIGCONT')
    },
    async stop() {
      await endProcess(child)
      await rm(dir, { recursive: true, force: true })
    },
  }
}
