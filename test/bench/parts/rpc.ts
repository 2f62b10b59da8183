import type { Bench } from '../bench.ts'
import { connect } from '../drive/client.ts'
import { drive, hasH2load, NO_H2LOAD } from '../drive/h2load.ts'
import { registerAll } from '../drive/register.ts'
import { race, type Contestant, type Rounds } from '../drive/rounds.ts'
import { backendsIn, EMPTY, framed, pickRequest } from '../messages.ts'
import { startEcho, startReplica, STEADY_POOL, total, type ServerProcess } from '../processes/replica-process.ts'
import { coreRatioOf, coreRow, notesOn, rateRow, ratioOf } from '../report/rates.ts'
import { met, type PartResult, type Row } from '../report/result.ts'
import { ECHO_PATH } from '../roles/echo-server.ts'

export const PICK_PATH = '/lookaside.v1.LookasideService/PickBackend'
const PICKS_OK = ['method="lookaside.v1.LookasideService/PickBackend"', 'code="OK"']

/** Enough under way to keep the server busy, few enough that a call does not wait for long. */
export const UNARY_LOAD = { connections: 4, streams: 8 }

const ABOUT = {
  part: 'rpc',
  standsFor:
    'Unary picks over loopback: what an application gets that asks before each call. The floor is a bare grpc-js unary call in a process of its own that answers the same empty bytes, with no codec, interceptor or observation.',
  command: 'npm run bench -- rpc',
}

export async function rpc(bench: Bench): Promise<PartResult> {
  if (!hasH2load()) return { ...ABOUT, rows: [], notes: [NO_H2LOAD] }
  const echo = await startEcho(bench)
  const replica = await startReplica(bench, 'rpc', { poolDefaults: STEADY_POOL })
  const backends = backendsIn(1, 100)
  await registerAll(replica.port, backends)
  const pool = backends[0]?.pool ?? ''
  const answer = await onePick(replica.port, pool)
  const seconds = bench.quick ? 1 : 2
  const before = await replica.metrics()
  const rounds = await race(
    bench,
    [echoContestant(bench, echo, seconds), unaryPicks(bench, replica, pool, seconds)],
    bench.quick ? 3 : 12,
  )
  const after = await replica.metrics()
  await Promise.all([echo.stop(), replica.stop()])
  const calls = total(after, 'lookaside_rpc_calls_total')
  const good = total(after, 'lookaside_rpc_calls_total', ...PICKS_OK)
  const answered = total(after, 'lookaside_picks_total') - total(before, 'lookaside_picks_total')
  return {
    ...ABOUT,
    rows: rowsOf(rounds),
    notes: [
      `100 backends, peak_ewma, no outcomes; an answer has ${answer.length} bytes`,
      `the server counted ${answered} picks and ${calls - good - backends.length} calls that were not OK`,
      ...notesOn(rounds),
    ],
  }
}

export function echoContestant(bench: Bench, echo: ServerProcess, seconds: number): Contestant {
  return {
    name: 'echo',
    pid: echo.pid,
    run: () => drive(bench, { port: echo.port, path: ECHO_PATH, body: framed(EMPTY), seconds, ...UNARY_LOAD }),
    itemsEach: 1,
    leastBytesEach: 5,
  }
}

/** Bytes that a pick has at least: an address, a token, two labels. An error has none. */
export const LEAST_PICK_BYTES = 100

export function unaryPicks(
  bench: Bench,
  { port, pid }: ServerProcess,
  pool: string,
  seconds: number,
  headers: readonly string[] = [],
): Contestant {
  const body = framed(pickRequest(pool))
  return {
    name: 'PickBackend',
    pid,
    run: () => drive(bench, { port, path: PICK_PATH, body, seconds, headers, ...UNARY_LOAD }),
    itemsEach: 1,
    leastBytesEach: LEAST_PICK_BYTES,
  }
}

/** Makes sure that answers are picks before they are only counted. */
export async function onePick(port: number, pool: string): Promise<Buffer> {
  const client = connect(port)
  const answer = await client.call(PICK_PATH, pickRequest(pool))
  client.close()
  if (!answer.includes('backend-')) throw new Error('a pick answered without a backend')
  return answer
}

function rowsOf(rounds: Rounds): Row[] {
  const [floor = [], picks = []] = rounds.values()
  const ratio = ratioOf(picks, floor)
  return [
    { ...rateRow('empty unary echo (floor)', floor), ratio: 1 },
    { ...rateRow('PickBackend', picks), ratio, target: met('≥ 0.9 × echo', ratio >= 0.9) },
    { ...coreRow('empty unary echo, a second of its core', floor), ratio: 1 },
    { ...coreRow('PickBackend, a second of its core', picks), ratio: coreRatioOf(picks, floor) },
  ]
}
