import type { LoadReport, PickRequest } from '../../../policies/policy.ts'
import type { SnapshotMember } from '../../pools/backend-entry.ts'
import type { LiveSignals } from '../../pools/signals.ts'
import type { PickerStart } from '../policy-runner.ts'
import type { Draft } from './draft.ts'
import { FULLY_RECORDED, namedIn } from './draft.ts'
import type { RuledOut } from './left-out.ts'
import { MAX_DRAWS } from './tape.ts'

/** What a column holds, in order; NaN is undefined. */
export const SIGNAL_COLUMNS = 14

/** Rough size of a load report with a few metrics of its own. */
const REPORT_BYTES = 1_024
/** What a record takes besides its lists. */
const FRAME_BYTES = 512

/** What the last question to a picker depended on, in the little memory that it needs. The key never leaves in a decision. */
export interface HeldInputs {
  readonly pool: string
  readonly revision: number
  /** By the replica's clock, milliseconds. */
  readonly at: number
  readonly start: PickerStart
  readonly request: Pick<PickRequest, 'affinityKey' | 'hash' | 'attempt' | 'alternates'>
  /** Indexes of the members that were avoided. Undefined: the request had no `avoid`. */
  readonly avoided: Uint32Array | undefined
  /** As the policy saw them, signals aside: immutable, and shared by all records of a snapshot. */
  readonly members: readonly SnapshotMember[]
  /** Indexes of the members whose signals are held. Undefined: all. */
  readonly rows: Uint32Array | undefined
  readonly signals: Float64Array
  /** Held only for a policy that consumes them. */
  readonly reports: readonly (LoadReport | undefined)[]
  readonly draws: readonly number[]
  /** Id of the backend that the picker answered. Empty: none. */
  readonly answer: string
  readonly bytes: number
}

/** Reads what the last question depended on, before the pick changes it. Undefined: the pick cannot be made again. */
export function holdInputs(draft: Draft, pool: string, ruled: RuledOut, readsReports: boolean): HeldInputs | undefined {
  const { last } = draft
  const answer = last?.answer
  if (last === undefined || answer === undefined || obstacleTo(draft) !== '') return undefined
  const { members, request, start } = last
  const rows = members.length <= FULLY_RECORDED ? undefined : placesOf(members, namedIn(answer.result))
  const held = rows === undefined ? members : Array.from(rows, (index) => members[index])
  const signals = new Float64Array(held.length * SIGNAL_COLUMNS)
  held.forEach((member, row) => member && readSignals(member.signals, signals, row * SIGNAL_COLUMNS))
  const reports = readsReports ? held.map((member) => member?.signals.loadReport()) : []
  const avoided = request.avoid === undefined ? undefined : placesOf(members, ruled.keys())
  const draws = draft.lastDraws()
  const { affinityKey, hash, attempt, alternates } = request
  return {
    pool,
    revision: last.revision,
    at: draft.at,
    start,
    request: { affinityKey, hash, attempt, alternates },
    avoided,
    members,
    rows,
    signals,
    reports,
    draws,
    answer: answer.result.kind === 'picked' ? answer.result.backend.id : '',
    bytes:
      FRAME_BYTES +
      (start.state?.length ?? 0) +
      signals.byteLength +
      reports.length * REPORT_BYTES +
      (avoided?.byteLength ?? 0) +
      (rows?.byteLength ?? 0) +
      draws.length * 8,
  }
}

/** Why the last question cannot be asked again. Empty: it can, or none was asked. */
export function obstacleTo(draft: Draft): string {
  const { last } = draft
  if (last?.answer === undefined) return ''
  const { start, answer } = last
  if (start.obstacle !== '') return start.obstacle
  if (answer.fallback !== start.fallback || answer.servedBy !== start.choice.type) {
    return `the policy ${start.choice.type} failed in this pick, and ${answer.servedBy} served`
  }
  return draft.overflowed() ? `more than ${MAX_DRAWS} random numbers were drawn` : ''
}

/** Indexes of those that are members, in order. Members are sorted by id. */
function placesOf(members: readonly SnapshotMember[], wanted: Iterable<{ readonly id: string }>): Uint32Array {
  const places = new Set<number>()
  for (const { id } of wanted) {
    let low = 0
    let high = members.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((members[middle]?.id ?? id) < id) low = middle + 1
      else high = middle
    }
    if (members[low]?.id === id) places.add(low)
  }
  return Uint32Array.from(places).sort()
}

function readSignals(signals: LiveSignals, into: Float64Array, at: number): void {
  into[at] = signals.inFlight()
  into[at + 1] = signals.peekLatencyMs() ?? NaN
  into[at + 2] = signals.successRate()
  into[at + 3] = signals.utilization() ?? NaN
  into[at + 4] = signals.capacity() ?? NaN
  into[at + 5] = signals.weight()
  into[at + 6] = signals.loadReportAgeMs() ?? NaN
  const { inFlight, exposureMs, completions, busyMs, usualMs, isEstimated, isProven } = signals.flow()
  into[at + 7] = exposureMs
  into[at + 8] = completions
  into[at + 9] = busyMs
  into[at + 10] = usualMs
  into[at + 11] = inFlight
  into[at + 12] = isEstimated ? 1 : 0
  into[at + 13] = isProven ? 1 : 0
}
