/** Where this client says what it cannot return: pino, console and most loggers can be adapted in a line. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
}

export const SILENT_LOG: Log = { debug() {}, info() {}, warn() {}, error() {} }
