import { formatPath, isMapping, type Path } from './path.ts'
import type { ConfigProblem } from './problem.ts'
import type { YamlSource } from './strict-yaml.ts'
import type { Fault } from './zod-problems.ts'

/** Where a value in force comes from. */
export type Origin =
  | { readonly kind: 'default' }
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'flag'; readonly name: string }

/** A single value from outside the file. */
export interface Override {
  readonly kind: 'environment' | 'flag'
  /** For example LOOKASIDE_LISTEN or --listen. */
  readonly name: string
  readonly path: readonly string[]
  /** Converted as far as its text allows; the schema judges it. */
  readonly value: unknown
}

/** The file with overrides on top; the later ones win. */
export interface Layers {
  readonly value: unknown
  originOf(path: Path): Origin
  problemOf(fault: Fault): ConfigProblem
}

export function layer(file: YamlSource | undefined, name: string, overrides: readonly Override[]): Layers {
  const won = new Map(overrides.map((override) => [formatPath(override.path), override]))
  const value = [...won.values()].reduce<unknown>(
    (root, override) => put(root, override.path, override.value),
    file?.value === undefined ? {} : file.value,
  )
  const overrideAt = (path: Path): Override | undefined => {
    for (let length = path.length; length > 0; length -= 1) {
      const override = won.get(formatPath(path.slice(0, length)))
      if (override !== undefined) return override
    }
    return undefined
  }
  return {
    value,
    originOf: (path) => {
      const override = overrideAt(path)
      if (override !== undefined) return { kind: override.kind, name: override.name }
      return file?.has(path) === true
        ? { kind: 'file', file: name, ...file.locate(path, 'value') }
        : { kind: 'default' }
    },
    problemOf: ({ at, part, expected, got, hint }) => {
      const override = overrideAt(at)
      const place = override === undefined ? file?.locate(at, part) : undefined
      const source = override?.name ?? (file === undefined ? '' : name)
      return { source, line: place?.line, column: place?.column, path: formatPath(at), expected, got, hint }
    },
  }
}

/** A copy with one value set. What is not a mapping on the way stays, so that it is reported and not hidden. */
function put(root: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (root !== undefined && !isMapping(root)) return root
  const inside = root !== undefined && Object.hasOwn(root, key) ? root[key] : undefined
  // An override of a whole value, such as a policy's short form, replaces even a mapping.
  return { ...root, [key]: rest.length === 0 ? value : put(inside, rest, value) }
}
