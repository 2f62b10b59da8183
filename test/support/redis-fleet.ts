import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endProcess, freePort, redisCommand, serverProgram, spawnRedis } from './redis.ts'
import { until } from './until.ts'

export interface Fleet {
  readonly url: string
  readonly ports: readonly number[]
  stop(): Promise<void>
}

/** Why Sentinel and Cluster cannot be tested on this machine. Undefined: they can. */
export function whyNoFleet(): string | undefined {
  if (serverProgram() !== 'redis-server') return 'redis-server is not on PATH, and Valkey from npm has neither mode'
  return spawnSync('redis-cli', ['--version']).status === 0 ? undefined : 'redis-cli is not on PATH'
}

export interface SentinelFleet extends Fleet {
  readonly sentinelPorts: readonly number[]
  killPrimary(): Promise<void>
}

export const MASTER_NAME = 'lookaside-test'

/** One primary, two replicas of it and three sentinels on loopback ports; the first port is the primary's. */
export async function startSentinels(): Promise<SentinelFleet> {
  const dir = await mkdtemp(join(tmpdir(), 'lookaside-sentinel-'))
  const children: ChildProcess[] = []
  return orNothing(children, dir, () => sentinelFleet(children, dir))
}

/** What was started is stopped again when the rest cannot be, or it would outlive the test. */
async function orNothing<Result extends Fleet>(
  children: readonly ChildProcess[],
  dir: string,
  start: () => Promise<Result>,
): Promise<Result> {
  try {
    return await start()
  } catch (error) {
    await stopAll(children, dir)
    throw error
  }
}

async function sentinelFleet(children: ChildProcess[], dir: string): Promise<SentinelFleet> {
  const [primary, ...replicas] = await freePorts(3)
  if (primary === undefined) throw new Error('no port')
  children.push(await spawnRedis('redis-server', primary, dir))
  for (const port of replicas) {
    children.push(await spawnRedis('redis-server', port, dir, ['--replicaof', '127.0.0.1', String(primary)]))
  }
  const sentinels = await freePorts(3)
  for (const port of sentinels) children.push(await spawnSentinel(dir, port, primary))
  await until(
    'the sentinels know all replicas and each other',
    async () => {
      const complete = await Promise.all(sentinels.map(knowsAll))
      return complete.every(Boolean)
    },
    15_000,
  )
  return {
    url: `redis+sentinel://${sentinels.map((port) => `127.0.0.1:${port}`).join(',')}/${MASTER_NAME}`,
    ports: [primary, ...replicas],
    sentinelPorts: sentinels,
    async killPrimary() {
      const [child] = children
      if (child !== undefined) await endProcess(child)
    },
    stop: () => stopAll(children, dir),
  }
}

async function knowsAll(sentinelPort: number): Promise<boolean> {
  const ask = redisCommand(`redis://127.0.0.1:${sentinelPort}`, 'SENTINEL', 'MASTER', MASTER_NAME)
  // One that has only just been started refuses connections.
  const reply = await ask.catch(() => undefined)
  const fields = Array.isArray(reply) ? reply.map(String) : []
  const field = (name: string) => fields[fields.indexOf(name) + 1]
  return field('num-slaves') === '2' && field('num-other-sentinels') === '2'
}

async function spawnSentinel(dir: string, port: number, primary: number): Promise<ChildProcess> {
  const file = join(dir, `sentinel-${port}.conf`)
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${dir}`,
    `sentinel monitor ${MASTER_NAME} 127.0.0.1 ${primary} 2`,
    `sentinel down-after-milliseconds ${MASTER_NAME} 1000`,
    `sentinel failover-timeout ${MASTER_NAME} 5000`,
  ]
  await writeFile(file, `${lines.join('\n')}\n`)
  return spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' })
}

/** Three masters that share the slots. */
export async function startCluster(): Promise<Fleet> {
  const dir = await mkdtemp(join(tmpdir(), 'lookaside-cluster-'))
  const children: ChildProcess[] = []
  return orNothing(children, dir, () => clusterFleet(children, dir))
}

async function clusterFleet(children: ChildProcess[], dir: string): Promise<Fleet> {
  const ports = await freePorts(3)
  await Promise.all(
    ports.map(async (port) => {
      const child = await spawnRedis('redis-server', port, dir, [
        '--cluster-enabled',
        'yes',
        '--cluster-config-file',
        `nodes-${port}.conf`,
      ])
      children.push(child)
    }),
  )
  const nodes = ports.map((port) => `127.0.0.1:${port}`)
  await redisCli('--cluster', 'create', ...nodes, '--cluster-yes')
  await until(
    'the cluster is ready',
    async () => {
      const ask = (port: number) => redisCommand(`redis://127.0.0.1:${port}`, 'CLUSTER', 'INFO').catch(() => '')
      const infos = await Promise.all(ports.map(ask))
      return infos.every((info) => String(info).includes('cluster_state:ok'))
    },
    15_000,
  )
  return { url: `redis+cluster://${nodes.join(',')}`, ports, stop: () => stopAll(children, dir) }
}

export function redisCli(...args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('redis-cli', args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (data) => (output += String(data)))
    child.stderr.on('data', (data) => (output += String(data)))
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`redis-cli ${args.join(' ')}: ${output}`))))
  })
}

async function stopAll(children: readonly ChildProcess[], dir: string): Promise<void> {
  await Promise.all(children.map(endProcess))
  await rm(dir, { recursive: true, force: true })
}

/** A node of a cluster also listens on its port + 10,000. */
async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>()
  while (ports.size < count) {
    const port = await freePort()
    if (port < 55_000) ports.add(port)
  }
  return [...ports]
}
