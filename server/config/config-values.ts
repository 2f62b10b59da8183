import type * as z from 'zod'

import { fileForm } from './file-form.ts'
import type { Layers, Origin } from './origin.ts'
import { isMapping, type Path, valueAt } from './path.ts'

/** A value in force and where it comes from. */
export interface ConfigValue {
  readonly path: Path
  /** As a file would say it; secrets are hidden. */
  readonly value: unknown
  readonly origin: Origin
  /** True: the pool says nothing of its own, and has it from `poolDefaults`. */
  readonly inherited: boolean
}

export interface ConfigValues {
  /** In the order of the schema. Lists and mappings are taken apart; empty ones are values. */
  readonly list: readonly ConfigValue[]
  /** The whole as a file would say it. */
  readonly tree: unknown
}

export function configValues(schema: z.core.$ZodType, data: unknown, layers: Layers): ConfigValues {
  const tree = fileForm(schema, data)
  const list: ConfigValue[] = []
  const visit = (value: unknown, path: Path): void => {
    const inner = Array.isArray(value) ? [...value.entries()] : isMapping(value) ? Object.entries(value) : []
    if (inner.length === 0) list.push({ path, value, ...originAt(path, layers) })
    for (const [key, each] of inner) visit(each, [...path, key])
  }
  visit(tree, [])
  return { list, tree }
}

function originAt(path: Path, layers: Layers): Pick<ConfigValue, 'origin' | 'inherited'> {
  const origin = originOfWhole(path, layers)
  const [top, index, ...rest] = path
  if (origin.kind !== 'default' || top !== 'pools' || typeof index !== 'number') return { origin, inherited: false }
  // A policy of the pool's own replaces that of the defaults as a whole, so none of it is inherited.
  if (rest.length > 1 && valueAt(layers.value, path.slice(0, 3)) !== undefined && isPolicy(rest[0])) {
    return { origin, inherited: false }
  }
  const general = originOfWhole(['poolDefaults', ...rest], layers)
  return { origin: general, inherited: general.kind !== 'default' }
}

const isPolicy = (key: PropertyKey | undefined): boolean => key === 'policy' || key === 'fallbackPolicy'

/** In a short form, such as `policy: ring_hash`, the value is written where its mapping would be. */
function originOfWhole(path: Path, layers: Layers): Origin {
  const origin = layers.originOf(path)
  if (origin.kind !== 'default' || path.at(-1) !== 'type') return origin
  const around = path.slice(0, -1)
  return typeof valueAt(layers.value, around) === 'string' ? layers.originOf(around) : origin
}
