import type { LoadReport__Output } from '../../../proto/gen/lookaside/v1/LoadReport.ts'
import { MAX_ENTRIES } from '../messages/maps.ts'
import type { Received } from '../messages/received.ts'
import { nested, nextEntry } from './decode.ts'
import type { Reader } from './reader.ts'

// A tag is (field number << 3) | wire type: 0 a varint, 1 eight bytes, 2 a length and its bytes.

const readString = (reader: Reader): string => reader.string()
const readDouble = (reader: Reader): number => reader.double()

export function nextLabel(reader: Reader, tag: number, labels: Map<string, string>): void {
  nextEntry(reader, tag, labels, MAX_ENTRIES, 18, '', readString)
}

function nextNumber(reader: Reader, tag: number, numbers: Map<string, number>): void {
  nextEntry(reader, tag, numbers, MAX_ENTRIES, 17, 0, readDouble)
}

export function readLocality(reader: Reader): { region: string; zone: string; subZone: string } {
  const message = { region: '', zone: '', subZone: '' }
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 10) message.region = reader.string()
    else if (tag === 18) message.zone = reader.string()
    else if (tag === 26) message.subZone = reader.string()
    else reader.skip(tag)
  }
  return message
}

export function readDuration(reader: Reader): { seconds: number; nanos: number } {
  const message = { seconds: 0, nanos: 0 }
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 8) message.seconds = reader.int64()
    else if (tag === 16) message.nanos = reader.int32()
    else reader.skip(tag)
  }
  return message
}

/** A report stays until the next one: what it does not say takes no memory. */
const NO_NUMBERS = new Map<string, number>()

export function readLoadReport(reader: Reader): Received<LoadReport__Output> {
  const message = new LoadFields()
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === 50) message.requestCost = withNumber(reader, tag, message.requestCost)
    else if (tag === 58) message.utilization = withNumber(reader, tag, message.utilization)
    else if (tag === 66) message.namedMetrics = withNumber(reader, tag, message.namedMetrics)
    else readLoadField(reader, tag, message)
  }
  return message
}

function withNumber(reader: Reader, tag: number, numbers: Map<string, number>): Map<string, number> {
  const map = numbers === NO_NUMBERS ? new Map<string, number>() : numbers
  nextNumber(reader, tag, map)
  return map
}

class LoadFields {
  cpuUtilization = 0
  memUtilization = 0
  applicationUtilization = 0
  rpsFractional = 0
  eps = 0
  requestCost = NO_NUMBERS
  utilization = NO_NUMBERS
  namedMetrics = NO_NUMBERS
  inFlight: number | undefined = undefined
  completed = 0
  errors = 0
  capacity = 0
  latency: { seconds: number; nanos: number } | null = null
  sampleAge: { seconds: number; nanos: number } | null = null
}

function readLoadField(reader: Reader, tag: number, message: LoadFields): void {
  if (tag === 9) message.cpuUtilization = reader.double()
  else if (tag === 17) message.memUtilization = reader.double()
  else if (tag === 25) message.applicationUtilization = reader.double()
  else if (tag === 33) message.rpsFractional = reader.double()
  else if (tag === 41) message.eps = reader.double()
  else if (tag === 72) message.inFlight = reader.uint32()
  else if (tag === 80) message.completed = reader.uint64()
  else if (tag === 88) message.errors = reader.uint64()
  else if (tag === 97) message.capacity = reader.double()
  else if (tag === 106) message.latency = nested(reader, readDuration)
  else if (tag === 114) message.sampleAge = nested(reader, readDuration)
  else reader.skip(tag)
}
