/** What the rooms need of telemetry. The implementations are in this folder; nothing here imports a library. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
}

/** A log that says nothing, for tests and embedding. */
export const SILENT_LOG: Log = { debug() {}, info() {}, warn() {}, error() {} }
