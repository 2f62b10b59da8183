import type { Backoff } from '../typescript/backoff.ts'
import { createBackoff } from '../typescript/backoff.ts'
import type { Clock } from '../typescript/clock.ts'
import type { LookasideError } from '../typescript/errors.ts'
import type { Log } from '../typescript/log.ts'
import { answerTimeout, FIRST_INTERVAL_MS, nextInterval } from './cadence.ts'
import type { Courier } from './courier.ts'
import { createCourier } from './courier.ts'
import { deregisterAll } from './deregistration.ts'
import type { Link, LinkLimits } from './link.ts'
import type { Member } from './member.ts'
import { createStopper } from './parallel.ts'
import type { Pause } from './pause.ts'
import { createPause } from './pause.ts'
import type { RoundEnd } from './round.ts'
import { beatRound, registerRound } from './round.ts'
import type { Verdicts } from './verdicts.ts'
import { createVerdicts } from './verdicts.ts'

export interface BeaterDeps {
  readonly link: Link
  readonly clock: Clock
  /** From 0, below 1. */
  readonly random: () => number
  readonly log: Log
  readonly onSuperseded: (member: Member) => void
}

/** Keeps the service's picture of backends true: registers them, sends their heartbeats, rides out its absence. */
export interface Beater {
  /** Something about a backend has changed: it is told at once, not when the next heartbeat is due. */
  changed(): void
  /** Resolves after the next round that begins: true unless the service was away. */
  nextRound(): Promise<boolean>
  /** Stops, and takes every backend away that the service may know, within `limitMs`. */
  stop(limitMs: number): Promise<void>
}

/** Everything that a running beater remembers. */
interface Run extends BeaterDeps {
  readonly members: readonly Member[]
  readonly courier: Courier
  readonly verdicts: Verdicts
  readonly pause: Pause
  readonly backoff: Backoff
  readonly ending: AbortController
  readonly waiters: ((reached: boolean) => void)[]
  intervalMs: number
  nextBeatAt: number
  away: boolean
}

/** Delays while the service is away: soon enough after a restart, and apart from everybody else's. */
const RECONNECT = { initialMs: 100, maxMs: 5_000 }
/** Rounds that follow at once still leave room for what else has to be told. */
const MIN_PAUSE_MS = 10
/** When nothing is due, somebody will wake the loop. */
const IDLE_MS = 60_000
/** An agent that was sent elsewhere beats there within this time, so that no lease runs out on the way. */
const MOVE_WITHIN_MS = 1_000

export function startBeater(deps: BeaterDeps, members: readonly Member[]): Beater {
  const { link, clock, random, log, onSuperseded } = deps
  const pause = createPause(clock)
  const onGoAway = (): void => {
    goElsewhere(run)
    pause.wake()
  }
  const run: Run = {
    ...{ ...deps, members, pause },
    ...{ intervalMs: FIRST_INTERVAL_MS, nextBeatAt: Number.POSITIVE_INFINITY, away: false, waiters: [] },
    courier: createCourier({ link, clock, random, log, onGoAway }),
    verdicts: createVerdicts({ clock, log, onSuperseded }),
    backoff: createBackoff(RECONNECT, random),
    ending: createStopper(),
  }
  // Not before the caller has had its turn, so that it can ask for the first round's end.
  const looping = Promise.resolve().then(() => loop(run))
  const nextRound = (): Promise<boolean> =>
    new Promise((resolve) => {
      if (run.ending.signal.aborted) return resolve(false)
      run.waiters.push(resolve)
      pause.wake()
    })
  return {
    changed() {
      // While the service is away the rhythm is the back-off's, whatever changes.
      if (!run.away) pause.wake()
    },
    nextRound,
    async stop(limitMs) {
      run.ending.abort()
      pause.wake()
      await looping
      run.courier.reset()
      await deregisterAll(deps, members, limitMs)
      link.close()
    },
  }
}

async function loop(run: Run): Promise<void> {
  while (!run.ending.signal.aborted) {
    const waiters = run.waiters.splice(0)
    const end = await runRound(run)
    for (const tell of waiters) tell(end?.kind !== 'lost')
    if (run.ending.signal.aborted) break
    if (end?.kind === 'done') onReached(run, end.goAway)
    await run.pause.sleep(end?.kind === 'lost' ? onLost(run, end.error) : untilNextRound(run))
  }
  for (const tell of run.waiters.splice(0)) tell(false)
}

/** Undefined: nothing was due. */
async function runRound(run: Run): Promise<RoundEnd | undefined> {
  const { members, clock } = run
  const limits: LinkLimits = { timeoutMs: answerTimeout(run.intervalMs), signal: run.ending.signal }
  const unknown = members.filter((member) => awaitsRegistration(member) && member.registerAt <= clock.now())
  const registered = unknown.length === 0 ? undefined : await registerRound(run, unknown, limits)
  if (registered?.kind === 'lost') return registered
  if (registered !== undefined) {
    // The service says when the first heartbeat is due; that is a phase and not yet the interval.
    const firstAt = clock.now() + nextInterval(registered.nextAfterMs, run.intervalMs)
    run.nextBeatAt = Math.min(run.nextBeatAt, firstAt)
  }
  const isDue = clock.now() >= run.nextBeatAt
  const beating = members.filter((member) => member.status === 'registered' && (isDue || member.dirty))
  if (beating.length === 0) {
    if (isDue) run.nextBeatAt = Number.POSITIVE_INFINITY
    return registered
  }
  const end = await beatRound(run, beating, limits)
  if (end.kind === 'done' && isDue) {
    run.intervalMs = nextInterval(end.nextAfterMs, run.intervalMs)
    run.nextBeatAt = clock.now() + run.intervalMs
  }
  return end
}

/** A backend that is leaving is not made known any more. */
function awaitsRegistration(member: Member): boolean {
  return member.status === 'registering' && !member.draining
}

function untilNextRound({ members, clock, nextBeatAt }: Run): number {
  const times = members.map((member) => {
    if (member.status === 'registered') return member.dirty ? clock.now() : nextBeatAt
    return awaitsRegistration(member) ? member.registerAt : Number.POSITIVE_INFINITY
  })
  return Math.min(
    IDLE_MS,
    Math.max(MIN_PAUSE_MS, times.reduce((a, b) => Math.min(a, b), IDLE_MS + clock.now()) - clock.now()),
  )
}

function onReached(run: Run, goAway: boolean): void {
  if (run.away) run.log.info('the service is back', { address: run.link.address() })
  run.away = false
  run.backoff.reset()
  if (goAway) goElsewhere(run)
}

function onLost(run: Run, error: LookasideError): number {
  if (!run.away) run.log.warn('the service is away, trying to reach it again', { error: error.message })
  run.away = true
  // Once it answers again it hears of every backend at once.
  run.nextBeatAt = run.clock.now()
  run.courier.reset()
  run.link.moveOn()
  return run.backoff.next()
}

function goElsewhere(run: Run): void {
  run.log.info('the service asks to use another replica', { address: run.link.address() })
  run.courier.reset()
  run.link.moveOn()
  const within = Math.min(run.intervalMs, MOVE_WITHIN_MS)
  run.nextBeatAt = Math.min(run.nextBeatAt, run.clock.now() + run.random() * within)
}
