import type { LoadReport as ReportedLoad } from '../../../policies/policy.ts'
import type { AutoWeightStatus } from '../../../proto/gen/lookaside/v1/AutoWeightStatus.ts'
import type { BackendStatus } from '../../../proto/gen/lookaside/v1/BackendStatus.ts'
import type { LoadReport } from '../../../proto/gen/lookaside/v1/LoadReport.ts'
import type { PolicyInfo } from '../../../proto/gen/lookaside/v1/PolicyInfo.ts'
import type { PoolStatus } from '../../../proto/gen/lookaside/v1/PoolStatus.ts'
import type { AutoWeightView, BackendView, PolicyView, PoolView } from '../../use-cases.ts'
import { canaryMessage } from './advice.ts'
import { backendMessage, degradedMessage } from './answers.ts'
import { toDuration, toOptionalDuration } from './durations.ts'
import { BACKEND_STATES } from './enums.ts'
import { poolConfigMessage } from './pool-config.ts'

export function poolMessage(view: PoolView): PoolStatus {
  return {
    ...view,
    config: poolConfigMessage(view.config),
    degraded: degradedMessage(view.degraded),
    canary: canaryMessage(view.canary),
  }
}

export function backendStatusMessage(view: BackendView): BackendStatus {
  const { override } = view
  return {
    backend: backendMessage(view.backend),
    state: BACKEND_STATES[view.state].name,
    stateReason: view.stateReason,
    stateAge: toDuration(view.stateAgeMs),
    epoch: view.epoch,
    heartbeatAge: toOptionalDuration(view.heartbeatAgeMs),
    drainedByOperator: override.drained,
    ...(override.weight === undefined ? {} : { operatorWeight: override.weight }),
    effectiveWeight: view.effectiveWeight,
    inFlight: Math.round(view.inFlight),
    latency: toOptionalDuration(view.latencyMs),
    successRate: view.successRate,
    load: view.load === undefined ? null : loadMessage(view.load, view.loadAgeMs ?? 0),
    picks: view.picks,
    outcomes: view.outcomes,
    failures: view.failures,
    ejectedFor: toOptionalDuration(view.ejectedForMs),
    autoWeight: view.autoWeight === undefined ? null : autoWeightMessage(view.autoWeight),
  }
}

function autoWeightMessage({ factor, inForce, reason, changes }: AutoWeightView): AutoWeightStatus {
  const told = changes.map(({ ageMs, ...change }) => ({ ...change, age: toDuration(ageMs) }))
  return { factor, inForce, reason, changes: told }
}

function loadMessage(load: ReportedLoad, ageMs: number): LoadReport {
  return {
    cpuUtilization: load.cpuUtilization,
    memUtilization: load.memUtilization,
    applicationUtilization: load.applicationUtilization,
    rpsFractional: load.rps,
    eps: load.eps,
    requestCost: Object.fromEntries(load.requestCost),
    utilization: Object.fromEntries(load.utilization),
    namedMetrics: Object.fromEntries(load.namedMetrics),
    ...(load.inFlight === undefined ? {} : { inFlight: load.inFlight }),
    completed: load.completed,
    errors: load.errors,
    capacity: load.capacity,
    latency: toOptionalDuration(load.latencyMs),
    sampleAge: toDuration(ageMs),
  }
}

export function policyMessage(view: PolicyView): PolicyInfo {
  return {
    type: view.type,
    stability: view.stability,
    description: view.description,
    requiredSignals: [...view.requiredSignals],
    optionalSignals: [...view.optionalSignals],
    configSchema: JSON.stringify(view.configSchema),
    source: view.source,
    version: view.version,
    loadError: view.loadError,
  }
}
