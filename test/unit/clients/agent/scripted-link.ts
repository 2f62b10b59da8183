import type { DeregisterBackendRequest } from '../../../../proto/gen/lookaside/v1/DeregisterBackendRequest.ts'
import type { Heartbeat } from '../../../../proto/gen/lookaside/v1/Heartbeat.ts'
import type { ItemError__Output } from '../../../../proto/gen/lookaside/v1/ItemError.ts'
import type { RegisterBackendRequest } from '../../../../proto/gen/lookaside/v1/RegisterBackendRequest.ts'
import type { Link, LinkLimits } from '../../../../clients/agent/link.ts'
import type { BeatAnswer, LinkResult } from '../../../../clients/agent/link-result.ts'
import { toDuration } from '../../../../clients/typescript/duration.ts'
import { LookasideError } from '../../../../clients/typescript/errors.ts'
import type { StatusName } from '../../../../clients/typescript/errors.ts'

type Said<Value> = LinkResult<Value> | 'hang'
type Registered = { nextHeartbeatAfter: { seconds: number; nanos: number }; lease: null; revision: number }

/** A link whose other side a test scripts. */
export interface ScriptedLink extends Link {
  readonly registrations: RegisterBackendRequest[]
  readonly beats: { readonly by: 'stream' | 'unary'; readonly heartbeats: readonly Heartbeat[]; readonly at: string }[]
  readonly deregistrations: DeregisterBackendRequest[]
  moves: number
  closed: number
  streams: number
  onRegister: (request: RegisterBackendRequest) => Said<Registered>
  onStream: (heartbeats: readonly Heartbeat[]) => Said<BeatAnswer>
  onUnary: (heartbeats: readonly Heartbeat[]) => Said<BeatAnswer>
  onDeregister: () => Said<Record<string, never>>
  /** The service says unasked that it will go. */
  sendGoAway: () => void
}

const seconds = (ms: number): { seconds: number; nanos: number } => {
  const { seconds: whole, nanos = 0 } = toDuration(ms)
  return { seconds: Number(whole), nanos }
}

export const registered = (nextMs = 500): LinkResult<Registered> => ({
  kind: 'answered',
  value: { nextHeartbeatAfter: seconds(nextMs), lease: null, revision: 1 },
})

export function answer(nextMs: number | null = 1_000, fields: Partial<BeatAnswer> = {}): LinkResult<BeatAnswer> {
  const nextHeartbeatAfter = nextMs === null ? null : seconds(nextMs)
  return { kind: 'answered', value: { nextHeartbeatAfter, rejected: [], goAway: null, ...fields } }
}

export function reject(index: number, reason: string, code = 'NOT_FOUND'): ItemError__Output {
  return { index, code, reason, message: reason, metadata: {} }
}

export function lost(reason = 'UNREACHABLE'): LinkResult<never> {
  return { kind: 'lost', error: new LookasideError({ code: 'UNAVAILABLE', reason, message: 'away' }) }
}

export function refusedBy(code: StatusName, reason: string): LinkResult<never> {
  return { kind: 'refused', error: new LookasideError({ code, reason, message: reason }) }
}

export function createScriptedLink(addresses: readonly string[] = ['one:1']): ScriptedLink {
  const settle = <Value>(said: Said<Value>, signal: AbortSignal): Promise<LinkResult<Value>> => {
    if (signal.aborted) return Promise.resolve(lost())
    if (said !== 'hang') return Promise.resolve(said)
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve(lost()), { once: true }))
  }
  const link: ScriptedLink = {
    ...{ addresses, registrations: [], beats: [], deregistrations: [], moves: 0, closed: 0, streams: 0 },
    address: () => addresses[link.moves % addresses.length] ?? '',
    onRegister: () => registered(),
    onStream: () => answer(),
    onUnary: () => answer(),
    onDeregister: () => ({ kind: 'answered', value: {} }),
    sendGoAway: () => undefined,
    register(request: RegisterBackendRequest, limits: LinkLimits) {
      link.registrations.push(request)
      return settle(link.onRegister(request), limits.signal)
    },
    beat(heartbeats: readonly Heartbeat[], limits: LinkLimits) {
      link.beats.push({ by: 'unary', heartbeats, at: link.address() })
      return settle(link.onUnary(heartbeats), limits.signal)
    },
    openStream(onGoAway) {
      link.streams++
      link.sendGoAway = onGoAway
      const closing = new AbortController()
      return {
        isOpen: () => !closing.signal.aborted,
        send(heartbeats) {
          link.beats.push({ by: 'stream', heartbeats, at: link.address() })
          return settle(link.onStream(heartbeats), closing.signal)
        },
        close: () => closing.abort(),
      }
    },
    deregister(request: DeregisterBackendRequest, limits: LinkLimits) {
      link.deregistrations.push(request)
      return settle(link.onDeregister(), limits.signal)
    },
    moveOn: () => void link.moves++,
    close: () => void link.closed++,
  }
  return link
}
