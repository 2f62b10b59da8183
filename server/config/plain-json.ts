import { quote, show } from './display.ts'
import { isMapping, type Path } from './path.ts'

export interface JsonFault {
  readonly path: Path
  readonly expected: string
  readonly got: string
}

/** Deeper documents are nobody's configuration, and walking them would exhaust the stack. */
const DEEPEST = 32

/** A policy's parameters with this many values would not fit into a message of the API. */
const MOST_VALUES = 20_000

/** The first reason why a value is not plain JSON. Undefined: it is. */
export function jsonFault(root: unknown): JsonFault | undefined {
  let values = 0
  const check = (value: unknown, path: Path): JsonFault | undefined => {
    values += 1
    if (values > MOST_VALUES) return { path, expected: `at most ${MOST_VALUES} values`, got: 'more' }
    if (path.length > DEEPEST) return { path, expected: `at most ${DEEPEST} levels of nesting`, got: 'more' }
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined
    if (typeof value === 'number') {
      return Number.isFinite(value) ? undefined : { path, expected: 'a finite number', got: String(value) }
    }
    if (Array.isArray(value)) {
      return firstFault(
        value.map((item: unknown, index) => [index, item] as const),
        path,
      )
    }
    if (!isMapping(value) || !isPlain(value)) return { path, expected: 'a plain JSON value', got: show(value) }
    return firstFault(Object.entries(value), path)
  }
  const firstFault = (entries: readonly (readonly [string | number, unknown])[], path: Path): JsonFault | undefined => {
    for (const [key, value] of entries) {
      if (key === '__proto__') {
        return { path: [...path, key], expected: 'another name', got: `the reserved key ${quote(key)}` }
      }
      const fault = check(value, [...path, key])
      if (fault !== undefined) return fault
    }
    return undefined
  }
  return check(root, [])
}

/** A prototype without a prototype is that of plain objects, also of those that another realm has made. */
const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
