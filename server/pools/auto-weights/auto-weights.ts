import type { Clock } from '../../../policies/policy.ts'
import type { Log } from '../../telemetry/ports.ts'
import type { BackendEntry } from '../backend-entry.ts'
import type { AutoWeightsSettings } from '../pool-config.ts'
import type { Pool } from '../pool.ts'
import type { AutoWeight, Verdict } from './auto-weight.ts'
import { ChangeLog } from './change-log.ts'
import type { Measured, Step } from './controller.ts'
import { IDLE_UTILIZATION, isMeasure, step } from './controller.ts'
import { reportedUtilization } from './utilization.ts'

/** A sample older than this many steps says too little about the factor of today; so does another replica's word. */
const MAX_AGE_STEPS = 3

/**
 * Share of its distance from the other replicas that a step takes back. Replicas see the same reports, so they take the same
 * steps, and what they began or missed apart would stay between them for ever. More than this, and replicas that step in turn
 * would build on each other's steps: at a quarter they move at most 1.15 times as fast as one alone.
 */
const PULL = 0.25

interface Member {
  readonly entry: BackendEntry
  readonly measured: Measured
  /** Utilization as it was reported. */
  readonly reported: number | undefined
  /** Why nothing can be said of it. Empty: it takes part. */
  readonly why: string
}

/**
 * Runs the controller of each pool in its own interval. Replicas are equal and have no leader here: each steps by itself from
 * the reports that all of them see, tells its factors, and draws near those of the others.
 */
export class AutoWeights {
  private readonly clock: Clock
  private readonly log: ChangeLog

  constructor(clock: Clock, log: Log) {
    this.clock = clock
    this.log = new ChangeLog(clock, log)
  }

  /** Called several times a second. `followsWeight`: whether the pool's policy follows weights. */
  sweep(pool: Pool, followsWeight: boolean): void {
    const { autoWeights: settings } = pool.config
    const { autoWeights: state } = pool
    const now = this.clock.now()
    // A policy that does not follow weights would leave the controller without any effect to see.
    const inForce = settings.mode === 'on' && followsWeight
    if (settings.mode !== state.mode || inForce !== state.inForce) this.start(pool, inForce, now)
    if (settings.mode === 'off') return
    const entries = pool.byId()
    for (const entry of entries) observe(entry)
    const due = now >= state.lastAt + settings.intervalMs
    if (due) this.step(pool, entries, now)
    else follow(entries, settings, now)
    if (inForce) putInForce(pool, entries)
  }

  /** The mode has changed: what was learned under another one is not carried into this one. */
  private start(pool: Pool, inForce: boolean, now: number): void {
    const { autoWeights: state } = pool
    const entries = pool.byId()
    for (const { autoWeight } of entries) {
      autoWeight.reset()
      // A replica that has just started was off until now, and what it hears is what it should begin with.
      if (state.mode !== 'off') autoWeight.forgetOthers()
    }
    state.mode = pool.config.autoWeights.mode
    state.inForce = inForce
    state.lastAt = now
    state.imbalance = undefined
    putInForce(pool, entries)
  }

  private step(pool: Pool, entries: readonly BackendEntry[], now: number): void {
    const settings = pool.config.autoWeights
    const { autoWeights: state } = pool
    state.lastAt = now
    const { mode: localityMode } = pool.config.locality
    const before = state.changes
    let imbalance: number | undefined
    for (const group of groupsOf(entries, localityMode === 'ignore')) {
      const members = group.map((entry) => memberOf(entry, settings, state.inForce, now))
      const result = step(
        members.map(({ measured }) => measured),
        settings,
      )
      state.changes += apply(members, result, now)
      if (result.mean !== undefined) imbalance = Math.max(imbalance ?? 1, imbalanceOf(members))
    }
    state.imbalance = imbalance
    if (state.changes > before) this.log.tell(pool, entries, now)
  }
}

/** Reports are looked at as they come, so that a step acts on their mean and on each of them once. */
function observe({ signals, autoWeight }: BackendEntry): void {
  const report = signals.loadReport()
  if (report !== undefined) autoWeight.observe(report, reportedUtilization(report, signals))
}

/** Until its own first step, a backend has the factor that the other replicas came to: a restart begins where they are. */
function follow(entries: readonly BackendEntry[], settings: AutoWeightsSettings, now: number): void {
  for (const { autoWeight } of entries) {
    if (autoWeight.own) continue
    const others = othersOf(autoWeight, settings, now)
    if (others !== undefined && others !== autoWeight.factor) autoWeight.move(others, now, { kind: 'learned' })
    autoWeight.untold = false
  }
}

