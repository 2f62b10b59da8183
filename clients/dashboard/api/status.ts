import type { JsonObject } from './json.ts'
import { countAt, enumAt, flagAt, objectAt, objectsAt, spanAt, textAt, textsAt, timeAt } from './json.ts'

export interface Degradation {
  /** A word like `store_unavailable`. */
  readonly reason: string
  /** Empty: all pools. */
  readonly pool: string
  /** Milliseconds since 1970, by the replica's clock. */
  readonly since: number | undefined
  readonly cause: string
  readonly ends: string
}

export interface Reload {
  readonly at: number | undefined
  readonly ok: boolean
  /** `file:line:column: what is wrong`. */
  readonly problems: readonly string[]
}

/** The replica as it is now. */
export interface Status {
  readonly replica: string
  readonly version: string
  readonly startedAt: number | undefined
  readonly uptimeMs: number | undefined
  readonly ready: boolean
  readonly notReadyReason: string
  readonly store: {
    readonly kind: string
    readonly up: boolean
    readonly silentMs: number | undefined
    readonly pending: number
    readonly error: string
  }
  readonly degraded: readonly Degradation[]
  /** Degraded pools that are not listed: the list is bounded. */
  readonly degradedOmitted: number
  readonly config: {
    /** Empty: none was given. */
    readonly source: string
    readonly loadedAt: number | undefined
    /** Undefined: none since the start. */
    readonly lastReload: Reload | undefined
  }
  readonly loopDelayMs: number | undefined
}

export function readStatus(from: JsonObject): Status {
  const store = objectAt(from, 'store')
  const config = objectAt(from, 'config')
  const reload = objectAt(config, 'lastReload')
  return {
    replica: textAt(from, 'replica'),
    version: textAt(from, 'version'),
    startedAt: timeAt(from, 'startedAt'),
    uptimeMs: spanAt(from, 'uptime'),
    ready: from['ready'] !== false,
    notReadyReason: textAt(from, 'notReadyReason'),
    store: {
      kind: textAt(store, 'kind'),
      up: store['up'] !== false,
      silentMs: spanAt(store, 'silentFor'),
      pending: countAt(store, 'pending'),
      error: textAt(store, 'error'),
    },
    degraded: objectsAt(from, 'degraded').map(readDegradation),
    degradedOmitted: countAt(from, 'degradedOmitted'),
    config: {
      source: textAt(config, 'source'),
      loadedAt: timeAt(config, 'loadedAt'),
      lastReload:
        'at' in reload
          ? { at: timeAt(reload, 'at'), ok: flagAt(reload, 'ok'), problems: textsAt(reload, 'problems') }
          : undefined,
    },
    loopDelayMs: spanAt(from, 'eventLoopDelayP99'),
  }
}

function readDegradation(from: JsonObject): Degradation {
  return {
    reason: enumAt(from, 'reason', 'DEGRADED_REASON_'),
    pool: textAt(from, 'pool'),
    since: timeAt(from, 'since'),
    cause: textAt(from, 'cause'),
    ends: textAt(from, 'ends'),
  }
}
