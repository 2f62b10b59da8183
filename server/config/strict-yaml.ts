import { LineCounter, parseDocument, type YAMLError } from 'yaml'

import { formatPath, type Path } from './path.ts'
import type { ConfigProblem } from './problem.ts'
import { readTree, type TreeFinding } from './yaml-tree.ts'

export interface Position {
  readonly line: number
  readonly column: number
}

/** A file that was read, with the place of everything in it. */
export interface YamlSource {
  /** Plain JSON values. Undefined: the file says nothing. */
  readonly value: unknown
  /** What YAML allows and a configuration must not hold: anchors, tags, keys that repeat, and the like. */
  readonly problems: readonly ConfigProblem[]
  /** Where a value, or its key, begins; the nearest thing around it when it is not in the file. */
  locate(path: Path, part: 'key' | 'value'): Position
  /** True when the file itself says something at the path. */
  has(path: Path): boolean
}

/** Ten thousand pools with a paragraph each are a tenth of this; more is a mistake, and would stall the start. */
const LARGEST_FILE = 16 * 1024 * 1024

/** Levels of nesting, each of them a bracket or two columns of indentation. */
const DEEPEST = 200

/** As many as help; the rest of a broken file mostly echoes the first faults. */
const MOST_SYNTAX_PROBLEMS = 10

/**
 * Reads YAML 1.2 (core schema) strictly. With a fault of syntax there is no value worth checking, so only `problems`
 * counts then.
 */
export function readYaml(text: string, source: string): YamlSource | { readonly syntax: readonly ConfigProblem[] } {
  if (text.length > LARGEST_FILE) {
    const got = `${text.length} characters`
    return { syntax: [{ ...nowhere(source), expected: `a file of at most ${LARGEST_FILE} characters`, got }] }
  }
  const tooDeep = placeTooDeep(text)
  if (tooDeep !== undefined) {
    return { syntax: [{ ...nowhere(source), ...tooDeep, expected: 'a few levels of nesting', got: 'far too many' }] }
  }
  const lines = new LineCounter()
  const document = parseDocument(text, {
    ...{ version: '1.2', schema: 'core', merge: false, prettyErrors: false, lineCounter: lines },
    // Keys that repeat are found in readTree, which knows their path.
    uniqueKeys: false,
  })
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const faults = [...document.errors, ...document.warnings.filter((warning) => warning.code !== 'TAG_RESOLVE_FAILED')]
  const { explicit, version } = document.directives.yaml
  if (faults.length > 0 || (explicit === true && version !== '1.2')) {
    const syntax = distinctLines(faults, at).map((fault) => ({
      ...nowhere(source),
      ...at(fault.pos[0]),
      ...inWords(fault),
    }))
    const directive = { ...nowhere(source), line: 1, column: 1, expected: 'YAML 1.2', got: `%YAML ${version}` }
    return { syntax: syntax.length > 0 ? syntax : [{ ...directive, hint: 'remove the %YAML line' }] }
  }
  const { value, findings, places } = readTree(document.contents)
  const lookup = (path: Path): { key: number; value: number } | undefined => places.get(formatPath(path))
  return {
    value,
    problems: findings.map((finding) => problemOf(finding, source, at)),
    has: (path) => lookup(path) !== undefined,
    locate: (path, part) => {
      for (let length = path.length; length > 0; length -= 1) {
        const place = lookup(path.slice(0, length))
        // What is missing is reported where its surroundings begin.
        if (place !== undefined) return at(length === path.length ? place[part] : place.key)
      }
      return { line: 1, column: 1 }
    },
  }
}

/**
 * Where nesting goes deeper than any configuration does. The parser recurses, and near the end of the stack the engine may
 * end the process instead of throwing, so this is found out before. Brackets in texts count, too: nobody has that many open.
 */
function placeTooDeep(text: string): Position | undefined {
  let open = 0
  let line = 1
  let start = 0
  let isLeading = true
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? ''
    if (char === '\n') {
      line += 1
      start = at + 1
      isLeading = true
      continue
    }
    isLeading &&= ' \t-?:'.includes(char)
    if (char === '[' || char === '{') open += 1
    else if ((char === ']' || char === '}') && open > 0) open -= 1
    if (open > DEEPEST || (isLeading && at - start > 2 * DEEPEST)) return { line, column: at - start + 1 }
  }
  return undefined
}

const nowhere = (source: string): ConfigProblem => ({
  ...{ source, line: undefined, column: undefined, path: '', expected: '', got: '', hint: '' },
})

function problemOf(finding: TreeFinding, source: string, at: (offset: number) => Position): ConfigProblem {
  const { expected, got, hint, related } = finding
  const earlier = related === undefined ? '' : ` (first in line ${at(related).line})`
  return { source, ...at(finding.offset), path: formatPath(finding.path), expected, got: `${got}${earlier}`, hint }
}

/** A fault of syntax often drags others behind it on the same line: the first one tells. */
function distinctLines(faults: readonly YAMLError[], at: (offset: number) => Position): readonly YAMLError[] {
  const seen = new Set<number>()
  const first = faults.filter((fault) => {
    const { line } = at(fault.pos[0])
    return seen.has(line) ? false : (seen.add(line), true)
  })
  return first.slice(0, MOST_SYNTAX_PROBLEMS)
}

function inWords(fault: YAMLError): Pick<ConfigProblem, 'expected' | 'got' | 'hint'> {
  switch (fault.code) {
    case 'TAB_AS_INDENT':
      return { expected: 'spaces as indentation', got: 'a tab', hint: 'replace it by two spaces' }
    case 'MULTIPLE_DOCS':
      return { expected: 'one YAML document', got: 'a second one', hint: 'remove what follows the line ---' }
    case 'RESOURCE_EXHAUSTION':
      return { expected: 'a few levels of nesting', got: 'far too many', hint: '' }
    case 'BLOCK_AS_IMPLICIT_KEY':
      return { expected: 'one "key: value" a line', got: 'a second ": "', hint: 'put a text with ": " in it in quotes' }
    default: {
      const message = fault.message.split('\n')[0] ?? ''
      return { expected: 'valid YAML', got: `a fault of syntax (${message})`, hint: '' }
    }
  }
}
