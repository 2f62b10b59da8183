import type { AutoWeightStatus__Output } from '../../proto/gen/lookaside/v1/AutoWeightStatus.ts'
import type { Backend__Output } from '../../proto/gen/lookaside/v1/Backend.ts'
import type { BackendStatus__Output } from '../../proto/gen/lookaside/v1/BackendStatus.ts'
import { millisecondsOf } from './output/quantities.ts'
import { stateWord } from './output/words.ts'

/** The address card of a backend as `-o json` shows it. */
export interface BackendCard {
  readonly id: string
  readonly address: string
  readonly locality: { readonly region: string; readonly zone: string; readonly subZone: string }
  readonly labels: Readonly<Record<string, string>>
  readonly weight: number
}

/** A backend as it is now, as `-o json` shows it. Null: unknown or none. */
export interface BackendLine extends BackendCard {
  readonly state: string
  readonly stateReason: string
  readonly stateAgeMs: number | null
  readonly epoch: number
  readonly heartbeatAgeMs: number | null
  readonly drainedByOperator: boolean
  readonly operatorWeight: number | null
  readonly effectiveWeight: number
  readonly inFlight: number
  readonly latencyMs: number | null
  readonly successRate: number
  readonly picks: number
  readonly outcomes: number
  readonly failures: number
  readonly ejectedForMs: number | null
  /** Null: automatic weights are off. */
  readonly autoWeight: AutoWeightLine | null
}

export interface AutoWeightLine {
  readonly factor: number
  readonly inForce: boolean
  readonly reason: string
  readonly changes: readonly {
    readonly ageMs: number | null
    readonly before: number
    readonly after: number
    readonly reason: string
  }[]
}

export function backendCard(backend: Backend__Output | null): BackendCard {
  const { region = '', zone = '', subZone = '' } = backend?.locality ?? {}
  return {
    id: backend?.id ?? '',
    address: backend?.address ?? '',
    locality: { region, zone, subZone },
    labels: { ...backend?.labels },
    weight: backend?.weight ?? 1,
  }
}

export function backendLine(status: BackendStatus__Output): BackendLine {
  const { stateReason, epoch, drainedByOperator, effectiveWeight, inFlight, successRate } = status
  return {
    ...backendCard(status.backend),
    ...{ state: stateWord(status.state), stateReason, stateAgeMs: millisecondsOf(status.stateAge), epoch },
    heartbeatAgeMs: millisecondsOf(status.heartbeatAge),
    ...{ drainedByOperator, operatorWeight: status.operatorWeight ?? null, effectiveWeight, inFlight },
    ...{ latencyMs: millisecondsOf(status.latency), successRate },
    ...{ picks: status.picks, outcomes: status.outcomes, failures: status.failures },
    ejectedForMs: millisecondsOf(status.ejectedFor),
    autoWeight: status.autoWeight === null ? null : autoWeightLine(status.autoWeight),
  }
}

function autoWeightLine({ factor, inForce, reason, changes }: AutoWeightStatus__Output): AutoWeightLine {
  const told = changes.map(({ age, before, after, reason: why }) => {
    return { ageMs: millisecondsOf(age), before, after, reason: why }
  })
  return { factor, inForce, reason, changes: told }
}
