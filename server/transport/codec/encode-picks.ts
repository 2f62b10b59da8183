import type { Picked, WatchUpdate } from '../../use-cases.ts'
import { PICK_REASONS } from '../messages/enums.ts'
import { writeCacheHints, writeDegraded, writeDuration, type EncodedCards } from './encode-parts.ts'
import type { Writer } from './writer.ts'

/** The fields of a PickBackendResponse. */
export function writePicked(writer: Writer, cards: EncodedCards, picked: Picked): void {
  writer.message(1, cards(picked.backend))
  for (const alternate of picked.alternates) writer.message(2, cards(alternate))
  writer.string(3, picked.token)
  writeDuration(writer, 4, picked.leaseMs)
  writer.uint(5, PICK_REASONS[picked.reason].number)
  writer.uint(6, picked.revision)
  writeCacheHints(writer, 7, picked.maxAgeMs, picked.staleAgeMs)
  writeDegraded(writer, 8, picked.degraded)
  writer.string(9, picked.affinityToken)
}

/** The fields of a WatchBackendsResponse. */
export function writeWatchUpdate(writer: Writer, cards: EncodedCards, update: WatchUpdate): void {
  writer.uint(1, update.revision)
  for (const { backend, share } of update.backends) {
    const start = writer.begin(2)
    writer.message(1, cards(backend))
    writer.double(2, share)
    writer.end(start)
  }
  writeCacheHints(writer, 3, update.maxAgeMs, update.staleAgeMs)
  writeDegraded(writer, 4, update.degraded)
}
