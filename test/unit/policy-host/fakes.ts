import type { Picker, PickRequest, Policy, PolicyContext, PolicyFactory, Snapshot } from '../../../policies/policy.ts'
import { createRng } from '../../../policies/lib/rng.ts'
import type { Log } from '../../../server/telemetry/ports.ts'

export const REQUEST: PickRequest = { attempt: 0, alternates: 0 }

/** A value whose type is a lie, as third parties' code makes them. */
export function lie<Type>(value: unknown): Type
export function lie(value: unknown): unknown {
  return value
}

export interface LogLine {
  readonly level: string
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

export function recordingLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = []
  const at =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
      lines.push({ level, message, fields })
    }
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** Picks the first acceptable backend. */
export function firstPicker({ backends }: Snapshot): Picker {
  return {
    pick({ avoid }) {
      const backend = backends.find((candidate) => avoid === undefined || !avoid(candidate))
      return backend === undefined ? { kind: 'none', reason: 'empty' } : { kind: 'picked', backend, reason: 'first' }
    },
  }
}

export function fakeFactory(type: string, create?: (config: unknown, context: PolicyContext) => Policy): PolicyFactory {
  return {
    type,
    stability: 'stable',
    description: 'A fake.',
    consumes: { required: [], optional: [] },
    configSchema: { type: 'object' },
    parseConfig: (input) => input ?? {},
    create: create ?? (() => ({ onSnapshot: firstPicker })),
  }
}

export function fakeContext(clock: { now(): number }, log: Log): PolicyContext {
  return { name: 'checkout', rng: createRng(7), clock, log }
}
