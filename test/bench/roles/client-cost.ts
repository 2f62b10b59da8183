import { credentials } from '@grpc/grpc-js'
import { loadServices } from '../../../clients/typescript/protos.ts'
import type { StreamPicksResponse__Output } from '../../../proto/gen/lookaside/v1/StreamPicksResponse.ts'
import { createClient, type LookasideClient } from '../../../clients/typescript/index.ts'
import { median, quantile } from '../report/result.ts'
import { until } from '../until.ts'

/** Calls that one batch makes, one after the other; between batches the event loop turns and outcomes leave. */
const BATCH = 200
/** Calls a second of the paced run: enough for the client to choose the stream by itself. */
const PACE = 500

export interface ClientCostOptions {
  readonly port: number
  readonly pool: string
  readonly seconds: number
}

const CALLED = Promise.resolve(1)
const call = (): Promise<number> => CALLED

/** What `withBackend` adds to a call that takes no time: nanoseconds with local picks, milliseconds with picks on a stream. */
export async function measureClient(options: ClientCostOptions): Promise<Record<string, number>> {
  const local = connect(options, 'watch')
  const watch = local.watchPool(options.pool)
  await watch.ready()
  await until('picks are local', async () => {
    await local.withBackend(options.pool, call)
    return local.stats().picks.watch > 0
  })
  const localNs = await addedNanoseconds(local, options)
  const lost = local.stats().picks.cache + local.stats().picks.static
  watch.close()
  await local.close()
  const streaming = connect(options, 'stream')
  await streaming.pick(options.pool)
  const bare = await bareLatencies(options)
  const alone = await latencies(() => streaming.withBackend(options.pool, call), options)
  const paced = await pacedLatencies(streaming, options)
  const { stream, picks } = streaming.stats()
  await streaming.close()
  return {
    ...{ localNs, lost },
    bareP50: quantile(bare, 0.5),
    ...{ aloneP50: quantile(alone, 0.5), aloneP99: quantile(alone, 0.99) },
    ...{ pacedP50: quantile(paced, 0.5), pacedP99: quantile(paced, 0.99) },
    ...{
      streamed: picks.stream,
      answered: alone.length + paced.length,
      picksPerMessage: stream.picks / stream.messages,
    },
  }
}

function connect({ port }: ClientCostOptions, mode: 'watch' | 'stream'): LookasideClient {
  // A machine that does more than one thing at a time pauses for longer than the default deadline.
  return createClient({ address: `127.0.0.1:${port}`, mode, timeoutMs: 1_000 })
}

/** Median over batches of the time with `withBackend` less that of the bare call. */
async function addedNanoseconds(client: LookasideClient, { pool, seconds }: ClientCostOptions): Promise<number> {
  const added: number[] = []
  const end = performance.now() + seconds * 1_000
  const warmUntil = performance.now() + seconds * 250
  while (performance.now() < end) {
    const start = performance.now()
    for (let index = 0; index < BATCH; index += 1) await client.withBackend(pool, call)
    const middle = performance.now()
    for (let index = 0; index < BATCH; index += 1) await bareCall()
    const last = performance.now()
    if (start > warmUntil) added.push(((middle - start - (last - middle)) / BATCH) * 1e6)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return median(added)
}

async function bareCall(): Promise<number> {
  return call()
}

/** Of calls one after the other, in milliseconds. */
async function latencies(one: () => Promise<unknown>, { seconds }: ClientCostOptions): Promise<number[]> {
  const taken: number[] = []
  const end = performance.now() + seconds * 1_000
  while (performance.now() < end) {
    const start = performance.now()
    await one()
    taken.push(performance.now() - start)
  }
  return taken
}

/** The same picks on a stream of the gRPC library, without the client. */
async function bareLatencies(options: ClientCostOptions): Promise<number[]> {
  const service = new (loadServices().LookasideService)(`127.0.0.1:${options.port}`, credentials.createInsecure())
  const stream = service.streamPicks()
  let answered: (message: StreamPicksResponse__Output) => void = () => undefined
  stream.on('data', (message: StreamPicksResponse__Output) => answered(message))
  stream.on('error', () => undefined)
  let sequence = 0
  const one = (): Promise<unknown> =>
    new Promise((resolve) => {
      answered = resolve
      sequence += 1
      stream.write({ sequence, picks: [{ pool: options.pool }] })
    })
  await one()
  const taken = await latencies(one, options)
  stream.cancel()
  service.close()
  return taken
}

/** Calls at a steady rate that do not wait for each other. */
async function pacedLatencies(client: LookasideClient, { pool, seconds }: ClientCostOptions): Promise<number[]> {
  const taken: number[] = []
  const open: Promise<void>[] = []
  const begin = performance.now()
  const one = async (): Promise<void> => {
    const start = performance.now()
    await client.withBackend(pool, call)
    taken.push(performance.now() - start)
  }
  for (let sent = 0; performance.now() - begin < seconds * 1_000;) {
    const due = Math.floor(((performance.now() - begin) * PACE) / 1_000)
    for (; sent < due; sent += 1) open.push(one())
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(open)
  return taken
}
