import type { SizedHeartbeat } from './member.ts'

/** The API takes 500 heartbeats a message. */
const MAX_ITEMS = 500
/** A unary message may be 64 KiB; the same batches go over a stream, so that either way can carry them. */
const MAX_BYTES = 48 * 1024

/** Cuts heartbeats into messages that the service takes. */
export function toBatches(heartbeats: readonly SizedHeartbeat[]): readonly (readonly SizedHeartbeat[])[] {
  const batches: SizedHeartbeat[][] = []
  let batch: SizedHeartbeat[] = []
  let bytes = 0
  for (const heartbeat of heartbeats) {
    if (batch.length > 0 && (batch.length === MAX_ITEMS || bytes + heartbeat.bytes > MAX_BYTES)) {
      batches.push(batch)
      batch = []
      bytes = 0
    }
    batch.push(heartbeat)
    bytes += heartbeat.bytes
  }
  if (batch.length > 0) batches.push(batch)
  return batches
}
