import type { Refusal } from '../../errors.ts'
import type { PickUseCases } from '../../use-cases.ts'
import { decode } from '../codec/decode.ts'
import { readWatchRequest } from '../codec/decode-picks.ts'
import { writeGoAway, type EncodedCards } from '../codec/encode-parts.ts'
import { writeWatchUpdate } from '../codec/encode-picks.ts'
import { Writer } from '../codec/writer.ts'
import type { GoAwayReason } from '../messages/answers.ts'
import { isRefusal } from '../messages/refusals.ts'
import { toWatchQuery } from '../messages/watch-request.ts'

export interface GoAwayNotice {
  readonly reason: GoAwayReason
  readonly graceMs: number
}

/** One open WatchBackends. */
export interface WatchCall {
  readonly kind: 'watch_call'
  /** The newest state as a response. A go-away comes with the whole list, which an empty one would contradict. */
  current(goAway: GoAwayNotice | undefined): Buffer | Refusal
  close(): void
}

export type OpenWatch = (request: Buffer, onChange: () => void) => WatchCall | Refusal

export function createWatchCall(picks: PickUseCases, cards: EncodedCards): OpenWatch {
  const writer = new Writer()
  return (bytes, onChange) => {
    const request = decode(bytes, readWatchRequest)
    if (isRefusal(request)) return request
    const query = toWatchQuery(request)
    if (isRefusal(query)) return query
    const watch = picks.watch(query, onChange)
    if (watch.kind === 'refused') return watch
    return {
      kind: 'watch_call',
      current(goAway) {
        const update = watch.current()
        if (isRefusal(update)) return update
        writer.reset()
        writeWatchUpdate(writer, cards, update)
        if (goAway !== undefined) writeGoAway(writer, 5, goAway.reason, goAway.graceMs)
        return writer.finish()
      },
      close: () => watch.close(),
    }
  }
}
