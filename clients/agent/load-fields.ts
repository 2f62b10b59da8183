import type { Load } from '../typescript/load.ts'

type Checked = { readonly kind: 'load'; readonly load: Load } | { readonly kind: 'wrong'; readonly problem: string }

/** The ranges of the API: one number out of range would refuse the whole report. */
const MAX = Number.MAX_SAFE_INTEGER
const NUMBERS: Readonly<Record<string, number>> = {
  ...{ cpuUtilization: MAX, memUtilization: 1, applicationUtilization: MAX, rpsFractional: MAX, eps: MAX },
  ...{ inFlight: 10_000_000, completed: MAX, errors: MAX, capacity: 1_000_000, latencyMs: 3_600_000 },
}
const WHOLE = new Set(['inFlight', 'completed', 'errors'])
const MAPS: Readonly<Record<string, { readonly min: number; readonly max: number }>> = {
  requestCost: { min: 0, max: MAX },
  utilization: { min: 0, max: 1 },
  namedMetrics: { min: -Number.MAX_VALUE, max: Number.MAX_VALUE },
}
const MAX_ENTRIES = 32
const MAX_KEY_LENGTH = 63

/** Checks load that a backend's URL or a function answered, field by field. */
export function checkLoad(document: unknown): Checked {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return { kind: 'wrong', problem: 'expected an object of load fields' }
  }
  for (const [name, value] of Object.entries(document)) {
    if (value === undefined) continue
    const problem = Object.hasOwn(MAPS, name) ? problemOfMap(name, value) : problemOfNumber(name, value)
    if (problem !== undefined) return { kind: 'wrong', problem }
  }
  return { kind: 'load', load: { ...document } }
}

function problemOfNumber(name: string, value: unknown): string | undefined {
  const max = Object.hasOwn(NUMBERS, name) ? NUMBERS[name] : undefined
  if (max === undefined) {
    return `${name}: unknown, expected one of ${[...Object.keys(NUMBERS), ...Object.keys(MAPS)].join(', ')}`
  }
  if (!isWithin(value, 0, max)) return `${name}: is ${String(value)}, expected a number from 0 to ${max}`
  return WHOLE.has(name) && !Number.isInteger(value)
    ? `${name}: is ${String(value)}, expected a whole number`
    : undefined
}

function problemOfMap(name: string, value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return `${name}: expected an object of numbers`
  const entries = Object.entries(value)
  if (entries.length > MAX_ENTRIES) return `${name}: has ${entries.length} entries, expected at most ${MAX_ENTRIES}`
  const { min = 0, max = 0 } = MAPS[name] ?? {}
  for (const [key, number] of entries) {
    if (key.length < 1 || key.length > MAX_KEY_LENGTH)
      return `${name}: a key has ${key.length} characters, expected 1 to ${MAX_KEY_LENGTH}`
    if (!isWithin(number, min, max))
      return `${name}.${key}: is ${String(number)}, expected a number from ${min} to ${max}`
  }
  return undefined
}

function isWithin(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && value >= min && value <= max
}
