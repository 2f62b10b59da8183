import { ERRORS, type Refusal } from '../../errors.ts'
import type { BackendCard, Degradation } from '../../use-cases.ts'
import type { GoAwayReason } from '../messages/answers.ts'
import { DEGRADED_REASONS } from '../messages/enums.ts'
import { toDuration } from '../messages/durations.ts'
import { Writer } from './writer.ts'

/** The encoded bytes of a backend's card, kept as long as the card is: the use cases keep a card while nothing of it changes. */
export type EncodedCards = (card: BackendCard) => Buffer

export function createEncodedCards(): EncodedCards {
  const encoded = new WeakMap<BackendCard, Buffer>()
  const writer = new Writer()
  return (card) => {
    let bytes = encoded.get(card)
    if (bytes === undefined) {
      writeCard(writer, card)
      bytes = writer.finish()
      encoded.set(card, bytes)
    }
    return bytes
  }
}

function writeCard(writer: Writer, card: BackendCard): void {
  writer.string(1, card.id)
  writer.string(2, card.address)
  const { region, zone, subZone } = card.locality
  if (region !== '') {
    const start = writer.begin(3)
    writer.string(1, region)
    writer.string(2, zone)
    writer.string(3, subZone)
    writer.end(start)
  }
  writeStrings(writer, 4, card.labels)
  writer.setUint(5, card.weight)
}

function writeStrings(writer: Writer, field: number, map: Iterable<readonly [string, string]>): void {
  for (const [key, value] of map) {
    const start = writer.begin(field)
    writer.text(1, key)
    writer.text(2, value)
    writer.end(start)
  }
}

export function writeDuration(writer: Writer, field: number, ms: number): void {
  const { seconds, nanos } = toDuration(ms)
  const start = writer.begin(field, 1)
  writer.uint(1, seconds)
  writer.uint(2, nanos)
  writer.end(start, 1)
}

export function writeCacheHints(writer: Writer, field: number, maxAgeMs: number, staleAgeMs: number): void {
  const start = writer.begin(field, 1)
  writeDuration(writer, 1, maxAgeMs)
  writeDuration(writer, 2, staleAgeMs)
  writer.end(start, 1)
}

export function writeDegraded(writer: Writer, field: number, degraded: Degradation | undefined): void {
  if (degraded === undefined) return
  const start = writer.begin(field)
  const reasons = writer.begin(1)
  for (const reason of degraded.reasons) writer.raw(DEGRADED_REASONS[reason].number)
  writer.end(reasons)
  writeDuration(writer, 2, degraded.ageMs)
  writer.end(start)
}

export function writeItemError(writer: Writer, field: number, index: number, refusal: Refusal): void {
  const start = writer.begin(field)
  writer.uint(1, index)
  writer.string(2, ERRORS[refusal.reason].code)
  writer.string(3, refusal.reason)
  writer.string(4, refusal.message)
  writeStrings(writer, 5, Object.entries(refusal.metadata))
  writer.end(start)
}

export function writeGoAway(writer: Writer, field: number, reason: GoAwayReason, graceMs: number): void {
  const start = writer.begin(field)
  writer.string(1, reason)
  writeDuration(writer, 2, graceMs)
  writer.end(start)
}
