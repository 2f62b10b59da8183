import type { LoadReport } from '../../../policies/policy.ts'
import { arrayOf } from './replies.ts'

/** JSON array of a load report's fields in a fixed order; trailing fields that say nothing are left out. */
export function encodeLoad(load: LoadReport): string {
  const fields: (number | null | readonly (readonly [string, number])[])[] = [
    finite(load.cpuUtilization),
    finite(load.memUtilization),
    finite(load.applicationUtilization),
    finite(load.rps),
    finite(load.eps),
    load.inFlight === undefined ? null : finite(load.inFlight),
    finite(load.completed),
    finite(load.errors),
    finite(load.capacity),
    load.latencyMs === undefined ? null : finite(load.latencyMs),
    pairs(load.utilization),
    pairs(load.namedMetrics),
    pairs(load.requestCost),
  ]
  while (fields.length > REQUIRED && saysNothing(fields.at(-1))) fields.pop()
  return JSON.stringify(fields)
}

/** Undefined: there is no load report, or it is broken. */
export function decodeLoad(input: unknown): LoadReport | undefined {
  const fields = arrayOf(input)
  if (fields.length < REQUIRED) return undefined
  return {
    cpuUtilization: numberOf(fields[0]),
    memUtilization: numberOf(fields[1]),
    applicationUtilization: numberOf(fields[2]),
    rps: numberOf(fields[3]),
    eps: numberOf(fields[4]),
    inFlight: optionalOf(fields[5]),
    completed: numberOf(fields[6]),
    errors: numberOf(fields[7]),
    capacity: numberOf(fields[8]),
    latencyMs: optionalOf(fields[9]),
    utilization: mapOf(fields[10]),
    namedMetrics: mapOf(fields[11]),
    requestCost: mapOf(fields[12]),
  }
}

/** Fields up to `capacity` are always there. */
const REQUIRED = 9

/** JSON has no NaN and no infinity; input is checked where it comes in, so this never changes a number that got here. */
export function finite(value: number): number {
  return Number.isFinite(value) ? value : 0
}

function pairs(map: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return map.size === 0 ? NO_PAIRS : Array.from(map, ([key, value]) => [key, finite(value)] as const)
}

const NO_PAIRS: readonly (readonly [string, number])[] = []

function saysNothing(field: unknown): boolean {
  return field === null || (Array.isArray(field) && field.length === 0)
}

function numberOf(field: unknown): number {
  return typeof field === 'number' ? field : 0
}

function optionalOf(field: unknown): number | undefined {
  return typeof field === 'number' ? field : undefined
}

const NO_NUMBERS: ReadonlyMap<string, number> = new Map()

function mapOf(field: unknown): ReadonlyMap<string, number> {
  const entries = arrayOf(field)
  if (entries.length === 0) return NO_NUMBERS
  const map = new Map<string, number>()
  for (const entry of entries) {
    const [key, value] = arrayOf(entry)
    if (typeof key === 'string' && typeof value === 'number') map.set(key, value)
  }
  return map
}
