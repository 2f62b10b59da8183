import type { JsonObject } from './json.ts'
import {
  countAt,
  enumAt,
  flagAt,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  spanAt,
  textAt,
  textsAt,
  timeAt,
} from './json.ts'
import type { Locality, PoolDegraded } from './pool.ts'
import { readDegraded, readLocality } from './pool.ts'

export interface ScoreInput {
  readonly signal: string
  readonly value: number
  /** Undefined: it has no age. */
  readonly ageMs: number | undefined
}

export interface ScoredBackend {
  readonly backendId: string
  readonly score: number
  readonly inputs: readonly ScoreInput[]
}

export interface Excluded {
  readonly backendId: string
  readonly reason: string
}

/** The explained record of one pick. Empty texts: none. */
export interface Decision {
  readonly id: string
  /** Milliseconds since 1970, by the replica's clock. */
  readonly time: number | undefined
  readonly pool: string
  readonly revision: number
  readonly policy: string
  readonly policyReason: string
  readonly configVersion: number
  readonly backends: number
  readonly candidates: number
  readonly excluded: readonly Excluded[]
  readonly excludedOmitted: number
  readonly scores: readonly ScoredBackend[]
  readonly backendId: string
  readonly runnerUpBackendId: string
  readonly alternateBackendIds: readonly string[]
  /** A word like `policy` or `panic`. */
  readonly reason: string
  readonly degraded: PoolDegraded | undefined
  readonly randomDraws: readonly number[]
  readonly errorReason: string
  readonly errorMessage: string
  readonly callerLocality: Locality
  readonly localityLevel: string
  /** `none`, `hash`, `binding` or `token`. */
  readonly affinity: string
  readonly discardedChoices: number
  readonly dryRun: boolean
  readonly traceId: string
  readonly replica: string
  readonly replayable: boolean
}

/** What came out when a decision was made again. */
export interface Replay {
  readonly backendId: string
  readonly same: boolean
  readonly note: string
}

export function readDecision(from: JsonObject): Decision {
  return {
    id: textAt(from, 'id'),
    time: timeAt(from, 'time'),
    pool: textAt(from, 'pool'),
    revision: countAt(from, 'revision'),
    policy: textAt(from, 'policy'),
    policyReason: textAt(from, 'policyReason'),
    configVersion: countAt(from, 'configVersion'),
    backends: countAt(from, 'backends'),
    candidates: countAt(from, 'candidates'),
    excluded: objectsAt(from, 'excluded').map(readExcluded),
    excludedOmitted: countAt(from, 'excludedOmitted'),
    scores: objectsAt(from, 'scores').map(readScored),
    backendId: textAt(from, 'backendId'),
    runnerUpBackendId: textAt(from, 'runnerUpBackendId'),
    alternateBackendIds: textsAt(from, 'alternateBackendIds'),
    reason: enumAt(from, 'reason', 'PICK_REASON_'),
    degraded: readDegraded(objectAt(from, 'degraded')),
    randomDraws: listAt(from, 'randomDraws').filter((draw) => typeof draw === 'number'),
    errorReason: textAt(from, 'errorReason'),
    errorMessage: textAt(from, 'errorMessage'),
    callerLocality: readLocality(objectAt(from, 'callerLocality')),
    localityLevel: textAt(from, 'localityLevel'),
    affinity: affinityOf(from),
    discardedChoices: countAt(from, 'discardedChoices'),
    dryRun: flagAt(from, 'dryRun'),
    traceId: textAt(from, 'traceId'),
    replica: textAt(from, 'replica'),
    replayable: flagAt(from, 'replayable'),
  }
}

export function readReplay(from: JsonObject): Replay {
  return { backendId: textAt(from, 'backendId'), same: flagAt(from, 'same'), note: textAt(from, 'note') }
}

function affinityOf(from: JsonObject): string {
  const word = enumAt(from, 'affinity', 'AFFINITY_MODE_')
  return word === '' ? 'none' : word
}

const readExcluded = (from: JsonObject): Excluded => ({
  backendId: textAt(from, 'backendId'),
  reason: textAt(from, 'reason'),
})

const readScored = (from: JsonObject): ScoredBackend => ({
  backendId: textAt(from, 'backendId'),
  score: countAt(from, 'score'),
  inputs: objectsAt(from, 'inputs').map((input) => ({
    signal: textAt(input, 'signal'),
    value: numberAt(input, 'value') ?? 0,
    ageMs: spanAt(input, 'age'),
  })),
})
