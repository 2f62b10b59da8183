import type { ChannelOptions, connectivityState, experimental } from '@grpc/grpc-js'
import type { Outcome, OutcomeFields } from '../../outcome.ts'
import { classifyEnding } from '../../verdict.ts'
import type { Choosable } from './choice.ts'
import type { GrpcLibrary } from './library.ts'
import type { PoolEntry } from './pool-list.ts'

export interface MemberDeps {
  readonly grpc: GrpcLibrary
  readonly helper: experimental.ChannelControlHelper
  readonly pool: string
  readonly report: (outcome: Outcome) => void
  readonly now: () => number
  readonly onChange: (change: MemberChange) => void
}

export interface MemberChange {
  readonly wasReady: boolean
  /** Undefined: none. */
  readonly error: string | undefined
}

/** A backend of the pool, its connection, and the calls that this channel has under way to it. */
export interface Member extends Choosable {
  share: number
  inFlight: number
  state(): connectivityState
  connect(): void
  pick(args: experimental.PickArgs): experimental.PickResult
  /** Calls under way go on. */
  stop(): void
}

/** A call that lasts longer is a stream, whose length says nothing of its backend. */
const LONGEST_CALL_MS = 60_000

function outcomeOf(code: number, details: string, ms: number): OutcomeFields {
  const latency = ms <= LONGEST_CALL_MS ? { latencyMs: ms } : {}
  if (code === 0) return { result: 'success', status: 'OK', ...latency }
  const { result, status } = classifyEnding({ kind: 'threw', error: { code, details } })
  return { result, status, ...latency }
}

export function startMember(deps: MemberDeps, entry: PoolEntry, options: ChannelOptions, note: string): Member {
  const { grpc, helper, pool, report, now } = deps
  const { READY, TRANSIENT_FAILURE, IDLE } = grpc.connectivityState
  let state: connectivityState = IDLE
  let stopped = false
  const onState = (next: connectivityState, error: string | null): void => {
    if (stopped) return
    const before = state
    state = next
    // No call goes to a backend that cannot be reached, so no call's outcome would say that it cannot.
    if (next === TRANSIENT_FAILURE && before !== TRANSIENT_FAILURE) {
      report({ pool, backendId: entry.id, result: 'connect_failure', status: 'UNAVAILABLE' })
    }
    deps.onChange({ wasReady: before === READY && next !== READY, error: error ?? undefined })
  }
  const own = grpc.experimental.createChildChannelControlHelper(helper, {
    updateState: (next, _picker, error) => onState(next, error),
    requestReresolution: () => {
      if (!stopped) helper.requestReresolution()
    },
  })
  const leaf = new grpc.experimental.LeafLoadBalancer(entry.endpoint, own, options, note)
  const member: Member = {
    ...{ share: entry.share, inFlight: 0 },
    state: () => state,
    connect: () => leaf.exitIdle(),
    pick(args) {
      const picked = leaf.getPicker().pick(args)
      if (picked.subchannel === null) return picked
      let startedAt = now()
      return {
        ...picked,
        onCallStarted() {
          startedAt = now()
          member.inFlight++
          picked.onCallStarted?.()
        },
        onCallEnded(code, details, metadata) {
          member.inFlight--
          report({ pool, backendId: entry.id, ...outcomeOf(code, details, now() - startedAt) })
          picked.onCallEnded?.(code, details, metadata)
        },
      }
    },
    stop() {
      stopped = true
      leaf.destroy()
    },
  }
  leaf.startConnecting()
  return member
}
