import { toDuration } from '../transport/messages/durations.ts'
import { DEGRADED_REASONS } from '../transport/messages/enums.ts'
import type { ConfigReload, ConfigReloads } from '../telemetry/ports.ts'
import type { DegradedStatus, ReplicaStatus } from '../use-cases.ts'
import { durationText } from './json/encode-message.ts'

/** What the process around the replica knows. */
export interface ProcessStatus {
  readonly version: string
  /** Why the replica should get no traffic. Undefined: it is ready. */
  readonly notReady: () => string | undefined
  readonly config: ConfigReloads
  /** Seconds, since it was last asked for by whoever collects it. */
  readonly eventLoopDelayP99: () => number
  /** Milliseconds since 1970. */
  readonly wallClock: () => number
}

/** `GET /v1/status`: the replica as a whole, with everything that is degraded, since when, and how it ends. */
export function statusJson(status: ReplicaStatus, process: ProcessStatus): object {
  const now = process.wallClock()
  const { replica, uptimeMs, store, pools, backends, eligible, picks } = status
  const reason = process.notReady()
  return {
    replica,
    version: process.version,
    startedAt: rfc3339(now - uptimeMs),
    uptime: duration(uptimeMs),
    ready: reason === undefined,
    notReadyReason: reason ?? '',
    store: {
      kind: store.kind,
      up: store.up,
      silentFor: duration(store.silentMs),
      pending: store.pending,
      error: store.error,
    },
    degraded: status.degraded.map((each) => degradedJson(each, now)),
    degradedOmitted: status.degradedOmitted,
    pools,
    backends,
    eligible,
    picks,
    config: configJson(process.config),
    eventLoopDelayP99: duration(process.eventLoopDelayP99() * 1_000),
  }
}

function degradedJson({ reason, pool, forMs, cause, ends }: DegradedStatus, now: number): object {
  return { reason: DEGRADED_REASONS[reason].name, pool, since: rfc3339(now - forMs), cause, ends }
}

function configJson({ source, loadedAt, last }: ConfigReloads): object {
  return { source, loadedAt: loadedAt.toISOString(), lastReload: last === undefined ? null : reloadJson(last) }
}

function reloadJson({ at, ok, problems }: ConfigReload): object {
  return { at: at.toISOString(), ok, problems: [...problems] }
}

/** To the millisecond: more says nothing to anybody here. */
function duration(ms: number): string {
  return durationText(toDuration(Math.round(ms)))
}

function rfc3339(ms: number): string {
  return new Date(Math.round(ms)).toISOString()
}
