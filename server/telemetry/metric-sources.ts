import type { Attributes } from '@opentelemetry/api'
import type { Clock } from '../../policies/policy.ts'
import type { Replica } from '../replica/replica.ts'
import type { Counts } from './counts.ts'
import type { MetricName } from './metrics.ts'
import type { ConfigReloads } from './ports.ts'

/** What metrics are read from. */
export interface MetricSources {
  readonly replica: Replica
  readonly clock: Clock
  /** By method and status code. */
  readonly calls: Counts
  /** By kind of report and result. */
  readonly reports: Counts
  readonly transport: {
    connections(): number
    refusedConnections(): number
    streams(): number
  }
  /** Seconds. */
  readonly eventLoopDelayP99: () => number
  /** Bytes. */
  readonly residentMemory: () => number
  readonly configReloads: ConfigReloads
  readonly decisions: () => { readonly recorded: number; readonly dropped: number }
  /** Undefined: no traces are exported. */
  readonly spans: SpanCounts | undefined
}

/** What became of recorded spans. */
export interface SpanCounts {
  readonly exported: number
  /** The exporter could not deliver them. */
  readonly failed: number
  /** They came faster than they could be exported. */
  readonly dropped: number
}

/** Tells one value of one metric. */
export type Observe = (name: MetricName, value: number, labels?: Attributes) => void
