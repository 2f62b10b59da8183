/** A reply of a script, or of one of its parts, as an array; empty if it is anything else. */
export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The strings of a flat reply, `size` at a time. */
export function* tuples(value: unknown, size: number): IterableIterator<string[]> {
  const flat = arrayOf(value)
  for (let at = 0; at + size <= flat.length; at += size) yield flat.slice(at, at + size).map(String)
}

/** Undefined: it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
