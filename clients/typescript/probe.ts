import { connectivityState } from '@grpc/grpc-js'
import type { LookasideServiceClient } from '../../proto/gen/lookaside/v1/LookasideService.ts'
import type { ReportOutcomesResponse__Output } from '../../proto/gen/lookaside/v1/ReportOutcomesResponse.ts'
import type { MakeCallMetadata } from './call-metadata.ts'
import { callUnary } from './call.ts'
import type { Clock } from './clock.ts'
import { statusName } from './errors.ts'
import type { Log } from './log.ts'
import { readProperty } from './property.ts'

/** Asks a replica that was silent whether it is back. */
export interface Probe {
  /** True: it is there, and quick enough for picks. Never rejects. */
  run(): Promise<boolean>
  /** A new silence has begun. */
  reset(): void
}

export interface ProbeDeps {
  readonly address: string
  readonly client: () => LookasideServiceClient
  readonly stateOf: () => connectivityState
  /** Makes a new channel in place of one that is silent. */
  readonly replace: () => void
  readonly makeMetadata: MakeCallMetadata
  readonly clock: Clock
  readonly log: Log
  /** An answer that takes longer is of no use to a pick. */
  readonly timeoutMs: number
}

/** Long enough to make a connection, and to tell a slow service from a silent one. */
const PROBE_TIMEOUT_MS = 1_000
/**
 * Silences in a row after which a fresh channel is tried, since the connection may be dead without anybody having said so;
 * then twice as many, and so on: grpc-js keeps the socket of a connection that was never answered until its peer lets go.
 */
const SILENCES_OF_A_CHANNEL = 3
const MAX_SILENCES_OF_A_CHANNEL = 48

type Finding = 'answered' | 'slow' | 'silent' | 'away'

/** A probe is an empty batch of outcomes: it changes nothing, and goes where picks go. */
export function createProbe(deps: ProbeDeps): Probe {
  const { address, client, clock, log, timeoutMs } = deps
  const limitMs = Math.max(PROBE_TIMEOUT_MS, timeoutMs)
  let silences = 0
  let patience = SILENCES_OF_A_CHANNEL
  let isSlowTold = false

  const ask = async (): Promise<Finding> => {
    const startedAt = clock.now()
    const options = { deadline: Date.now() + limitMs }
    // Where there is no connection, the call goes as soon as there is one.
    const metadata = deps.makeMetadata('ReportOutcomes')
    metadata.setOptions({ ...metadata.getOptions(), waitForReady: true })
    const result = await callUnary<ReportOutcomesResponse__Output>((callback) =>
      client().reportOutcomes({ outcomes: [] }, metadata, options, callback),
    )
    if (result.kind === 'failed') {
      const code = statusName(readProperty(result.error, 'code'))
      if (code === 'DEADLINE_EXCEEDED')
        return deps.stateOf() === connectivityState.TRANSIENT_FAILURE ? 'away' : 'silent'
      // Other errors are answers, too: what they mean is for the calls themselves to see.
      if (code === 'UNAVAILABLE' || code === 'CANCELLED') return 'away'
    }
    const tookMs = clock.now() - startedAt
    if (tookMs <= timeoutMs) return 'answered'
    if (!isSlowTold) log.warn('Lookaside answers too slowly for timeoutMs', { address, tookMs, timeoutMs })
    isSlowTold = true
    return 'slow'
  }
  return {
    async run() {
      const wasConnected = deps.stateOf() === connectivityState.READY
      let finding = await ask()
      // The first call made the connection; what a call on it takes is what counts.
      if (finding === 'slow' && !wasConnected) finding = await ask()
      silences = finding === 'silent' ? silences + 1 : 0
      if (silences >= patience) {
        silences = 0
        patience = Math.min(patience * 2, MAX_SILENCES_OF_A_CHANNEL)
        deps.replace()
      }
      return finding === 'answered'
    },
    reset() {
      silences = 0
      patience = SILENCES_OF_A_CHANNEL
      isSlowTold = false
    },
  }
}
