import type { Bench } from '../bench.ts'
import { drive, hasH2load, NO_H2LOAD } from '../drive/h2load.ts'
import { registerAll } from '../drive/register.ts'
import { race, type Contestant } from '../drive/rounds.ts'
import { backendsIn, framed, picksMessage } from '../messages.ts'
import { startReplica, STEADY_POOL, total, type ServerProcess } from '../processes/replica-process.ts'
import { coreRatioOf, coreRow, notesOn, rateRow, ratioOf } from '../report/rates.ts'
import { met, type PartResult } from '../report/result.ts'
import { LEAST_PICK_BYTES, onePick, unaryPicks } from './rpc.ts'

export const STREAM_PATH = '/lookaside.v1.LookasideService/StreamPicks'

const ABOUT = {
  part: 'stream',
  standsFor:
    'Picks over a stream, as a proxy or a busy client asks: 1 and 100 picks a message, messages sent without waiting for answers. The floor is unary PickBackend on the same server in the same run.',
  command: 'npm run bench -- stream',
}

/** Only whole streams count, so they are short against a round, and long against what opening one costs. */
const MESSAGES_A_STREAM = { one: 200, hundred: 20 }

export async function stream(bench: Bench): Promise<PartResult> {
  if (!hasH2load()) return { ...ABOUT, rows: [], notes: [NO_H2LOAD] }
  const replica = await startReplica(bench, 'stream', { poolDefaults: STEADY_POOL })
  const backends = backendsIn(1, 100)
  await registerAll(replica.port, backends)
  const pool = backends[0]?.pool ?? ''
  await onePick(replica.port, pool)
  const seconds = bench.quick ? 1 : 3
  const rounds = await race(
    bench,
    [
      unaryPicks(bench, replica, pool, seconds),
      streamed(bench, replica, { pool, picks: 1, messages: MESSAGES_A_STREAM.one, seconds }),
      streamed(bench, replica, { pool, picks: 100, messages: MESSAGES_A_STREAM.hundred, seconds }),
    ],
    bench.quick ? 2 : 5,
  )
  const metrics = await replica.metrics()
  await replica.stop()
  const [unary = [], single = [], batched = []] = rounds.values()
  const ratio = ratioOf(batched, unary)
  return {
    ...ABOUT,
    rows: [
      { ...rateRow('unary PickBackend (floor), picks', unary), ratio: 1 },
      { ...rateRow('StreamPicks, 1 pick a message, picks', single), ratio: ratioOf(single, unary) },
      {
        ...rateRow('StreamPicks, 100 picks a message, picks', batched),
        ratio,
        target: met('≥ 10 × unary', ratio >= 10),
      },
      {
        ...coreRow('the same, a second of its core', batched),
        ratio: coreRatioOf(batched, unary),
      },
    ],
    notes: [
      '100 backends, peak_ewma, no outcomes; 4 connections with 2 streams each',
      `the server counted ${total(metrics, 'lookaside_picks_total')} picks and ${total(metrics, 'lookaside_pick_refusals_total')} refusals`,
      ...notesOn(rounds),
    ],
  }
}

interface StreamLoad {
  readonly pool: string
  readonly picks: number
  readonly messages: number
  readonly seconds: number
}

function streamed(
  bench: Bench,
  { port, pid }: ServerProcess,
  { pool, picks, messages, seconds }: StreamLoad,
): Contestant {
  const body = Buffer.concat(
    Array.from({ length: messages }, (_, sequence) => framed(picksMessage(pool, sequence + 1, picks))),
  )
  return {
    name: `StreamPicks ${picks}`,
    pid,
    run: () => drive(bench, { port, path: STREAM_PATH, body, connections: 4, streams: 2, seconds }),
    itemsEach: picks * messages,
    leastBytesEach: LEAST_PICK_BYTES * picks * messages,
  }
}
