import type { BackendStatus__Output } from '../../../proto/gen/lookaside/v1/BackendStatus.ts'
import type { Bench } from '../bench.ts'
import { connect, type BytesClient } from '../drive/client.ts'
import { createObserver, type Observer } from '../drive/observer.ts'
import { AGENT, registerAll } from '../drive/register.ts'
import { backendsIn, drainRequest, heartbeatsMessage, registration, type BenchBackend } from '../messages.ts'
import { NO_REDIS, redisProgram, startRedis } from '../processes/redis-process.ts'
import { startReplica } from '../processes/replica-process.ts'
import { met, quantile, type PartResult, type Row } from '../report/result.ts'
import { pause } from '../until.ts'

const ABOUT = {
  part: 'replicas',
  standsFor:
    'How soon a second replica on the same Redis shows what was told to the first: from just before the call at one to ListBackends at the other.',
  command: 'npm run bench -- replicas',
}

const PROMISED_MS = 100
const GIVE_UP_MS = 5_000
/** Rounds begin at any time of the replicas' own beat. */
const SPREAD_MS = 60

export async function replicas(bench: Bench): Promise<PartResult> {
  const program = redisProgram()
  if (program === undefined) return { ...ABOUT, rows: [], notes: [NO_REDIS] }
  const redis = await startRedis(bench, program)
  const options = { store: redis.url, poolDefaults: '{ heartbeat: { interval: 1m } }' }
  const told = await startReplica(bench, 'told', options)
  const asked = await startReplica(bench, 'asked', { ...options, place: 'load' })
  const known = backendsIn(1, 10)
  await registerAll(told.port, known)
  const pair: Pair = {
    told: connect(told.port),
    asked: createObserver(asked.port),
    known,
    rounds: bench.quick ? 30 : 200,
  }
  bench.say('registrations')
  const registered = await measure(pair, registerOne)
  bench.say('heartbeats')
  const beaten = await measure(pair, beatOne)
  bench.say('drains')
  const drained = await measure(pair, drainOne)
  pair.told.close()
  pair.asked.close()
  await Promise.all([told.stop(), asked.stop()])
  await redis.stop()
  return {
    ...ABOUT,
    rows: [...rowsOf('registration', registered), ...rowsOf('heartbeat', beaten), ...rowsOf('drain', drained)],
    notes: [`${pair.rounds} rounds each, at random times; asking takes about 1 ms and is part of every number`],
  }
}

interface Pair {
  readonly told: BytesClient
  readonly asked: Observer
  readonly known: readonly BenchBackend[]
  readonly rounds: number
}

/** Tells one replica something, and says how to see it at the other. */
type Step = (pair: Pair, round: number) => { tell: () => Promise<unknown>; isVisible: Look }
type Look = (backends: readonly BackendStatus__Output[]) => boolean

async function measure(pair: Pair, step: Step): Promise<number[]> {
  const samples: number[] = []
  const pool = pair.known[0]?.pool ?? ''
  for (let round = 0; round < pair.rounds; round += 1) {
    await pause(Math.random() * SPREAD_MS)
    const { tell, isVisible } = step(pair, round)
    const startedAt = performance.now()
    const telling = tell()
    while (!isVisible(await pair.asked.backends(pool))) {
      if (performance.now() - startedAt > GIVE_UP_MS) throw new Error('the other replica never showed it')
    }
    samples.push(performance.now() - startedAt)
    await telling
  }
  return samples
}

const registerOne: Step = ({ told, known }, round) => {
  const backend = { pool: known[0]?.pool ?? '', id: `newcomer-${round}` }
  return {
    tell: () => told.call(`${AGENT}/RegisterBackend`, registration(backend, round)),
    isVisible: (backends) => backends.some((each) => each.backend?.id === backend.id),
  }
}

const beatOne: Step = ({ told, known }, round) => {
  const [backend] = known
  const sequence = round + 1
  return {
    tell: () =>
      told.call(`${AGENT}/ReportHeartbeat`, heartbeatsMessage(backend === undefined ? [] : [backend], sequence)),
    isVisible: (backends) =>
      backends.some((each) => each.backend?.id === backend?.id && Number(each.load?.errors ?? 0) === sequence),
  }
}

/** Drains and lets back in, in turn. */
const drainOne: Step = ({ told, known }, round) => {
  const backend = known[1]
  const isDrain = round % 2 === 0
  const method = `/lookaside.v1.AdminService/${isDrain ? 'DrainBackend' : 'UndrainBackend'}`
  return {
    tell: () => told.call(method, drainRequest(backend ?? { pool: '', id: '' })),
    isVisible: (backends) =>
      backends.some((each) => each.backend?.id === backend?.id && each.drainedByOperator === isDrain),
  }
}

function rowsOf(what: string, samples: readonly number[]): Row[] {
  const tail = quantile(samples, 0.99)
  return [
    { what: `${what}, median`, value: quantile(samples, 0.5), unit: 'ms' },
    {
      what: `${what}, 99th percentile`,
      value: tail,
      unit: 'ms',
      target: met(`≤ ${PROMISED_MS} ms`, tail <= PROMISED_MS),
    },
    { what: `${what}, longest`, value: Math.max(...samples), unit: 'ms' },
  ]
}
