import type { TransportLimits } from '../../../server/transport/limits.ts'
import type { Log } from '../../../server/telemetry/ports.ts'
import type { UseCases } from '../../../server/use-cases.ts'

/** How the suite starts a transport. */
export interface TransportHarness {
  /** It has no streams of messages, a batch is of one pool, and a decision is asked for by its path. */
  readonly onlyUnary?: true
  start(useCases: UseCases, options: HarnessOptions): Promise<RunningTransport>
}

export interface HarnessOptions {
  readonly limits: Partial<TransportLimits>
  readonly log: Log
  readonly observe: (call: { readonly method: string; readonly code: string }) => void
}

export interface RunningTransport {
  /** "host:port" of its gRPC side. */
  readonly address: string
  drain(deadlineMs: number): Promise<void>
  forceClose(): void
}
