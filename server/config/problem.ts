/** One thing that is wrong in a configuration, with all that is needed to mend it. */
export interface ConfigProblem {
  /** The file's path, the name of an environment variable or a flag; empty for a document of the API. */
  readonly source: string
  /** From 1. Undefined outside files. */
  readonly line: number | undefined
  /** From 1. Undefined outside files. */
  readonly column: number | undefined
  /** Dotted, for example `pools[0].policy.type`; empty for the whole. */
  readonly path: string
  readonly expected: string
  readonly got: string
  /** What to do next, for example `did you mean "type"?`. Empty: nothing to add. */
  readonly hint: string
}

/** `lookaside.yaml:3:5: pools[0].name: expected ..., got ...; did you mean ...?` */
export function formatProblem(problem: ConfigProblem): string {
  const { source, line, column, path, expected, got, hint } = problem
  const place = line === undefined ? source : `${source}:${line}:${column ?? 1}`
  const where = [place, path].filter((part) => part !== '').map((part) => `${part}: `)
  return `${where.join('')}expected ${expected}, got ${got}${hint === '' ? '' : `; ${hint}`}`
}

/** In the order of the file, then by name of the source. */
export function sortProblems(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const lineOf = (problem: ConfigProblem): number => problem.line ?? Number.MAX_SAFE_INTEGER
  return [...problems].sort(
    (a, b) => lineOf(a) - lineOf(b) || (a.column ?? 0) - (b.column ?? 0) || (a.source < b.source ? -1 : 1),
  )
}
