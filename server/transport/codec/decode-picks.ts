import type { Outcome__Output } from '../../../proto/gen/lookaside/v1/Outcome.ts'
import type { PickBackendRequest__Output } from '../../../proto/gen/lookaside/v1/PickBackendRequest.ts'
import type { ReportOutcomesRequest__Output } from '../../../proto/gen/lookaside/v1/ReportOutcomesRequest.ts'
import type { StreamPicksRequest__Output } from '../../../proto/gen/lookaside/v1/StreamPicksRequest.ts'
import type { WatchBackendsRequest__Output } from '../../../proto/gen/lookaside/v1/WatchBackendsRequest.ts'
import { MAX_OUTCOMES } from '../messages/outcome.ts'
import { MAX_EXCLUDED } from '../messages/pick-request.ts'
import type { Received } from '../messages/received.ts'
import { nested, nextItem } from './decode.ts'
import { nextLabel, readDuration, readLoadReport, readLocality } from './decode-parts.ts'
import type { Reader } from './reader.ts'

export const MAX_PICKS = 1_000
/** What most picks have in common; shared, and never written to. */
const NO_LABELS: Map<string, string> = new Map()
const NO_IDS: string[] = []

export function readPickRequest(reader: Reader): Received<PickBackendRequest__Output> {
  let pool = ''
  let affinityKey = ''
  let locality: ReturnType<typeof readLocality> | null = null
  let labelSelector = NO_LABELS
  let excludeBackendIds = NO_IDS
  let alternates = 0
  let previousPickToken = ''
  let affinityToken = ''
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 10) pool = reader.string()
    else if (tag === 18) affinityKey = reader.string()
    else if (tag === 26) locality = nested(reader, readLocality)
    else if (tag === 34) {
      if (labelSelector === NO_LABELS) labelSelector = new Map()
      nextLabel(reader, tag, labelSelector)
    } else if (tag === 42) {
      if (excludeBackendIds === NO_IDS) excludeBackendIds = []
      if (excludeBackendIds.length > MAX_EXCLUDED) reader.skip(tag)
      else excludeBackendIds.push(reader.string())
    } else if (tag === 48) alternates = reader.uint32()
    else if (tag === 58) previousPickToken = reader.string()
    else if (tag === 66) affinityToken = reader.string()
    else reader.skip(tag)
  }
  return {
    pool,
    affinityKey,
    locality,
    labelSelector,
    excludeBackendIds,
    alternates,
    previousPickToken,
    affinityToken,
  }
}

export function readOutcome(reader: Reader): Received<Outcome__Output> {
  let pickToken = ''
  let result = 0
  let latency: ReturnType<typeof readDuration> | null = null
  let status = ''
  let loadReport: ReturnType<typeof readLoadReport> | null = null
  let pool = ''
  let backendId = ''
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 10) pickToken = reader.string()
    else if (tag === 16) result = reader.int32()
    else if (tag === 26) latency = nested(reader, readDuration)
    else if (tag === 34) status = reader.string()
    else if (tag === 42) loadReport = nested(reader, readLoadReport)
    else if (tag === 50) pool = reader.string()
    else if (tag === 58) backendId = reader.string()
    else reader.skip(tag)
  }
  return { pickToken, result, latency, status, loadReport, pool, backendId }
}

export function readOutcomesRequest(reader: Reader): Received<ReportOutcomesRequest__Output> {
  const outcomes: Received<Outcome__Output>[] = []
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 10) nextItem(reader, tag, outcomes, MAX_OUTCOMES, readOutcome)
    else reader.skip(tag)
  }
  return { outcomes }
}

export function readStreamPicksRequest(reader: Reader): Received<StreamPicksRequest__Output> {
  let sequence = 0
  const picks: Received<PickBackendRequest__Output>[] = []
  const outcomes: Received<Outcome__Output>[] = []
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 8) sequence = reader.uint64()
    else if (tag === 18) nextItem(reader, tag, picks, MAX_PICKS, readPickRequest)
    else if (tag === 26) nextItem(reader, tag, outcomes, MAX_OUTCOMES, readOutcome)
    else reader.skip(tag)
  }
  return { sequence, picks, outcomes }
}

export function readWatchRequest(reader: Reader): Received<WatchBackendsRequest__Output> {
  let pool = ''
  let locality: ReturnType<typeof readLocality> | null = null
  const labelSelector = new Map<string, string>()
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 10) pool = reader.string()
    else if (tag === 18) locality = nested(reader, readLocality)
    else if (tag === 26) nextLabel(reader, tag, labelSelector)
    else reader.skip(tag)
  }
  return { pool, locality, labelSelector }
}
