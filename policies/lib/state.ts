/**
 * Reads the state that a picker told, when a new one goes on from it. It may have come by way of JSON and from elsewhere, so
 * what does not fit is an error that names the field.
 */

import { describeValue } from './describe.ts'

/** A state with this field, or an error. */
export function fieldOf(state: unknown, name: string): unknown {
  if (typeof state === 'object' && state !== null && Object.hasOwn(state, name)) {
    const value: unknown = Reflect.get(state, name)
    return value
  }
  throw new Error(`state.${name}: expected it to be there, got ${describeValue(state)}`)
}

export function textOf(state: unknown, name: string): string {
  const value = fieldOf(state, name)
  if (typeof value === 'string') return value
  throw new Error(`state.${name}: expected text, got ${describeValue(value)}`)
}

export function numberOf(state: unknown, name: string): number {
  const value = fieldOf(state, name)
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new Error(`state.${name}: expected a finite number, got ${describeValue(value)}`)
}

/** A list of `length` finite numbers. */
export function numbersOf(state: unknown, name: string, length: number): readonly number[] {
  const list = listOf(state, name, length)
  const numbers = list.filter((item): item is number => typeof item === 'number' && Number.isFinite(item))
  if (numbers.length === length) return numbers
  throw new Error(`state.${name}: expected finite numbers only`)
}

/** A list, of `length` entries where that is given. */
export function listOf(state: unknown, name: string, length?: number): readonly unknown[] {
  const value = fieldOf(state, name)
  if (!Array.isArray(value)) throw new Error(`state.${name}: expected a list, got ${describeValue(value)}`)
  const list: readonly unknown[] = value
  if (length === undefined || list.length === length) return list
  throw new Error(`state.${name}: expected ${length} entries, one a backend, got ${list.length}`)
}

/** A number that cannot stand in JSON becomes null, and back. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
