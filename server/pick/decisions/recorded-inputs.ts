import type { BackendFlow, LoadReport, Locality } from '../../../policies/policy.ts'
import type { SnapshotMember } from '../../pools/backend-entry.ts'
import type { PolicyChoice } from '../../pools/pool-config.ts'
import type { HeldInputs } from './held-inputs.ts'
import { SIGNAL_COLUMNS } from './held-inputs.ts'

/**
 * All that one question to a picker depended on, as plain JSON: it can be written down, read elsewhere, and asked again there.
 * Undefined is a key that is missing. It holds the affinity key, so it is not for everybody's eyes.
 */
export interface RecordedInputs {
  readonly pool: string
  readonly revision: number
  readonly policy: PolicyChoice
  /** Milliseconds by the replica's clock; the origin has no meaning. */
  readonly at: number
  readonly request: {
    readonly affinityKey?: string | undefined
    readonly hash?: { readonly hi: number; readonly lo: number } | undefined
    readonly attempt: number
    readonly alternates: number
    /** Ids that had to be avoided. Undefined: the request named none, which is not the same to a policy as an empty list. */
    readonly avoid?: readonly string[] | undefined
  }
  /** As the picker told it. Undefined: it told none. */
  readonly state?: unknown
  readonly draws: readonly number[]
  readonly backends: readonly RecordedBackend[]
  /** Id of the backend that was answered. Empty: none. */
  readonly answer: string
}

export interface RecordedBackend {
  readonly id: string
  readonly address: string
  readonly locality: Locality
  readonly labels: Readonly<Record<string, string>>
  readonly weight: number
  readonly home?: boolean | undefined
  /** Undefined: they were not recorded. */
  readonly signals?: RecordedSignals | undefined
}

export interface RecordedSignals {
  readonly inFlight: number
  readonly latencyMs?: number | undefined
  readonly successRate: number
  readonly utilization?: number | undefined
  readonly capacity?: number | undefined
  readonly weight: number
  readonly loadReportAgeMs?: number | undefined
  readonly flow: BackendFlow
  /** Undefined: there was none, or the policy consumes none. */
  readonly loadReport?: RecordedReport | undefined
}

type ReportMaps = 'utilization' | 'namedMetrics' | 'requestCost'
export type RecordedReport = Omit<LoadReport, ReportMaps> & Record<ReportMaps, Readonly<Record<string, number>>>

export function toRecorded(held: HeldInputs): RecordedInputs {
  const { pool, revision, at, start, request, avoided, members, draws, answer } = held
  const rowOf = held.rows === undefined ? undefined : new Map([...held.rows].map((index, row) => [index, row]))
  const state: unknown = start.state === undefined ? undefined : JSON.parse(start.state)
  const avoid = avoided === undefined ? undefined : Array.from(avoided, (index) => members[index]?.id ?? '')
  return {
    pool,
    revision,
    policy: start.choice,
    at,
    request: { ...request, avoid },
    state,
    draws,
    backends: members.map((member, index) => backendOf(member, held, rowOf === undefined ? index : rowOf.get(index))),
    answer,
  }
}

function backendOf(member: SnapshotMember, held: HeldInputs, row: number | undefined): RecordedBackend {
  const { id, address, locality, labels, weight, home } = member
  const signals = row === undefined ? undefined : signalsOf(held, row)
  return { id, address, locality, labels: Object.fromEntries(labels), weight, home, signals }
}

function signalsOf({ signals, reports }: HeldInputs, row: number): RecordedSignals {
  const column = (offset: number): number | undefined => {
    const value = signals[row * SIGNAL_COLUMNS + offset]
    return value === undefined || Number.isNaN(value) ? undefined : value
  }
  return {
    inFlight: column(0) ?? 0,
    latencyMs: column(1),
    successRate: column(2) ?? 1,
    utilization: column(3),
    capacity: column(4),
    weight: column(5) ?? 1,
    loadReportAgeMs: column(6),
    flow: {
      inFlight: column(11) ?? 0,
      exposureMs: column(7) ?? 0,
      completions: column(8) ?? 0,
      busyMs: column(9) ?? 0,
      usualMs: column(10) ?? 0,
      isEstimated: column(12) === 1,
      isProven: column(13) === 1,
    },
    loadReport: recordReport(reports[row]),
  }
}

function recordReport(report: LoadReport | undefined): RecordedReport | undefined {
  if (report === undefined) return undefined
  return {
    ...report,
    utilization: Object.fromEntries(report.utilization),
    namedMetrics: Object.fromEntries(report.namedMetrics),
    requestCost: Object.fromEntries(report.requestCost),
  }
}

export function reviveReport(report: RecordedReport | undefined): LoadReport | undefined {
  if (report === undefined) return undefined
  return {
    ...report,
    inFlight: report.inFlight,
    latencyMs: report.latencyMs,
    utilization: new Map(Object.entries(report.utilization)),
    namedMetrics: new Map(Object.entries(report.namedMetrics)),
    requestCost: new Map(Object.entries(report.requestCost)),
  }
}
