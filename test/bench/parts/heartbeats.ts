import { numbersIn, roleCommand, type Bench } from '../bench.ts'
import type { Driven } from '../drive/driven.ts'
import { drive, hasH2load, NO_H2LOAD } from '../drive/h2load.ts'
import { AGENT, registerAll } from '../drive/register.ts'
import { race, type Contestant } from '../drive/rounds.ts'
import { backendsIn, framed, heartbeatsMessage } from '../messages.ts'
import { startEcho, startReplica, STEADY_POOL, total, type ServerProcess } from '../processes/replica-process.ts'
import { coreRatioOf, coreRow, notesOn, rateRow, ratioOf } from '../report/rates.ts'
import type { PartResult } from '../report/result.ts'
import { ECHO_PATH } from '../roles/echo-server.ts'

const BACKENDS = 100
const BEATS_A_MESSAGE = 100
/** Sequences of one round; the next round goes on after them, since an old heartbeat would be dropped unread. */
const SEQUENCES_A_ROUND = 1_000_000

/** Heartbeats that are refused make the answer longer than the wait that it says: 5 bytes of frame, at most 12 of duration. */
const GOOD_ANSWER_BYTES = 17

export async function heartbeats(bench: Bench): Promise<PartResult> {
  const echo = await startEcho(bench)
  const replica = await startReplica(bench, 'heartbeats', { poolDefaults: STEADY_POOL })
  await registerAll(replica.port, backendsIn(1, BACKENDS))
  const contestants = [emptyCalls(bench, echo), unaryBeats(bench, replica)]
  if (hasH2load()) contestants.push(streamedBeats(bench, replica))
  const rounds = await race(bench, contestants, bench.quick ? 2 : 5)
  const metrics = await replica.metrics()
  await Promise.all([echo.stop(), replica.stop()])
  const [floor = [], unary = [], streamed = []] = rounds.values()
  const rows = [
    { ...rateRow('empty unary echo (floor)', floor), ratio: 1 },
    { ...rateRow('ReportHeartbeat, 1 heartbeat', unary), ratio: ratioOf(unary, floor) },
    { ...coreRow('the same, a second of its core', unary), ratio: coreRatioOf(unary, floor) },
  ]
  const streamedRow = {
    ...rateRow(`StreamHeartbeats, ${BEATS_A_MESSAGE} a message`, streamed),
    ratio: ratioOf(streamed, floor),
  }
  const reports = (result: string): number => total(metrics, 'lookaside_reports_total', 'kind="heartbeat"', result)
  return {
    part: 'heartbeats',
    standsFor:
      'Heartbeats a second of one replica, each with a load report and each news to its backend. The floor is the empty unary echo, driven by the same frames.',
    command: 'npm run bench -- heartbeats',
    rows: streamed.length > 0 ? [...rows, streamedRow] : rows,
    notes: [
      `${BACKENDS} backends in one pool, store in memory`,
      `the server counted ${reports('result="accepted"')} heartbeats taken in and ${reports('') - reports('result="accepted"')} refused`,
      ...notesOn(rounds),
      ...(hasH2load() ? [] : [NO_H2LOAD]),
    ],
  }
}

function emptyCalls(bench: Bench, { port, pid }: ServerProcess): Contestant {
  return { name: 'echo', pid, run: () => callUnary(bench, port, ECHO_PATH, 0, 0), itemsEach: 1, leastBytesEach: 5 }
}

function unaryBeats(bench: Bench, { port, pid }: ServerProcess): Contestant {
  return {
    name: 'ReportHeartbeat',
    pid,
    run: (round) => callUnary(bench, port, `${AGENT}/ReportHeartbeat`, BACKENDS, 1 + 2 * round * SEQUENCES_A_ROUND),
    itemsEach: 1,
    leastBytesEach: 6,
    mostBytesEach: GOOD_ANSWER_BYTES,
  }
}

async function callUnary(
  bench: Bench,
  port: number,
  path: string,
  backends: number,
  sequence: number,
): Promise<Driven> {
  const seconds = bench.quick ? 1 : 3
  const args = [port, path, backends, seconds, sequence].map(String)
  const told = numbersIn(await bench.processes.run(roleCommand('caller', ...args), { place: 'load' }))
  return { done: told('done'), failed: 0, seconds: told('seconds'), bytesEach: told('bytesEach') }
}

/** One stream that carries a fixed number of heartbeats, sent without waiting for answers. */
function streamedBeats(bench: Bench, { port, pid }: ServerProcess): Contestant {
  const messages = bench.quick ? 1_500 : 5_000
  const backends = backendsIn(1, BACKENDS)
  return {
    name: 'StreamHeartbeats',
    pid,
    run: (round) => {
      const first = 1 + (2 * round + 1) * SEQUENCES_A_ROUND
      const body = Buffer.concat(
        Array.from({ length: messages }, (_, index) => framed(heartbeatsMessage(backends, first + index))),
      )
      const path = `${AGENT}/StreamHeartbeats`
      return drive(bench, { port, path, body, connections: 1, streams: 1, requests: 1 })
    },
    itemsEach: messages * BEATS_A_MESSAGE,
    leastBytesEach: messages * 6,
    mostBytesEach: messages * GOOD_ANSWER_BYTES,
  }
}