/** What the other replicas came to, within the bounds that hold here. Undefined: none told it lately. */
function othersOf(
  autoWeight: AutoWeight,
  { intervalMs, minFactor, maxFactor }: AutoWeightsSettings,
  now: number,
): number | undefined {
  const others = autoWeight.others(now - MAX_AGE_STEPS * intervalMs)
  return others === undefined ? undefined : Math.min(maxFactor, Math.max(minFactor, others))
}

function memberOf(entry: BackendEntry, settings: AutoWeightsSettings, inForce: boolean, now: number): Member {
  const { autoWeight } = entry
  const others = othersOf(autoWeight, settings, now) ?? autoWeight.factor
  const factor = autoWeight.own ? autoWeight.factor * Math.pow(others / autoWeight.factor, PULL) : others
  const reported = autoWeight.takeUtilization()
  const why = whyHeld(entry, reported, settings)
  // Where factors are not in force, utilization is what it would be if it followed the share of the picks.
  const seen = reported === undefined || inForce ? reported : reported * factor
  const measured = { factor, utilization: why === '' ? seen : undefined, errors: autoWeight.errors }
  return { entry, measured, reported, why }
}

/** Why a backend is left out of a step. Empty: it is not. */
function whyHeld(entry: BackendEntry, utilization: number | undefined, settings: AutoWeightsSettings): string {
  if (entry.state !== 'eligible' && entry.state !== 'saturated') return `it is ${entry.state}`
  const ageMs = entry.signals.loadReportAgeMs()
  if (ageMs === undefined) return 'no load report has come'
  if (ageMs > MAX_AGE_STEPS * settings.intervalMs) return `its load was sampled ${Math.round(ageMs / 1_000)} s ago`
  if (utilization === undefined) return 'no report since the last step says its utilization'
  return isMeasure(utilization) ? '' : 'its utilization is no number'
}

/** Returns how many factors changed. */
function apply(members: readonly Member[], { mean, factors, errors }: Step, now: number): number {
  let changes = 0
  members.forEach((member, index) => {
    const { autoWeight } = member.entry
    const to = factors[index] ?? autoWeight.factor
    if (to !== autoWeight.factor) changes += 1
    autoWeight.move(to, now, verdictOf(member, mean, errors[index]?.last))
    autoWeight.errors = errors[index] ?? autoWeight.errors
    autoWeight.own = true
  })
  return changes
}

/** Largest utilization over the mean, as reported: what it is, and not what a dry run would make of it. */
function imbalanceOf(members: readonly Member[]): number {
  let largest = 0
  let sum = 0
  let count = 0
  for (const { reported, why } of members) {
    if (why !== '' || reported === undefined) continue
    largest = Math.max(largest, reported)
    sum += reported
    count += 1
  }
  return sum > 0 ? (largest * count) / sum : 1
}

function verdictOf({ reported, measured, why }: Member, mean: number | undefined, error: number | undefined): Verdict {
  if (why !== '' || measured.utilization === undefined || reported === undefined) return { kind: 'held', why }
  if (mean === undefined) return { kind: 'held', why: 'nobody that it competes with reports its utilization' }
  if (mean < IDLE_UTILIZATION) return { kind: 'held', why: 'the mean utilization is below 2 %' }
  return { kind: 'measured', reported, utilization: measured.utilization, mean, isNear: error === 0 }
}

/**
 * Weights move picks between backends that a caller may choose from, so each locality is balanced by itself: what differs
 * between localities is where the callers are.
 */
function groupsOf(entries: readonly BackendEntry[], ignoresLocality: boolean): Iterable<readonly BackendEntry[]> {
  if (ignoresLocality) return [entries]
  const groups = new Map<string, BackendEntry[]>()
  for (const entry of entries) {
    const { region, zone, subZone } = entry.card.locality
    const key = `${region}/${zone}/${subZone}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [entry])
    else group.push(entry)
  }
  return groups.values()
}

/** One new snapshot for all factors that changed; none when none did. */
function putInForce(pool: Pool, entries: readonly BackendEntry[]): void {
  let changed = false
  for (const entry of entries) {
    if (entry.setAutoFactor(pool.autoWeights.inForce ? entry.autoWeight.factor : 1)) changed = true
  }
  if (changed) pool.touch()
}
