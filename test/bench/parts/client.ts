import { numbersIn, roleCommand, type Bench } from '../bench.ts'
import { registerAll } from '../drive/register.ts'
import { backendsIn } from '../messages.ts'
import { startReplica, STEADY_POOL } from '../processes/replica-process.ts'
import { met, type PartResult } from '../report/result.ts'

const LOCAL_LIMIT_NS = 1_000
const STREAM_LIMIT_MS = 0.3

/** What the TypeScript client adds to a call of an application. */
export async function client(bench: Bench): Promise<PartResult> {
  const replica = await startReplica(bench, 'client', { poolDefaults: STEADY_POOL })
  const backends = backendsIn(1, 100)
  await registerAll(replica.port, backends)
  const pool = backends[0]?.pool ?? ''
  const seconds = bench.quick ? 1 : 5
  bench.say(`${seconds} s for each way of picking`)
  const output = await bench.processes.run(roleCommand('client-cost', String(replica.port), pool, String(seconds)), {
    place: 'load',
  })
  await replica.stop()
  const cost = numbersIn(output)
  const localNs = cost('localNs')
  const aloneP50 = cost('aloneP50')
  const bareP50 = cost('bareP50')
  const elsewhere = cost('answered') - cost('streamed')
  // A pause of the machine may cost a few; more would be another measurement.
  if (elsewhere > cost('answered') / 100) throw new Error(`${elsewhere} of ${cost('answered')} picks went elsewhere`)
  return {
    part: 'client',
    standsFor:
      'What `withBackend` of the TypeScript client adds to a call that itself takes no time: outcome, retry budget and in-flight count included, against the same call without it.',
    command: 'npm run bench -- client',
    rows: [
      {
        ...{ what: 'watch mode: picked here, added to a call', value: localNs, unit: 'ns' },
        target: met('≤ 1 µs', localNs <= LOCAL_LIMIT_NS),
      },
      { what: 'a bare picks stream, one pick after the other (floor), p50', value: bareP50, unit: 'ms', ratio: 1 },
      {
        ratio: aloneP50 / bareP50,
        ...{ what: 'stream mode: one call after the other, p50', value: aloneP50, unit: 'ms' },
        target: met('≤ 0.3 ms', aloneP50 <= STREAM_LIMIT_MS),
      },
      { what: 'the same, p99', value: cost('aloneP99'), unit: 'ms' },
      { what: 'stream mode: 500 calls a second, p50', value: cost('pacedP50'), unit: 'ms' },
      { what: 'the same, p99', value: cost('pacedP99'), unit: 'ms' },
    ],
    notes: [
      '100 backends, peak_ewma; the client and the replica are processes of their own, over loopback',
      `${cost('picksPerMessage').toFixed(2)} picks a message on average`,
    ],
  }
}
