import type { Log } from '../../../../clients/typescript/log.ts'

export interface RecordingLog extends Log {
  readonly lines: string[]
}

/** A log that keeps `level message` of each line. */
export function createRecordingLog(): RecordingLog {
  const lines: string[] = []
  const add = (level: string) => (message: string) => void lines.push(`${level} ${message}`)
  return { lines, debug: add('debug'), info: add('info'), warn: add('warn'), error: add('error') }
}
