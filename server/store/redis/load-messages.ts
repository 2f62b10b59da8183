import type { LoadDigest, StoreChange } from '../store.ts'
import { finite } from './load-codec.ts'
import { writeMessage } from './message.ts'
import { arrayOf } from './replies.ts'

/** A message stays around 30 KB. */
const DIGESTS_PER_MESSAGE = 500

/** Load digests are only told, never stored: they are worth nothing a few seconds later. */
export function encodeDigests(
  origin: string,
  digests: readonly (readonly [pool: string, digest: LoadDigest])[],
): string[] {
  const messages: string[] = []
  for (let at = 0; at < digests.length; at += DIGESTS_PER_MESSAGE) {
    const items = digests
      .slice(at, at + DIGESTS_PER_MESSAGE)
      .map(([pool, digest]) => [
        pool,
        digest.backendId,
        finite(digest.outstanding),
        finite(digest.successes),
        finite(digest.failures),
        finite(digest.latencyMeanMs),
        finite(digest.latencyMaxMs),
        ...(digest.autoWeight === undefined ? [] : [finite(digest.autoWeight)]),
      ])
    messages.push(writeMessage(origin, 'L', JSON.stringify(items)))
  }
  return messages
}

/** A broken item is left out. */
export function decodeDigests(replica: string, body: unknown): StoreChange[] {
  return arrayOf(body).flatMap((item): StoreChange[] => {
    const [pool, backendId, ...numbers] = arrayOf(item)
    const [outstanding, successes, failures, latencyMeanMs, latencyMaxMs, factor] = numbers.map(Number)
    if (typeof pool !== 'string' || typeof backendId !== 'string' || outstanding === undefined) return []
    if (successes === undefined || failures === undefined) return []
    if (latencyMeanMs === undefined || latencyMaxMs === undefined || !numbers.every(Number.isFinite)) return []
    const autoWeight = factor !== undefined && factor > 0 ? { autoWeight: factor } : {}
    const digest = { backendId, outstanding, successes, failures, latencyMeanMs, latencyMaxMs, ...autoWeight }
    return [{ kind: 'load', pool, replica, digest }]
  })
}
