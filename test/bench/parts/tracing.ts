import { roleCommand, type Bench } from '../bench.ts'
import { hasH2load, NO_H2LOAD } from '../drive/h2load.ts'
import { registerAll } from '../drive/register.ts'
import { race, type Contestant, type Rounds } from '../drive/rounds.ts'
import { backendsIn } from '../messages.ts'
import { startReplica, STEADY_POOL, total, type ReplicaProcess } from '../processes/replica-process.ts'
import { coreRatioOf, coreRow, notesOn, rateRow, ratioOf } from '../report/rates.ts'
import { met, type PartResult, type Row } from '../report/result.ts'
import { onePick, unaryPicks } from './rpc.ts'

const ABOUT = {
  part: 'tracing',
  standsFor:
    'What traces cost: unary picks without the SDK, with 1 % of the traces that begin here sampled, with callers that bring a trace and do not sample it, and with every pick sampled. Spans go over OTLP to a process that takes them and does nothing. The floor is the same service without the SDK; for callers that bring a trace it gets the same header, which costs the library something whoever reads it.',
  command: 'npm run bench -- tracing',
}

const RATIO_SAMPLER = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.01' }
const NOT_SAMPLED = 'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00'

interface Setting {
  readonly name: string
  /** Undefined: the SDK is not started. */
  readonly env: Readonly<Record<string, string>> | undefined
  readonly headers?: readonly string[]
  /** What it is compared with. Default: the first. */
  readonly floor?: string
}

const HEADER_ALONE = 'off, with the header'
const SETTINGS: readonly [Setting, ...Setting[]] = [
  { name: 'off', env: undefined },
  { name: '1 %', env: RATIO_SAMPLER },
  { name: HEADER_ALONE, env: undefined, headers: [NOT_SAMPLED] },
  { name: 'not sampled by callers', env: {}, headers: [NOT_SAMPLED], floor: HEADER_ALONE },
  { name: '100 %', env: { OTEL_TRACES_SAMPLER: 'always_on' } },
]
/** What issue and design promise. At 100 % the picks are what counts: spans that the exporter cannot take are dropped. */
const TARGETS = new Map([['1 %', 0.95]])

export async function tracing(bench: Bench): Promise<PartResult> {
  if (!hasH2load()) return { ...ABOUT, rows: [], notes: [NO_H2LOAD] }
  const sink = await startSink(bench)
  const backends = backendsIn(1, 100)
  const pool = backends[0]?.pool ?? ''
  const seconds = bench.quick ? 1 : 2
  const replicas: ReplicaProcess[] = []
  const contestants: Contestant[] = []
  for (const [index, { name, env, headers = [] }] of SETTINGS.entries()) {
    const exports = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://127.0.0.1:${sink.found}/v1/traces` }
    const replica = await startReplica(bench, `tracing-${index}`, {
      poolDefaults: STEADY_POOL,
      env: env === undefined ? {} : { ...exports, ...env },
    })
    await registerAll(replica.port, backends)
    await onePick(replica.port, pool)
    replicas.push(replica)
    contestants.push({ ...unaryPicks(bench, replica, pool, seconds, headers), name })
  }
  const rounds = await race(bench, contestants, bench.quick ? 2 : 10)
  const notes = await Promise.all(replicas.map((replica, index) => spansOf(SETTINGS[index]?.name ?? '', replica)))
  await Promise.all([...replicas, sink].map((running) => running.stop()))
  return { ...ABOUT, rows: rowsOf(rounds), notes: [...notes.filter((note) => note !== ''), ...notesOn(rounds)] }
}

function startSink(bench: Bench) {
  return bench.processes.launch(roleCommand('otlp-sink'), { place: 'load' }, (line) => {
    const port = /^\{"port":(\d+)\}$/.exec(line)?.[1]
    return port === undefined ? undefined : Number(port)
  })
}

async function spansOf(name: string, replica: ReplicaProcess): Promise<string> {
  const metrics = await replica.metrics()
  const spans = (result: string): number => total(metrics, 'lookaside_spans_total', `result="${result}"`)
  const [exported, failed, dropped] = [spans('exported'), spans('failed'), spans('dropped')]
  if (exported + failed + dropped === 0) return ''
  const picks = total(metrics, 'lookaside_picks_total')
  return `${name}: ${picks} picks, ${exported} spans exported, ${dropped} dropped since they came too fast, ${failed} failed`
}

function rowsOf(rounds: Rounds): Row[] {
  return SETTINGS.flatMap(({ name, floor: beside = SETTINGS[0].name }): Row[] => {
    const own = rounds.get(name) ?? []
    const floor = rounds.get(beside) ?? []
    const ratio = ratioOf(own, floor)
    const least = TARGETS.get(name)
    const target = least === undefined ? {} : { target: met(`≥ ${least} × off`, ratio >= least) }
    return [
      { ...rateRow(`PickBackend, traces: ${name}`, own), ratio, ...target },
      { ...coreRow(`PickBackend, traces: ${name}, a second of its core`, own), ratio: coreRatioOf(own, floor) },
    ]
  })
}
