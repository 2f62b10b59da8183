import { isAlias, isMap, isScalar, isSeq, type Pair, type ParsedNode, type Scalar } from 'yaml'

import { quote, show } from './display.ts'
import { formatPath, type Path } from './path.ts'

/** Something that YAML allows and a configuration must not hold. */
export interface TreeFinding {
  readonly path: Path
  /** Characters from the start of the text. */
  readonly offset: number
  readonly expected: string
  readonly got: string
  readonly hint: string
  /** Where the other half of the fault is. */
  readonly related?: number
}

export interface Tree {
  readonly value: unknown
  readonly findings: readonly TreeFinding[]
  /** By path: where the key and the value begin. */
  readonly places: ReadonlyMap<string, { readonly key: number; readonly value: number }>
}

/** No setting lies this deep; it keeps the walk from exhausting the stack. */
const DEEPEST = 64

const DECIMAL = /^[-+]?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/

/** Turns the nodes of a document into plain values and collects all that is not plain. */
export function readTree(contents: ParsedNode | null): Tree {
  const findings: TreeFinding[] = []
  const places = new Map<string, { key: number; value: number }>()

  const find = (path: Path, offset: number, expected: string, got: string, hint: string, related?: number): void => {
    findings.push({ path, offset, expected, got, hint, ...(related === undefined ? {} : { related }) })
  }

  const read = (node: ParsedNode | null, path: Path, keyOffset: number): unknown => {
    const offset = node?.range[0] ?? keyOffset
    places.set(formatPath(path), { key: keyOffset, value: isEmpty(node) ? keyOffset : offset })
    if (node === null) return null
    if (isAlias(node)) {
      find(path, offset, 'a value', `the alias *${node.source}`, 'anchors and aliases are not supported: write it out')
      return undefined
    }
    if (node.anchor !== undefined) {
      find(path, offset, 'a plain value', `the anchor &${node.anchor}`, 'anchors and aliases are not supported')
    }
    if (node.tag !== undefined) {
      find(path, offset, 'a plain value', `the tag ${quote(node.tag)}`, 'tags are not supported: remove it')
    }
    if (isScalar(node)) return readScalar(node, path, find)
    if (path.length >= DEEPEST) {
      find(path, offset, `at most ${DEEPEST} levels of nesting`, 'more', '')
      return undefined
    }
    if (isSeq(node)) return node.items.map((item, index) => read(item, [...path, index], item.range[0]))
    return isMap(node) ? readMap(node.items, path) : undefined
  }

  const readMap = (pairs: readonly Pair<ParsedNode, ParsedNode | null>[], path: Path): Record<string, unknown> => {
    const seen = new Map<string, number>()
    const entries: [string, unknown][] = []
    for (const { key, value } of pairs) {
      const offset = key.range[0]
      const name = keyName(key, path, find)
      if (name === undefined) continue
      const first = seen.get(name)
      if (first !== undefined) {
        find([...path, name], offset, 'each key once', `${quote(name)} again`, 'remove one of the two', first)
        continue
      }
      seen.set(name, offset)
      entries.push([name, read(value, [...path, name], offset)])
    }
    return Object.fromEntries(entries)
  }

  // A file of comments only, or with no more than a "---", says nothing.
  const value = isEmpty(contents) ? undefined : read(contents, [], contents?.range[0] ?? 0)
  return { value, findings, places }
}

type Find = (path: Path, offset: number, expected: string, got: string, hint: string) => void

const isEmpty = (node: ParsedNode | null): boolean =>
  node === null || (isScalar(node) && node.value === null && (node.source ?? '') === '' && node.tag === undefined)

function keyName(key: ParsedNode, path: Path, find: Find): string | undefined {
  const offset = key.range[0]
  const plain = isScalar(key) && key.anchor === undefined && key.tag === undefined
  if (!plain || typeof key.value !== 'string') {
    const got = isScalar(key) ? show(key.value) : 'something else'
    const hint = isScalar(key) && plain ? `put it in quotes: "${key.source}"` : ''
    find(path, offset, 'a key that is plain text', got, hint)
    return undefined
  }
  if (key.value === '<<') {
    find([...path, '<<'], offset, 'a key', 'the merge key <<', 'merging is not supported: write the keys out')
    return undefined
  }
  // Whoever copies the value key by key would set the prototype of the copy.
  if (key.value === '__proto__') {
    find([...path, '__proto__'], offset, 'another name', 'the reserved key "__proto__"', 'remove it')
    return undefined
  }
  return key.value
}

function readScalar(node: Scalar.Parsed, path: Path, find: Find): unknown {
  const { value, source } = node
  const written = source ?? ''
  if (typeof value !== 'number' && typeof value !== 'bigint') return value
  if (!DECIMAL.test(written)) {
    // 017 is seventeen in YAML 1.2 and fifteen in YAML 1.1: nobody should have to know.
    find(path, node.range[0], 'a decimal number', written, `write it in decimal digits, or as a text: "${written}"`)
    return undefined
  }
  if (
    typeof value === 'bigint' ||
    !Number.isFinite(value) ||
    (Number.isInteger(value) && !Number.isSafeInteger(value))
  ) {
    find(path, node.range[0], 'a number below 2^53', written, `if it is meant as a text, write "${written}"`)
    return undefined
  }
  return value
}
