import { numbersIn, roleCommand, type Bench } from '../bench.ts'
import { connect } from '../drive/client.ts'
import { AGENT, registerAll } from '../drive/register.ts'
import { backendsIn, heartbeatsMessage } from '../messages.ts'
import { NO_REDIS, redisProgram, startRedis, type RedisProcess } from '../processes/redis-process.ts'
import { gauge, startReplica } from '../processes/replica-process.ts'
import type { PartResult, Row } from '../report/result.ts'
import { until } from '../until.ts'

const BACKENDS = 10_000
const POOL_COUNTS = [1, 100]
const HEARTBEATS_A_CALL = 100

export async function memory(bench: Bench): Promise<PartResult> {
  const rows: Row[] = []
  for (const pools of POOL_COUNTS) {
    const where = pools === 1 ? 'in one pool' : `in ${pools} pools`
    bench.say(where)
    const cost = numbersIn(
      await bench.processes.run(roleCommand('memory-cost', String(pools), String(BACKENDS)), { place: 'measured' }),
    )
    rows.push(
      { what: `${where}: heap, registered and beating`, value: cost('heap'), unit: 'B' },
      { what: `${where}: heap, picked and reported on too`, value: cost('working heap'), unit: 'B' },
      { what: `${where}: resident memory, the same`, value: cost('working resident'), unit: 'B' },
    )
  }
  const program = redisProgram()
  if (program !== undefined) {
    bench.say('in Redis')
    rows.push(...(await inRedis(bench, program)))
  }
  return {
    part: 'memory',
    standsFor: `Bytes a backend, of ${BACKENDS}: in the memory of a replica, and in Redis. Each has an address, a zone, two labels and a load report.`,
    command: 'npm run bench -- memory',
    rows,
    notes: [
      'heap is what is in use after a full collection, buffers included; resident memory also has what the runtime keeps for later',
      ...(program === undefined ? [NO_REDIS] : []),
    ],
  }
}

async function inRedis(bench: Bench, program: string): Promise<Row[]> {
  const redis = await startRedis(bench, program)
  const replica = await startReplica(bench, 'memory', {
    store: redis.url,
    poolDefaults: '{ heartbeat: { interval: 1m } }',
  })
  const written = (): Promise<void> =>
    until('everything is written', async () => gauge(await replica.metrics(), 'lookaside_store_pending') === 0)
  const all = backendsIn(100, BACKENDS / 100)
  await registerAll(replica.port, all.slice(0, 100))
  await written()
  const before = await usedBytes(redis)
  await registerAll(replica.port, all.slice(100))
  const client = connect(replica.port)
  for (let at = 0; at < all.length; at += HEARTBEATS_A_CALL) {
    await client.call(`${AGENT}/ReportHeartbeat`, heartbeatsMessage(all.slice(at, at + HEARTBEATS_A_CALL), 1))
  }
  client.close()
  await written()
  const after = await usedBytes(redis)
  const keys = await redis.client.keys('*pool-042*')
  const sizes = await Promise.all(keys.map((key) => redis.client.memory('USAGE', key, 'SAMPLES', 0)))
  await replica.stop()
  await redis.stop()
  const inKeys = sizes.reduce((sum: number, size) => sum + (size ?? 0), 0)
  return [
    { what: 'in Redis: used_memory', value: (after - before) / (all.length - 100), unit: 'B' },
    { what: 'in Redis: keys of one pool of 100', value: inKeys / 100, unit: 'B' },
  ]
}

async function usedBytes({ client }: RedisProcess): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1])
}
