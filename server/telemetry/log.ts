import { pino } from 'pino'
import type { Log } from './ports.ts'

export interface LogOptions {
  readonly level: string
  /** Where the lines go: one JSON object a line. */
  readonly destination: { write(line: string): void }
  /** Fields of every line, for example of the trace that it belongs to. Default: none. */
  readonly context?: () => Readonly<Record<string, string>>
}

/** A reload of the configuration may ask for another level. */
export interface LevelControl {
  setLevel(level: string): void
}

/** A structured log. Errors, metrics and flags have names of their own; a log line is for people. */
export function createLog({ level, destination, context }: LogOptions): Log & LevelControl {
  const mixin = context === undefined ? {} : { mixin: () => ({ ...context() }) }
  const options = { level, base: { service: 'lookaside' }, timestamp: pino.stdTimeFunctions.isoTime, ...mixin }
  const logger = pino(options, destination)
  return {
    debug: (message, fields) => logger.debug({ ...fields }, message),
    info: (message, fields) => logger.info({ ...fields }, message),
    warn: (message, fields) => logger.warn({ ...fields }, message),
    error: (message, fields) => logger.error({ ...fields }, message),
    setLevel: (next) => {
      logger.level = next
    },
  }
}
