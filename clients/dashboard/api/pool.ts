import type { JsonObject } from './json.ts'
import { countAt, enumAt, enumWord, flagAt, listAt, numberAt, objectAt, spanAt, textAt, textMapAt } from './json.ts'

export interface PoolDegraded {
  /** Words like `panic`. */
  readonly reasons: readonly string[]
  /** Since how long the oldest applies, milliseconds. */
  readonly ageMs: number | undefined
}

/** A pool as it is now. */
export interface Pool {
  readonly name: string
  /** The policy that is configured. */
  readonly policy: string
  /** The one that picks: the fallback policy when the configured one failed. */
  readonly activePolicy: string
  readonly backends: number
  readonly eligible: number
  readonly panicThresholdPercent: number
  /** Counts up from the start of the replica. */
  readonly picks: number
  readonly revision: number
  readonly configVersion: number
  readonly policyFailures: number
  readonly lastPolicyError: string
  readonly degraded: PoolDegraded | undefined
  /** As it came, for showing. */
  readonly config: JsonObject
}

/** Where a backend or a caller is; empty parts are unknown. */
export interface Locality {
  readonly region: string
  readonly zone: string
  readonly subZone: string
}

/** A backend as it is now. Spans in milliseconds; undefined: unknown or none. */
export interface Backend {
  readonly id: string
  readonly address: string
  readonly locality: Locality
  readonly labels: ReadonlyMap<string, string>
  /** A word of the CLI: `eligible`, `warming`, ... */
  readonly state: string
  readonly stateReason: string
  readonly stateAgeMs: number | undefined
  readonly epoch: number
  readonly heartbeatAgeMs: number | undefined
  readonly drainedByOperator: boolean
  readonly weight: number
  readonly operatorWeight: number | undefined
  readonly effectiveWeight: number
  readonly inFlight: number
  readonly latencyMs: number | undefined
  /** 0 to 1. */
  readonly successRate: number
  readonly picks: number
  readonly outcomes: number
  readonly failures: number
  readonly ejectedForMs: number | undefined
  readonly load: Load | undefined
}

/** What a backend last said of its load; 0 is unknown there. */
export interface Load {
  readonly cpuUtilization: number
  readonly memUtilization: number
  readonly applicationUtilization: number
  readonly rps: number
  readonly inFlight: number | undefined
  readonly capacity: number
  readonly ageMs: number | undefined
}

export function readPool(from: JsonObject): Pool {
  const config = objectAt(from, 'config')
  const activePolicy = textAt(from, 'activePolicy')
  const configured = textAt(objectAt(config, 'policy'), 'type')
  return {
    name: textAt(config, 'name'),
    policy: configured === '' ? activePolicy : configured,
    activePolicy,
    backends: countAt(from, 'backends'),
    eligible: countAt(from, 'eligible'),
    panicThresholdPercent: countAt(config, 'panicThresholdPercent'),
    picks: countAt(from, 'picks'),
    revision: countAt(from, 'revision'),
    configVersion: countAt(from, 'configVersion'),
    policyFailures: countAt(from, 'policyFailures'),
    lastPolicyError: textAt(from, 'lastPolicyError'),
    degraded: readDegraded(objectAt(from, 'degraded')),
    config,
  }
}

export function readDegraded(from: JsonObject): PoolDegraded | undefined {
  const reasons = listAt(from, 'reasons').map((reason) => enumWord(reason, 'DEGRADED_REASON_'))
  return reasons.length === 0 ? undefined : { reasons, ageMs: spanAt(from, 'age') }
}

export function readLocality(from: JsonObject): Locality {
  return { region: textAt(from, 'region'), zone: textAt(from, 'zone'), subZone: textAt(from, 'subZone') }
}

export function readBackend(from: JsonObject): Backend {
  const card = objectAt(from, 'backend')
  return {
    id: textAt(card, 'id'),
    address: textAt(card, 'address'),
    locality: readLocality(objectAt(card, 'locality')),
    labels: textMapAt(card, 'labels'),
    state: enumAt(from, 'state', 'BACKEND_STATE_'),
    stateReason: textAt(from, 'stateReason'),
    stateAgeMs: spanAt(from, 'stateAge'),
    epoch: countAt(from, 'epoch'),
    heartbeatAgeMs: spanAt(from, 'heartbeatAge'),
    drainedByOperator: flagAt(from, 'drainedByOperator'),
    weight: numberAt(card, 'weight') ?? 1,
    operatorWeight: numberAt(from, 'operatorWeight'),
    effectiveWeight: countAt(from, 'effectiveWeight'),
    inFlight: countAt(from, 'inFlight'),
    latencyMs: spanAt(from, 'latency'),
    successRate: numberAt(from, 'successRate') ?? 1,
    picks: countAt(from, 'picks'),
    outcomes: countAt(from, 'outcomes'),
    failures: countAt(from, 'failures'),
    ejectedForMs: spanAt(from, 'ejectedFor'),
    load: 'load' in from ? readLoad(objectAt(from, 'load')) : undefined,
  }
}

function readLoad(from: JsonObject): Load {
  return {
    cpuUtilization: countAt(from, 'cpuUtilization'),
    memUtilization: countAt(from, 'memUtilization'),
    applicationUtilization: countAt(from, 'applicationUtilization'),
    rps: countAt(from, 'rpsFractional'),
    inFlight: numberAt(from, 'inFlight'),
    capacity: countAt(from, 'capacity'),
    ageMs: spanAt(from, 'sampleAge'),
  }
}
