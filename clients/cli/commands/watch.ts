import { Command, Option } from 'commander'

import type { WatchBackendsResponse__Output } from '../../../proto/gen/lookaside/v1/WatchBackendsResponse.ts'
import { type BackendCard, backendCard } from '../backend-line.ts'
import type { CliDeps } from '../deps.ts'
import { follow, type Following } from '../following.ts'
import { pairs, wholeNumber } from '../options.ts'
import { counted, formatShare, formatSpan } from '../output/quantities.ts'
import { safeText } from '../output/safe-text.ts'
import { degradation, type Degradation } from '../output/words.ts'
import { addLocalityFlags, type LocalityFlags, localityOf } from '../pick-request.ts'
import { inSession, type Session } from '../session.ts'

interface WatchFlags extends LocalityFlags {
  readonly label?: readonly (readonly [string, string])[]
  readonly count?: number
}

interface Shared extends BackendCard {
  /** 0 to 1. */
  readonly share: number
}

export function watchCommand(deps: CliDeps): Command {
  const command = new Command('watch')
    .description('follow which backends of a pool may be picked, with the share of each')
    .argument('<pool>', 'name of the pool')
    .addOption(new Option('--label <key=value>', 'only backends with this label; may be repeated').argParser(pairs))
    .addOption(new Option('--count <n>', 'end after this many states').argParser(wholeNumber(1, 1_000_000)))
  return addLocalityFlags(command).action((pool: string, flags: WatchFlags, self: Command) => {
    const request = { pool, locality: localityOf(flags), labelSelector: Object.fromEntries(flags.label ?? []) }
    return inSession(deps, self, (session) => {
      const { connection } = session
      const show = createShow(deps, session, pool)
      let left = flags.count ?? Number.POSITIVE_INFINITY
      return follow<WatchBackendsResponse__Output>({
        open: () => connection.picks.WatchBackends(request),
        failureOf: (error) => connection.failure('WatchBackends', error),
        onStop: deps.onStopSignal,
        on: (event) => {
          show(event)
          if (event.kind === 'message') left -= 1
          return left <= 0
        },
      })
    })
  })
}

/** Prints what changed. */
function createShow(
  deps: CliDeps,
  session: Session,
  pool: string,
): (event: Following<WatchBackendsResponse__Output>) => void {
  let before: ReadonlyMap<string, Shared> | undefined
  return (event) => {
    const at = new Date(deps.now())
    if (event.kind === 'message') {
      const { revision, degraded, backends } = event.message
      const list = backends.map(({ backend, share }): Shared => ({ ...backendCard(backend), share }))
      const state = { revision, degraded: degradation(degraded), backends: list }
      if (session.output === 'json')
        session.jsonLine('watch', { event: 'backends', time: at.toISOString(), pool, ...state })
      else printState(session, at, pool, state, before)
      before = new Map(list.map((backend) => [backend.id, backend]))
      return
    }
    const why = event.kind === 'back' ? '' : (event.failure?.message ?? 'the service ended the stream')
    if (session.output === 'json')
      session.jsonLine('watch', { event: event.kind, time: at.toISOString(), pool, message: why })
    else if (event.kind === 'back') session.remark(`${clock(at)}  ${session.style.good('connected again')}`)
    else session.remark(`${clock(at)}  ${session.style.warn('connection lost')}: ${safeText(why)}; trying again`)
  }
}

interface State {
  readonly revision: number
  readonly degraded: Degradation | null
  readonly backends: readonly Shared[]
}

/** The first time everybody, after that what differs: a name, a share, an address. */
function printState(
  { print, style }: Session,
  at: Date,
  pool: string,
  { revision, degraded, backends }: State,
  before: ReadonlyMap<string, Shared> | undefined,
): void {
  const count =
    backends.length === 0
      ? style.bad('no backend may be picked')
      : `${counted(backends.length, 'backend')} may be picked`
  const note =
    degraded === null ? '' : `  ${style.warn(`${degraded.reasons.join(', ')} for ${formatSpan(degraded.ageMs)}`)}`
  print(`${style.dim(clock(at))}  ${style.bold(safeText(pool))}  ${count}  ${style.dim(`revision ${revision}`)}${note}`)
  const width = Math.max(0, ...backends.map(({ id }) => safeText(id).length))
  const line = (mark: string, { id, address, share }: Shared, extra = ''): string =>
    `  ${mark} ${safeText(id).padEnd(width)}  ${formatShare(share).padStart(7)}  ${style.dim(safeText(address))}${extra}`
  for (const backend of backends) {
    const known = before?.get(backend.id)
    if (known === undefined) print(line(before === undefined ? ' ' : style.good('+'), backend))
    else if (formatShare(known.share) !== formatShare(backend.share) || known.address !== backend.address) {
      print(line(style.note('~'), backend, `  ${style.dim(`was ${formatShare(known.share)}`)}`))
    }
  }
  const now = new Set(backends.map(({ id }) => id))
  for (const [id, backend] of before ?? []) if (!now.has(id)) print(`  ${style.bad('-')} ${safeText(backend.id)}`)
}

/** The time of day where the person is. */
const clock = (at: Date): string => at.toTimeString().slice(0, 8)
