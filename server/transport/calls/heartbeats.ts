import type { Heartbeat__Output } from '../../../proto/gen/lookaside/v1/Heartbeat.ts'
import type { HeartbeatUseCases } from '../../use-cases.ts'
import { decode } from '../codec/decode.ts'
import { readDeregistration, readHeartbeats, readRegistration } from '../codec/decode-heartbeats.ts'
import { writeDuration, writeGoAway, writeItemError } from '../codec/encode-parts.ts'
import { Writer } from '../codec/writer.ts'
import { MAX_HEARTBEATS, toDeregistration, toHeartbeat } from '../messages/heartbeat.ts'
import type { Received } from '../messages/received.ts'
import { checkCount, isRefusal, within } from '../messages/refusals.ts'
import { toRegistration } from '../messages/registration.ts'
import type { BytesCall, StreamedCall } from './call.ts'

export interface HeartbeatCalls {
  readonly registerBackend: BytesCall
  readonly reportHeartbeat: BytesCall
  readonly streamHeartbeats: StreamedCall
  readonly deregisterBackend: BytesCall
}

const NOTHING = Buffer.alloc(0)

/** The RPCs of agents, from the bytes of the request to the bytes of the response. */
export function createHeartbeatCalls(heartbeats: HeartbeatUseCases): HeartbeatCalls {
  const writer = new Writer()
  const reportHeartbeat: BytesCall = (bytes) => {
    const request = decode(bytes, readHeartbeats)
    if (isRefusal(request)) return request
    const bad = checkCount('heartbeats', request.heartbeats.length, MAX_HEARTBEATS)
    if (bad !== undefined) return bad
    writer.reset()
    const pools = beatAll(heartbeats, request.heartbeats, writer)
    writeDuration(writer, 2, heartbeats.nextHeartbeatAfterMs(pools))
    return writer.finish()
  }
  return {
    reportHeartbeat,
    streamHeartbeats: {
      answer: reportHeartbeat,
      goAway(reason, graceMs) {
        writer.reset()
        writeGoAway(writer, 3, reason, graceMs)
        return writer.finish()
      },
    },
    registerBackend(bytes) {
      const request = decode(bytes, readRegistration)
      if (isRefusal(request)) return request
      const registration = toRegistration(request)
      if (isRefusal(registration)) return registration
      const registered = heartbeats.register(registration)
      if (registered.kind === 'refused') return registered
      writer.reset()
      writeDuration(writer, 1, registered.nextHeartbeatAfterMs)
      writeDuration(writer, 2, registered.leaseMs)
      writer.uint(3, registered.revision)
      return writer.finish()
    },
    deregisterBackend(bytes) {
      const request = decode(bytes, readDeregistration)
      if (isRefusal(request)) return request
      const target = toDeregistration(request)
      if (target.kind === 'refused') return target
      return heartbeats.deregister(target.pool, target.backendId, target.epoch) ?? NOTHING
    },
  }
}

/** Takes in heartbeats and writes an ItemError for each refused one. Answers the pools that they were for. */
function beatAll(
  heartbeats: HeartbeatUseCases,
  messages: readonly Received<Heartbeat__Output>[],
  writer: Writer,
): Set<string> {
  const pools = new Set<string>()
  for (const [index, message] of messages.entries()) {
    const beat = toHeartbeat(message)
    if (beat.kind === 'heartbeat') pools.add(beat.report.pool)
    const refusal = beat.kind === 'refused' ? beat : (heartbeats.heartbeat(beat.report) ?? beat.refusedLoad)
    if (refusal !== undefined) writeItemError(writer, 1, index, within(`heartbeats[${index}]`, refusal))
  }
  return pools
}
