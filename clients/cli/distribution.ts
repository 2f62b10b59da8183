import type { ItemError__Output } from '../../proto/gen/lookaside/v1/ItemError.ts'
import type { Outcome } from '../../proto/gen/lookaside/v1/Outcome.ts'
import type { PickBackendRequest } from '../../proto/gen/lookaside/v1/PickBackendRequest.ts'
import type { StreamPicksRequest } from '../../proto/gen/lookaside/v1/StreamPicksRequest.ts'
import type { StreamPicksResponse__Output } from '../../proto/gen/lookaside/v1/StreamPicksResponse.ts'
import type { Connection } from './connection.ts'

/** How many picks went to whom. */
export interface Distribution {
  readonly picked: number
  readonly refused: number
  /** Most picks first, then by id. */
  readonly shares: readonly {
    readonly backendId: string
    readonly address: string
    readonly picks: number
    /** 0 to 1, of those that were picked. */
    readonly share: number
  }[]
  readonly refusals: readonly { readonly reason: string; readonly message: string; readonly count: number }[]
}

/** Some hundred bytes a pick: well inside the limit of a message, and enough to make the round trip cheap. */
const PICKS_A_MESSAGE = 100

/**
 * Makes many picks over one stream. Nobody calls the backends, so each pick is given back as cancelled with the next
 * message: it frees the backend and judges nobody.
 */
export async function distribute(
  connection: Connection,
  request: PickBackendRequest,
  count: number,
): Promise<Distribution> {
  const tally = createTally()
  let left = count
  let sequence = 0
  let unreported: readonly Outcome[] = []
  let finished = false
  const next = (answer: StreamPicksResponse__Output | undefined): StreamPicksRequest | undefined => {
    if (finished) return undefined
    unreported = answer === undefined ? [] : tally.take(answer)
    const picks = Array.from({ length: Math.min(left, PICKS_A_MESSAGE) }, () => request)
    left -= picks.length
    sequence += 1
    finished = picks.length === 0
    return { sequence, picks, outcomes: [...unreported] }
  }
  await connection.converse('StreamPicks', (options) => connection.picks.StreamPicks(options), next)
  return tally.result()
}

interface Tally {
  /** Counts the results of one message and answers the outcomes that give the picks back. */
  take(answer: StreamPicksResponse__Output): readonly Outcome[]
  result(): Distribution
}

function createTally(): Tally {
  const picks = new Map<string, { address: string; picks: number }>()
  const refusals = new Map<string, { message: string; count: number }>()
  const refuse = ({ reason, code, message }: Pick<ItemError__Output, 'reason' | 'code' | 'message'>): void => {
    const key = reason === '' ? code : reason
    refusals.set(key, { message, count: (refusals.get(key)?.count ?? 0) + 1 })
  }
  return {
    take: (answer) =>
      answer.results.flatMap(({ picked, error }): Outcome[] => {
        const backend = picked?.backend ?? undefined
        if (picked === null || picked === undefined || backend === undefined) {
          refuse(error ?? { reason: '', code: 'UNKNOWN', message: 'the answer names no backend' })
          return []
        }
        const before = picks.get(backend.id)?.picks ?? 0
        picks.set(backend.id, { address: backend.address, picks: before + 1 })
        return [{ pickToken: picked.pickToken, result: 'OUTCOME_RESULT_CANCELLED' }]
      }),
    result() {
      const picked = [...picks.values()].reduce((sum, entry) => sum + entry.picks, 0)
      const shares = [...picks].map(([backendId, entry]) => ({ backendId, ...entry, share: entry.picks / picked }))
      return {
        picked,
        refused: [...refusals.values()].reduce((sum, entry) => sum + entry.count, 0),
        shares: shares.sort((a, b) => b.picks - a.picks || (a.backendId < b.backendId ? -1 : 1)),
        refusals: [...refusals].map(([reason, entry]) => ({ reason, ...entry })),
      }
    },
  }
}
