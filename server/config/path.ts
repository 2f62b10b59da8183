/** A place in a document: keys of mappings and indexes of lists. */
export type Path = readonly PropertyKey[]

const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/

/** `['pools', 0, 'name']` becomes `pools[0].name`; keys that need it are quoted, as in `labels["a.b"]`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    const key = String(part)
    if (!PLAIN_KEY.test(key)) return `${text}[${JSON.stringify(key)}]`
    return text === '' ? key : `${text}.${key}`
  }, '')
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value at a path, undefined when there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => {
    if (Array.isArray(value)) return typeof part === 'number' ? (value as readonly unknown[])[part] : undefined
    if (!isMapping(value) || !Object.hasOwn(value, part)) return undefined
    return value[String(part)]
  }, root)
}
