import { Command, Option } from 'commander'

import { type BenchPlan, type BenchProgress, type BenchResult, runBench } from '../bench-run.ts'
import type { PickBackendResponse__Output } from '../../../proto/gen/lookaside/v1/PickBackendResponse.ts'
import type { CliDeps } from '../deps.ts'
import { EXIT } from '../exit-codes.ts'
import { CliFailure } from '../failure.ts'
import { durationBetween, wholeNumber } from '../options.ts'
import { bar } from '../output/bar.ts'
import { counted, formatCount, formatShare, formatSpan } from '../output/quantities.ts'
import { safeText } from '../output/safe-text.ts'
import { createPause } from '../pause.ts'
import { createProgress } from '../progress.ts'
import { adviceFor } from '../service-failure.ts'
import { inSession, type Session } from '../session.ts'

interface BenchFlags {
  readonly concurrency: number
  readonly duration: number
  readonly rate?: number
  readonly stream?: boolean
  readonly batch: number
}

const LONGEST_MS = 600_000
/** A client that is at work this much of its time is what is measured. */
const BUSY = 0.85
const PROGRESS_MS = 500

export function benchCommand(deps: CliDeps): Command {
  const pick = new Command('pick')
    .description('measure picks of a running service, with their latencies; what is picked is given back')
    .argument('<pool>', 'name of the pool')
    .addOption(
      new Option('-c, --concurrency <n>', 'calls or streams at one time').argParser(wholeNumber(1, 1_000)).default(8),
    )
    .addOption(
      new Option('-d, --duration <duration>', 'how long')
        .argParser(durationBetween(100, LONGEST_MS))
        .default(10_000, '10s'),
    )
    .addOption(
      new Option('--rate <n>', 'picks a second over all (default: as many as it takes)').argParser(
        wholeNumber(1, 1_000_000),
      ),
    )
    .option('--stream', 'many picks a message over streams, in place of a call each')
    .addOption(new Option('--batch <n>', 'picks a message with --stream').argParser(wholeNumber(1, 1_000)).default(100))
    .action((pool: string, flags: BenchFlags, command: Command) =>
      inSession(deps, command, (session) => run(deps, session, pool, flags)),
    )
  return new Command('bench').description('measure a running service').addCommand(pick)
}

async function run(deps: CliDeps, session: Session, pool: string, flags: BenchFlags): Promise<void> {
  const { concurrency, duration: durationMs, rate, stream = false, batch } = flags
  const { picks, ask } = session.connection
  // A pool that cannot be picked from is told at once, and the connection is made before the clock runs.
  const first = await ask<PickBackendResponse__Output>('PickBackend', (options, callback) =>
    picks.PickBackend({ pool }, options, callback),
  )
  await session.connection.tryAsk(1_000, (options, callback) =>
    picks.ReportOutcomes(
      { outcomes: [{ pickToken: first.pickToken, result: 'OUTCOME_RESULT_CANCELLED' }] },
      options,
      callback,
    ),
  )
  const plan: BenchPlan = { pool, concurrency, durationMs, rate, batch: stream ? batch : undefined }
  const pause = createPause(deps.onStopSignal)
  let isOver = false
  const stopped = pause.wait(durationMs + 1_000).then(() => {
    isOver = true
  })
  const progress = createProgress(deps, PROGRESS_MS, durationMs)
  try {
    const result = await runBench(session.connection, plan, {
      isOver: () => isOver,
      onStart: (state) => progress.start(() => describeProgress(state)),
    })
    progress.end()
    show(session, plan, result)
  } finally {
    progress.end()
    pause.now()
    pause.off()
    await stopped
  }
}

function describeProgress({ picks, latencies }: BenchProgress): string {
  return `${formatCount(picks)} picks, p99 ${formatSpan(latencies.count === 0 ? null : latencies.percentile(0.99))}`
}

