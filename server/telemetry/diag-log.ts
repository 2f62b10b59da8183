import type { DiagLogger } from '@opentelemetry/api'
import { DiagLogLevel } from '@opentelemetry/api'
import type { Log } from './ports.ts'

/** A collector that is away fails every export: the same message is told once in this time, with how often it came. */
const REPEAT_MS = 60_000
/** Messages that are remembered for it. */
const MAX_MESSAGES = 50
const MAX_LENGTH = 500

/** The SDK's own messages as lines of the log. */
export function createDiagLog(log: Log, now: () => number = Date.now): DiagLogger {
  const told = new Map<string, { at: number; silenced: number }>()
  const tell = (level: 'error' | 'warn' | 'info' | 'debug') => {
    return (message: string, ...details: unknown[]): void => {
      const text = [readable(message), ...details.map(asText)].join(' ').slice(0, MAX_LENGTH)
      // Numbers count what was dropped, and the like: with another one it is still the same message.
      const kind = text.replace(/\d+/g, '0')
      const known = told.get(kind)
      if (known !== undefined && now() - known.at < REPEAT_MS) {
        known.silenced++
        return
      }
      if (known === undefined && told.size >= MAX_MESSAGES) told.clear()
      told.set(kind, { at: now(), silenced: 0 })
      log[level](`OpenTelemetry: ${text}`, known === undefined ? {} : { silenced: known.silenced })
    }
  }
  return { error: tell('error'), warn: tell('warn'), info: tell('info'), debug: tell('debug'), verbose: tell('debug') }
}

/** By OTEL_LOG_LEVEL. Warnings unless it says otherwise: the SDK's info is about itself. */
export function levelOf(value: string | undefined): DiagLogLevel {
  const levels = new Map([
    ['NONE', DiagLogLevel.NONE],
    ['ERROR', DiagLogLevel.ERROR],
    ['WARN', DiagLogLevel.WARN],
    ['INFO', DiagLogLevel.INFO],
    ['DEBUG', DiagLogLevel.DEBUG],
    ['VERBOSE', DiagLogLevel.VERBOSE],
    ['ALL', DiagLogLevel.ALL],
  ])
  return levels.get(value?.trim().toUpperCase() ?? '') ?? DiagLogLevel.WARN
}

/** The SDK tells an error as JSON, with the whole stack; a person wants what it says. */
function readable(message: string): string {
  if (!message.startsWith('{"stack":')) return message
  const { message: said, code } = parsed(message)
  return [said, code].filter((part) => typeof part === 'string' && part !== '').join(' ')
}

function parsed(json: string): { readonly message?: unknown; readonly code?: unknown } {
  try {
    return JSON.parse(json) as { message?: unknown; code?: unknown }
  } catch {
    return { message: json }
  }
}

function asText(value: unknown): string {
  if (value instanceof Error) return value.message
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
}
