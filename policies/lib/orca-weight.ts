/**
 * Weights from load reports: how many requests a backend serves at full utilization, by its own account.
 *
 * Source: gRFC A58 for weight, blackout and expiration; Envoy, orca_weight_manager.cc, for the order of utilizations.
 */

import type { LoadReport, SnapshotBackend } from '../policy.ts'
import { usableWeight } from './live.ts'
import { listOf } from './state.ts'

export interface OrcaRules {
  /** Metrics of which the largest is the utilization, before that of the application and of the CPU. */
  readonly metricNames: readonly string[]
  /** How much an error in each request adds to the utilization. */
  readonly errorPenalty: number
  readonly blackoutMs: number
  readonly expirationMs: number
}

/** What is known of the reports of one backend. Times are those of the samples, in milliseconds of the policy's clock. */
export interface WeightHistory {
  /** Of the last report that gave one. */
  weight: number
  reportedAt: number
  /** First of the reports that have come without a break. Undefined: the weight is not to be used. */
  since: number | undefined
  /** Requests that the backend had completed by the last report that says so. */
  completed: number
}

export const newHistory = (): WeightHistory => ({ weight: 0, reportedAt: 0, since: undefined, completed: 0 })

const NAMED = 'named_metrics.'
const UTILIZATION = 'utilization.'

/** Names that {@link OrcaRules.metricNames} may hold: a field, or a key of a map. */
export const METRIC_NAME =
  /^(?:application_utilization|cpu_utilization|mem_utilization|(?:named_metrics|utilization)\..+)$/

function metricOf(report: LoadReport, name: string): number | undefined {
  if (name === 'cpu_utilization') return report.cpuUtilization
  if (name === 'mem_utilization') return report.memUtilization
  if (name === 'application_utilization') return report.applicationUtilization
  if (name.startsWith(NAMED)) return report.namedMetrics.get(name.slice(NAMED.length))
  return name.startsWith(UTILIZATION) ? report.utilization.get(name.slice(UTILIZATION.length)) : undefined
}

function positive(value: number | undefined): number {
  return value !== undefined && value > 0 && value < Infinity ? value : 0
}

/** Utilization by a report; 0: it gives none. */
function utilizationOf(report: LoadReport, metricNames: readonly string[]): number {
  let largest = 0
  for (const name of metricNames) largest = Math.max(largest, positive(metricOf(report, name)))
  return largest || positive(report.applicationUtilization) || positive(report.cpuUtilization)
}

/** Requests per second / (utilization + errors per request * penalty). 0: the report gives no weight. */
export function orcaWeight(
  report: LoadReport,
  { metricNames, errorPenalty }: Pick<OrcaRules, 'metricNames' | 'errorPenalty'>,
): number {
  const rps = positive(report.rps)
  const utilization = utilizationOf(report, metricNames)
  if (rps === 0 || utilization === 0) return 0
  return usableWeight(rps / (utilization + (positive(report.eps) / rps) * errorPenalty))
}

/** Takes in the last report of a backend. One without a weight, as of an idle backend, leaves the last weight as it is. */
export function observeReport(
  history: WeightHistory,
  { signals }: SnapshotBackend,
  rules: OrcaRules,
  now: number,
): void {
  const report = signals.loadReport()
  if (report === undefined) {
    // Another incarnation, which has said nothing yet.
    history.since = undefined
    return
  }
  const completed = positive(report.completed)
  if (completed > 0) {
    // Less than before: another incarnation, too. None at all: a report that does not count, as one that came with a call.
    if (completed < history.completed) history.since = undefined
    history.completed = completed
  }
  const weight = orcaWeight(report, rules)
  if (weight === 0) return
  history.weight = weight
  history.reportedAt = now - positive(signals.loadReportAgeMs())
  history.since ??= history.reportedAt
}

/** The weight to use now. 0: none, since reports have come for too short a time, or the last is too old. */
export function usableOrcaWeight(history: WeightHistory, { blackoutMs, expirationMs }: OrcaRules, now: number): number {
  if (history.since === undefined) return 0
  if (now - history.reportedAt >= expirationMs) {
    // When reports come again, the blackout does, too.
    history.since = undefined
    return 0
  }
  return now - history.since < blackoutMs ? 0 : history.weight
}

/** Histories as plain JSON, and back. Throws when they do not fit. */
export function historiesToJson(histories: readonly WeightHistory[]): readonly unknown[] {
  return histories.map(({ weight, reportedAt, since, completed }) => [weight, reportedAt, since ?? null, completed])
}

const FIELDS = 4

export function historyFromJson(told: unknown, index: number): WeightHistory {
  const [weight, reportedAt, since, completed] = listOf(told, String(index), FIELDS).map((value) => {
    if (value === null) return undefined
    if (typeof value === 'number' && Number.isFinite(value)) return value
    throw new Error(`state.histories[${index}]: expected finite numbers only`)
  })
  const usable = positive(weight) === 0 ? 0 : usableWeight(positive(weight))
  return { weight: usable, reportedAt: reportedAt ?? 0, since, completed: completed ?? 0 }
}
