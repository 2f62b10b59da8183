/** What a recorded decision says that a replay needs. */
export interface RecordedDecision {
  /** Milliseconds since 1970. */
  readonly atMs: number
  readonly pool: string
  readonly policy: string
  /** Empty: nobody was picked. */
  readonly backendId: string
  /** Who could have been picked and is named, with what was known. */
  readonly seen: readonly SeenBackend[]
  readonly candidates: number
  readonly replica: string
}

export interface SeenBackend {
  readonly id: string
  readonly latencyMs: number | undefined
  readonly inFlight: number | undefined
  readonly weight: number | undefined
  readonly capacity: number | undefined
}

export interface LineProblem {
  /** From 1. */
  readonly line: number
  /** For example `decision.time`. Empty: the whole line. */
  readonly field: string
  readonly expected: string
  readonly got: string
}

export interface DecisionLines {
  readonly decisions: readonly RecordedDecision[]
  /** Decisions that were made and not recorded, as far as the recording says so. */
  readonly dropped: number
  /** Lines that are well and no decisions, and dry runs. */
  readonly ignored: number
  readonly problems: readonly LineProblem[]
}

/** The rest of a broken file mostly repeats the first faults. */
const MOST_PROBLEMS = 20

/**
 * Reads decisions as `lookaside tap -o json` prints them, one JSON document a line, or as the HTTP API sends them. Documents of
 * other kinds are passed over. Whatever the text is, it does not throw.
 */
export function readDecisionLines(text: string): DecisionLines {
  const decisions: RecordedDecision[] = []
  const problems: LineProblem[] = []
  let dropped = 0
  let ignored = 0
  let line = 0
  for (const raw of text.split('\n')) {
    line += 1
    const read = readLine(raw.trim())
    if (read.kind === 'decision') decisions.push(read.decision)
    if (read.kind === 'problem' && problems.length < MOST_PROBLEMS) problems.push({ line, ...read.problem })
    if (read.kind === 'ignored') ignored += 1
    if ('dropped' in read) dropped += read.dropped
  }
  return { decisions, dropped, ignored, problems }
}

type Line =
  | { readonly kind: 'decision'; readonly decision: RecordedDecision; readonly dropped: number }
  | { readonly kind: 'ignored'; readonly dropped: number }
  | { readonly kind: 'blank' }
  | { readonly kind: 'problem'; readonly problem: Omit<LineProblem, 'line'> }

class FieldFault extends Error {
  readonly problem: Omit<LineProblem, 'line'>

  constructor(field: string, expected: string, value: unknown) {
    super(field)
    this.problem = { field, expected, got: shown(value) }
  }
}

function readLine(text: string): Line {
  if (text === '') return { kind: 'blank' }
  // As server-sent events have it.
  const json = text.startsWith('data: ') ? text.slice(6) : text
  if (json.startsWith(':')) return { kind: 'blank' }
  try {
    return readDocument(JSON.parse(json))
  } catch (error) {
    if (error instanceof FieldFault) return { kind: 'problem', problem: error.problem }
    const reason = error instanceof Error ? error.message : String(error)
    return { kind: 'problem', problem: { field: '', expected: 'a JSON document', got: `${shown(text)} (${reason})` } }
  }
}

function readDocument(document: unknown): Line {
  const { kind, decision, dropped } = mapping(document, '')
  if (kind !== undefined && kind !== 'decision') return { kind: 'ignored', dropped: 0 }
  const fields = mapping(decision, 'decision')
  const left = dropped === undefined ? 0 : number(dropped, 'dropped')
  if (fields['dryRun'] === true) return { kind: 'ignored', dropped: left }
  return { kind: 'decision', dropped: left, decision: decisionOf(fields) }
}

function decisionOf(fields: Fields): RecordedDecision {
  const { time, pool, policy, backendId, runnerUpBackendId, alternateBackendIds, scores, candidates, replica } = fields
  const atMs = Date.parse(text(time, 'decision.time'))
  if (Number.isNaN(atMs)) throw new FieldFault('decision.time', 'a time such as 2026-01-31T12:00:00.000Z', time)
  const id = text(pool, 'decision.pool')
  if (id === '') throw new FieldFault('decision.pool', 'the name of a pool', pool)
  const picked = text(backendId ?? '', 'decision.backendId')
  const others = [
    ...[picked, text(runnerUpBackendId ?? '', 'decision.runnerUpBackendId')],
    ...list(alternateBackendIds, 'decision.alternateBackendIds').map((each, index) =>
      text(each, `decision.alternateBackendIds[${index}]`),
    ),
  ]
  const scored = list(scores, 'decision.scores').map((each, index) => seenOf(each, `decision.scores[${index}]`))
  const unscored = others.filter((each, index) => each !== '' && others.indexOf(each) === index)
  return {
    ...{ atMs, pool: id, policy: text(policy ?? '', 'decision.policy'), backendId: picked },
    seen: [
      ...scored,
      ...unscored.filter((each) => !scored.some((one) => one.id === each)).map((each) => ({ id: each, ...UNKNOWN })),
    ],
    candidates: candidates === undefined ? 0 : number(candidates, 'decision.candidates'),
    replica: text(replica ?? '', 'decision.replica'),
  }
}

const UNKNOWN = { latencyMs: undefined, inFlight: undefined, weight: undefined, capacity: undefined }

function seenOf(value: unknown, field: string): SeenBackend {
  const { backendId, inputs } = mapping(value, field)
  const signals = new Map(
    list(inputs, `${field}.inputs`).map((input, index) => {
      const at = `${field}.inputs[${index}]`
      const { signal, value: amount } = mapping(input, at)
      return [text(signal, `${at}.signal`), number(amount ?? 0, `${at}.value`)] as const
    }),
  )
  return {
    id: text(backendId, `${field}.backendId`),
    latencyMs: signals.get('latency'),
    inFlight: signals.get('in_flight'),
    weight: signals.get('weight'),
    capacity: signals.get('capacity'),
  }
}

type Fields = Readonly<Record<string, unknown>>

function mapping(value: unknown, field: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new FieldFault(field, 'a mapping', value)
  return Object.fromEntries(Object.entries(value))
}

function list(value: unknown, field: string): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new FieldFault(field, 'a list', value)
  return value
}

function text(value: unknown, field: string): string {
  if (typeof value !== 'string') throw new FieldFault(field, 'a text', value)
  return value
}

function number(value: unknown, field: string): number {
  if (typeof value !== 'number' || !(value >= 0)) throw new FieldFault(field, 'a number of at least 0', value)
  return value
}

const LONGEST_SHOWN = 60

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const written = typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? typeof value)
  return written.length > LONGEST_SHOWN ? `${written.slice(0, LONGEST_SHOWN)}...` : written
}