function show(session: Session, plan: BenchPlan, result: BenchResult): void {
  const { output, json } = session
  const { picks, elapsedMs, latencies, refusals, clientBusy } = result
  const perSecond = (picks * 1_000) / elapsedMs
  const refused = [...refusals].map(([reason, count]) => ({ reason, count }))
  const [worst] = [...refused].sort((a, b) => b.count - a.count)
  if (output === 'json') {
    const { pool, concurrency, rate, batch } = plan
    json('bench', {
      ...{ pool, concurrency, rate: rate ?? null, batch: batch ?? null, durationMs: elapsedMs },
      ...{ picks, picksPerSecond: perSecond, refusals: refused },
      // Of a pick, or of a message with many of them.
      latencyOf: batch === undefined ? 'pick' : 'message',
      ...{ latencyMs: latencies.summary(), histogram: latencies.bars() },
      client: { busy: clientBusy, isBottleneck: clientBusy >= BUSY },
    })
  } else print(session, plan, result, perSecond, refused)
  if (picks > 0 || worst === undefined) return
  const { reason, count } = worst
  const message = `not one pick was answered: ${formatCount(count)} times ${reason}`
  throw new CliFailure({ exitCode: EXIT.refused, reason, message, next: adviceFor(reason, plan.pool) })
}

function print(
  { print: say, style, table, remark }: Session,
  plan: BenchPlan,
  { picks, elapsedMs, latencies, clientBusy }: BenchResult,
  perSecond: number,
  refused: readonly { readonly reason: string; readonly count: number }[],
): void {
  const { pool, concurrency, rate, batch } = plan
  const how =
    batch === undefined
      ? `${concurrency} calls at one time`
      : `${counted(concurrency, 'stream')}, ${batch} picks a message`
  const pace = rate === undefined ? '' : `, ${formatCount(rate)} picks/s asked for`
  say(
    `${style.bold(`${formatCount(Math.round(perSecond))} picks/s`)}  ${formatCount(picks)} in ${formatSpan(elapsedMs)} from ${safeText(pool)}; ${how}${pace}`,
  )
  for (const { reason, count } of refused) remark(style.bad(`${formatCount(count)} refused: ${safeText(reason)}`))
  const summary = latencies.summary()
  if (summary !== null) {
    const of = batch === undefined ? 'a pick' : `a message of ${batch} picks`
    say(`\nlatency of ${of}, seen from here`)
    const parts = [
      ['min', summary.min],
      ['mean', summary.mean],
      ['p50', summary.p50],
      ['p90', summary.p90],
    ] as const
    const tail = [
      ['p99', summary.p99],
      ['p99.9', summary.p999],
      ['max', summary.max],
    ] as const
    say([...parts, ...tail].map(([name, ms]) => `${style.dim(name)} ${precise(ms)}`).join('  '))
    say('')
    const bars = latencies.bars()
    const most = Math.max(...bars.map(({ count }) => count))
    table(bars, [
      { title: 'UP TO', cell: ({ toMs }) => formatSpan(toMs), align: 'right' },
      { title: 'COUNT', cell: ({ count }) => formatCount(count), align: 'right' },
      { title: 'PART', cell: ({ count }) => formatShare(count / latencies.count), align: 'right' },
      {
        title: '',
        cell: ({ count }) => bar(count / most, 30) || ' ',
        paint: (text) => style.note(text),
        dispensable: 1,
      },
    ])
  }
  say(`\n${verdict(plan, clientBusy, perSecond, style)}`)
}

/** What the numbers stand for: a client in one thread is easily slower than the service. */
function verdict({ rate, batch }: BenchPlan, busy: number, perSecond: number, { warn, dim }: Session['style']): string {
  const share = formatShare(busy)
  if (busy >= BUSY) {
    const more = batch === undefined ? '; --stream, or several clients, show more' : '; several clients show more'
    return warn(
      `this client was at work ${share} of the time: it is the bottleneck, and the service can do more${more}`,
    )
  }
  if (rate !== undefined && perSecond < rate * 0.95) {
    return warn(
      `the rate was not reached, though this client was at work only ${share} of the time: raise -c, or the service is full`,
    )
  }
  const limit =
    rate === undefined ? ': the limit is the calls at one time (-c), the service, or a machine that both share' : ''
  return dim(`this client was at work ${share} of the time${limit}`)
}

/** Latencies below a millisecond want more digits than spans elsewhere. */
const precise = (ms: number): string =>
  ms < 1 ? `${Math.round(ms * 1_000)} µs` : ms < 10 ? `${ms.toFixed(2)} ms` : formatSpan(ms)
