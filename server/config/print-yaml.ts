import { stringify } from 'yaml'

import type { ConfigValue, ConfigValues } from './config-values.ts'
import type { Origin } from './origin.ts'
import { formatPath, isMapping, type Path } from './path.ts'

export interface PrintOptions {
  /** Also what nobody has set. */
  readonly defaults: boolean
  /** A comment behind each value says where it comes from. */
  readonly origins: boolean
}

/** Comments stand in one column as long as their lines are not longer than this. */
const COMMENT_COLUMN = 48

interface Line {
  readonly text: string
  readonly comment: string
}

/** What is in force as a file that would say the same, except for secrets. */
export function printYaml({ list, tree }: ConfigValues, { defaults, origins }: PrintOptions): string {
  const byPath = new Map(list.map((value) => [formatPath(value.path), value]))
  const shown = (value: ConfigValue | undefined): boolean =>
    value !== undefined && (defaults || (value.origin.kind !== 'default' && !value.inherited))
  const keeps = (value: unknown, path: Path): boolean => {
    const inner = entriesOf(value)
    return inner.length === 0
      ? shown(byPath.get(formatPath(path)))
      : inner.some(([key, each]) => keeps(each, [...path, key]))
  }
  const render = (value: unknown, path: Path, indent: string): readonly Line[] =>
    entriesOf(value).flatMap(([key, inner]) => {
      const at = [...path, key]
      if (!keeps(inner, at)) return []
      const head = typeof key === 'number' ? `${indent}-` : `${indent}${scalar(String(key))}:`
      if (entriesOf(inner).length === 0) {
        const comment = origins ? formatOrigin(byPath.get(formatPath(at))) : ''
        return [{ text: `${head} ${scalar(inner)}`, comment }]
      }
      const lines = render(inner, at, `${indent}  `)
      const [first, ...rest] = lines
      if (typeof key !== 'number') return [{ text: head, comment: '' }, ...lines]
      // The first key of an entry stands beside its dash.
      return first === undefined ? [] : [{ ...first, text: `${head} ${first.text.trimStart()}` }, ...rest]
    })
  return render(tree, [], '')
    .map(({ text, comment }) => (comment === '' ? `${text}\n` : `${text.padEnd(COMMENT_COLUMN)}  # ${comment}\n`))
    .join('')
}

/** Any plain value as YAML. */
export const toYaml = (value: unknown): string => stringify(value, { version: '1.2', lineWidth: 0 })

/** One line, quoted where YAML wants it. */
const scalar = (value: unknown): string =>
  stringify(value, { version: '1.2', lineWidth: 0, collectionStyle: 'flow', blockQuote: false }).trimEnd()

function entriesOf(value: unknown): readonly (readonly [string | number, unknown])[] {
  return Array.isArray(value) ? [...value.entries()] : isMapping(value) ? Object.entries(value) : []
}

/** `lookaside.yaml:3:5`, `LOOKASIDE_LISTEN`, `--listen` or `default`. */
export function formatOrigin(value: { readonly origin: Origin; readonly inherited: boolean } | undefined): string {
  if (value === undefined) return ''
  const { origin, inherited } = value
  const via = inherited ? 'poolDefaults, ' : ''
  if (origin.kind === 'default') return 'default'
  return origin.kind === 'file' ? `${via}${origin.file}:${origin.line}:${origin.column}` : `${via}${origin.name}`
}
