import type { Refusal } from '../errors.ts'

/** What the rooms need of telemetry. The implementations are in this folder; nothing here imports a library. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
}

/** A log that says nothing, for tests and embedding. */
export const SILENT_LOG: Log = { debug() {}, info() {}, warn() {}, error() {} }

/** What became of the configuration file since the start. Read live: the composition root hands out one object. */
export interface ConfigReloads {
  /** Path of the file as it was named. Empty: there is none. */
  readonly source: string
  /** When the configuration in force was read. */
  readonly loadedAt: Date
  /** The last reload, good or bad. Undefined: none since the start. */
  readonly last: ConfigReload | undefined
}

export interface ConfigReload {
  readonly at: Date
  /** False: the configuration before it is in force. */
  readonly ok: boolean
  /** `file:line:column: path: ...`, one each; what needs a restart is not among them. Empty: it is in force. */
  readonly problems: readonly string[]
}

/** Headers of a call: every value of one, by its name in lower case. The gRPC library's metadata is one as it is. */
export interface CallHeaders {
  get(name: string): readonly (string | Uint8Array)[]
}

/** A call as it is named in traces. */
export interface TracedMethod {
  /** `grpc`: one call. `grpc_message`: one message of a stream. `http`: one request. */
  readonly kind: 'grpc' | 'grpc_message' | 'http'
  /** `lookaside.v1.LookasideService/PickBackend`, or `POST /v1/pools/{pool}:pick`. */
  readonly name: string
}

/** What transports tell of calls that pick. A transport that is given none does nothing. */
export interface CallTracing {
  /**
   * A call begins. What it does until `end` is part of it, so that must come before anything else is served: calls that
   * wait are not traced. Undefined: this one is not recorded.
   */
  begin(method: TracedMethod, headers: CallHeaders): TracedCall | undefined
}

export interface TracedCall {
  /** Undefined: it was answered. */
  end(refusal: Refusal | undefined): void
}
