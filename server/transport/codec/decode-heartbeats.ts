import type { Backend__Output } from '../../../proto/gen/lookaside/v1/Backend.ts'
import type { DeregisterBackendRequest__Output } from '../../../proto/gen/lookaside/v1/DeregisterBackendRequest.ts'
import type { Heartbeat__Output } from '../../../proto/gen/lookaside/v1/Heartbeat.ts'
import type { RegisterBackendRequest__Output } from '../../../proto/gen/lookaside/v1/RegisterBackendRequest.ts'
import type { ReportHeartbeatRequest__Output } from '../../../proto/gen/lookaside/v1/ReportHeartbeatRequest.ts'
import { MAX_HEARTBEATS } from '../messages/heartbeat.ts'
import type { Received } from '../messages/received.ts'
import { nested, nextItem } from './decode.ts'
import { nextLabel, readLoadReport, readLocality } from './decode-parts.ts'
import type { Reader } from './reader.ts'

export function readHeartbeat(reader: Reader): Received<Heartbeat__Output> {
  let pool = ''
  let backendId = ''
  let epoch = 0
  let sequence = 0
  let health = 0
  let healthDetail = ''
  let draining = false
  let load: ReturnType<typeof readLoadReport> | null = null
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 10) pool = reader.string()
    else if (tag === 18) backendId = reader.string()
    else if (tag === 24) epoch = reader.uint64()
    else if (tag === 32) sequence = reader.uint64()
    else if (tag === 40) health = reader.int32()
    else if (tag === 50) healthDetail = reader.string()
    else if (tag === 56) draining = reader.bool()
    else if (tag === 66) load = nested(reader, readLoadReport)
    else reader.skip(tag)
  }
  return { pool, backendId, epoch, sequence, health, healthDetail, draining, load }
}

/** ReportHeartbeatRequest and StreamHeartbeatsRequest, which are alike. */
export function readHeartbeats(reader: Reader): Received<ReportHeartbeatRequest__Output> {
  const heartbeats: Received<Heartbeat__Output>[] = []
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 10) nextItem(reader, tag, heartbeats, MAX_HEARTBEATS, readHeartbeat)
    else reader.skip(tag)
  }
  return { heartbeats }
}

function readBackend(reader: Reader): Received<Backend__Output> {
  let id = ''
  let address = ''
  let locality: ReturnType<typeof readLocality> | null = null
  const labels = new Map<string, string>()
  let weight: number | undefined
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 10) id = reader.string()
    else if (tag === 18) address = reader.string()
    else if (tag === 26) locality = nested(reader, readLocality)
    else if (tag === 34) nextLabel(reader, tag, labels)
    else if (tag === 40) weight = reader.uint32()
    else reader.skip(tag)
  }
  return { id, address, locality, labels, weight }
}

export function readRegistration(reader: Reader): Received<RegisterBackendRequest__Output> {
  let pool = ''
  let backend: ReturnType<typeof readBackend> | null = null
  let epoch = 0
  let health = 0
  let capacity = 0
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 10) pool = reader.string()
    else if (tag === 18) backend = nested(reader, readBackend)
    else if (tag === 24) epoch = reader.uint64()
    else if (tag === 32) health = reader.int32()
    else if (tag === 41) capacity = reader.double()
    else reader.skip(tag)
  }
  return { pool, backend, epoch, health, capacity }
}

export function readDeregistration(reader: Reader): Received<DeregisterBackendRequest__Output> {
  let pool = ''
  let backendId = ''
  let epoch = 0
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 10) pool = reader.string()
    else if (tag === 18) backendId = reader.string()
    else if (tag === 24) epoch = reader.uint64()
    else reader.skip(tag)
  }
  return { pool, backendId, epoch }
}
