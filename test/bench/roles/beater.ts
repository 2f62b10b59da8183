import { createInterface } from 'node:readline'
import { connect } from '../drive/client.ts'
import { AGENT } from '../drive/register.ts'
import { backendsIn, heartbeatsMessage, type BenchBackend } from '../messages.ts'

const STREAMS = 4
/** Tag of the first field of an answer, a refused heartbeat. */
const REJECTED = 0x0a

/**
 * Agents: each pool's backends beat every second over one of a few streams, the pools spread evenly over the second. Says
 * "beating", and after a line on its input what it did.
 */
export async function beat(port: number, pools: number, perPool: number): Promise<Record<string, number>> {
  const byPool = groupByPool(backendsIn(pools, perPool))
  const client = connect(port)
  const told = { sent: 0, answered: 0, rejected: 0, failures: 0, latestMs: 0 }
  const streams = Array.from({ length: STREAMS }, () => {
    const stream = client.stream(`${AGENT}/StreamHeartbeats`)
    stream.on('data', (answer: Buffer) => {
      told.answered += 1
      if (answer[0] === REJECTED) told.rejected += 1
    })
    stream.on('error', () => (told.failures += 1))
    return stream
  })
  const startedAt = performance.now()
  const stepMs = 1_000 / byPool.length
  let step = 0
  const timer = setInterval(() => {
    const due = (performance.now() - startedAt) / stepMs
    for (; step < due; step += 1) {
      const sequence = 1 + Math.floor(step / byPool.length)
      streams[step % STREAMS]?.write(heartbeatsMessage(byPool[step % byPool.length] ?? [], sequence))
      told.sent += 1
    }
    told.latestMs = Math.max(told.latestMs, performance.now() - startedAt - (step - 1) * stepMs)
  }, stepMs / 2)
  process.stdout.write('beating\n')
  await new Promise<void>((resolve) => {
    createInterface({ input: process.stdin }).once('line', () => resolve())
  })
  clearInterval(timer)
  client.close()
  return told
}

function groupByPool(backends: readonly BenchBackend[]): BenchBackend[][] {
  const groups = new Map<string, BenchBackend[]>()
  for (const backend of backends) {
    const group = groups.get(backend.pool)
    if (group === undefined) groups.set(backend.pool, [backend])
    else group.push(backend)
  }
  return [...groups.values()]
}
