import { pino } from 'pino'
import type { Log } from './ports.ts'

export interface LogOptions {
  readonly level: string
  /** Where the lines go: one JSON object a line. */
  readonly destination: { write(line: string): void }
}

/** A structured log. Errors, metrics and flags have names of their own; a log line is for people. */
export function createLog({ level, destination }: LogOptions): Log {
  const logger = pino({ level, base: { service: 'lookaside' }, timestamp: pino.stdTimeFunctions.isoTime }, destination)
  return {
    debug: (message, fields) => logger.debug({ ...fields }, message),
    info: (message, fields) => logger.info({ ...fields }, message),
    warn: (message, fields) => logger.warn({ ...fields }, message),
    error: (message, fields) => logger.error({ ...fields }, message),
  }
}
