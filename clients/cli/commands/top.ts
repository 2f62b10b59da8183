import { performance } from 'node:perf_hooks'
import { Command, Option } from 'commander'

import type { CliDeps } from '../deps.ts'
import { CliFailure } from '../failure.ts'
import { type LiveScreen, openScreen } from '../live-screen.ts'
import { durationBetween } from '../options.ts'
import { counted, formatSpan } from '../output/quantities.ts'
import { safeText } from '../output/safe-text.ts'
import type { Style } from '../output/style.ts'
import { cut } from '../output/table.ts'
import { createPause, type Pause } from '../pause.ts'
import { inSession, type Session } from '../session.ts'
import { takeSample, type TopSample } from '../top-sample.ts'
import { formatRate, renderTop, SORT_KEYS, type SortKey, type TopRow, topRows } from '../top-view.ts'

interface TopFlags {
  readonly interval: number
  readonly sort: SortKey
  readonly once?: boolean
}

export function topCommand(deps: CliDeps): Command {
  return new Command('top')
    .description('watch pools and backends live: picks, share against fair share, in flight, latency, success, state')
    .argument('[pool]', 'only this pool')
    .addOption(
      new Option('--interval <duration>', 'time between two looks')
        .argParser(durationBetween(200, 60_000))
        .default(1_000, '1s'),
    )
    .addOption(
      new Option('--sort <key>', `${SORT_KEYS.slice(0, -1).join(', ')} or ${SORT_KEYS.at(-1) ?? ''}`)
        .choices(SORT_KEYS)
        .default('picks'),
    )
    .option('--once', 'look twice, one interval apart, print it and end')
    .action((pool: string | undefined, flags: TopFlags, command: Command) =>
      inSession(deps, command, (session) => run(deps, session, pool, flags)),
    )
}

async function run(deps: CliDeps, session: Session, pool: string | undefined, flags: TopFlags): Promise<void> {
  const { once = false, interval } = flags
  const pause = createPause(deps.onStopSignal)
  const look = (before?: TopSample): Promise<TopSample> =>
    takeSample(session.connection, pool, before, () => performance.now())
  // A service that is not there is told before the window is taken.
  let before = await look()
  const isLive = deps.isTty && session.output === 'table' && !once
  const scene = createScene(deps, session, isLive ? openScreen(deps) : undefined, flags)
  const offKey = isLive ? deps.terminal.onKey?.(keys(scene, pause)) : undefined
  if (isLive) scene.show({ now: before, before }, '')
  try {
    while (!(await pause.wait(interval))) {
      const seen = await Promise.race([look(before).catch(expected), pause.over])
      if (seen === undefined) return
      if (seen instanceof CliFailure && once) throw seen
      if (seen instanceof CliFailure) scene.show(undefined, seen.message)
      else {
        scene.show({ now: seen, before }, '')
        before = seen
      }
      if (once) return
    }
  } finally {
    offKey?.()
    scene.close()
    pause.off()
  }
}

/** A service may come back; a fault of our own does not go away. */
function expected(error: unknown): CliFailure {
  if (error instanceof CliFailure) return error
  throw error
}

/** Ctrl-C is a key like any other once keys come one by one. */
function keys(scene: Scene, pause: Pause): (key: string) => void {
  return (key) => {
    if (key === 'q' || key === '\u0003' || key === '\u001b') pause.now()
    if (key === 's') scene.sortByNext()
  }
}

/** Two looks, and what lies between them. */
interface View {
  readonly now: TopSample
  readonly before: TopSample
}

interface Scene {
  /** No view: the service did not answer, for the reason given. */
  show(view: View | undefined, trouble: string): void
  sortByNext(): void
  close(): void
}

function createScene(deps: CliDeps, session: Session, screen: LiveScreen | undefined, flags: TopFlags): Scene {
  let { sort } = flags
  let last: View | undefined
  const { style, output } = session
  const show = (view: View | undefined, trouble: string): void => {
    last = view ?? last
    const at = new Date(deps.now())
    const rows = view === undefined ? [] : topRows(view.now, view.before, sort)
    if (output === 'json') {
      if (view === undefined) return session.remark(trouble)
      const body = { time: at.toISOString(), intervalMs: flags.interval, pools: view.now.pools, backends: rows }
      return flags.once === true ? session.json('top', body) : session.jsonLine('top', body)
    }
    const { columns, rows: height } = deps.terminal.size()
    const width = deps.isTty ? columns : undefined
    const head = headLines(session, { at, interval: flags.interval, view, rows, trouble, width })
    const foot = screen === undefined ? [] : ['', style.dim(`q quits · s sorts by the next key (now ${sort})`)]
    const room = screen === undefined || height === undefined ? Number.POSITIVE_INFINITY : height - head.length - 5
    const table = rows.length === 0 ? [] : ['', renderTop(rows, { style, width, room }).trimEnd()]
    const text = [...head, ...table, ...foot].join('\n')
    if (screen === undefined) session.print(`${text}\n`)
    else screen.draw(text)
  }
  return {
    show,
    sortByNext() {
      sort = SORT_KEYS[(SORT_KEYS.indexOf(sort) + 1) % SORT_KEYS.length] ?? 'picks'
      if (last !== undefined) show(last, '')
    },
    close: () => screen?.leave(),
  }
}

interface Head {
  readonly at: Date
  readonly interval: number
  readonly view: View | undefined
  readonly rows: readonly TopRow[]
  readonly trouble: string
  readonly width: number | undefined
}

function headLines(
  { style, connection }: Session,
  { at, interval, view, rows, trouble, width }: Head,
): readonly string[] {
  const fit = (text: string): string => (width === undefined ? text : cut(text, width))
  const time = at.toTimeString().slice(0, 8)
  const title = style.bold(fit(`lookaside top  ${connection.address}  ${time}  every ${formatSpan(interval)}`))
  if (view === undefined) return [title, style.bad(fit(`no answer: ${safeText(trouble)}; trying again`))]
  const { now } = view
  const rate = rows.reduce((sum, row) => sum + row.picksPerSecond, 0)
  const ready = rows.filter(({ state }) => state === 'eligible' || state === 'warming').length
  const counts = [
    ...(now.pools.length > 0 ? [counted(now.pools.length, 'pool')] : []),
    counted(rows.length, 'backend'),
    `${ready} may be picked`,
    `${formatRate(rate)} picks/s`,
  ]
  return [title, fit(counts.join(', ')), ...degraded(now, style, fit)]
}

function degraded({ pools, backends }: TopSample, style: Style, fit: (text: string) => string): readonly string[] {
  const quiet = pools.length - backends.size
  const left = pools.length > 0 && quiet > 0 ? [style.dim(fit(`the ${backends.size} busiest pools are shown`))] : []
  const lines = pools.flatMap(({ name, degraded: state, activePolicy, policy }) => {
    const reasons = [
      ...(state === null ? [] : [`${state.reasons.join(', ')} for ${formatSpan(state.ageMs)}`]),
      ...(activePolicy === policy ? [] : [`${activePolicy} stands in for ${policy}`]),
    ]
    return reasons.length === 0 ? [] : [style.warn(fit(`${safeText(name)}: ${reasons.join('; ')}`))]
  })
  return [...left, ...lines.slice(0, 5)]
}
