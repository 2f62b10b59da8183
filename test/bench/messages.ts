import { Writer } from '../../server/transport/codec/writer.ts'

/** One gRPC message on the wire: not compressed, its length, itself (gRPC over HTTP/2, "Length-Prefixed-Message"). */
export function framed(message: Buffer): Buffer {
  const header = Buffer.alloc(5)
  header.writeUInt32BE(message.length, 1)
  return Buffer.concat([header, message])
}

export const EMPTY = Buffer.alloc(0)

function encoded(write: (writer: Writer) => void): Buffer {
  const writer = new Writer()
  write(writer)
  return writer.finish()
}

export const pickRequest = (pool: string): Buffer => encoded((writer) => writer.string(1, pool))

/** A StreamPicksRequest. */
export function picksMessage(pool: string, sequence: number, picks: number): Buffer {
  const request = pickRequest(pool)
  return encoded((writer) => {
    writer.uint(1, sequence)
    for (let pick = 0; pick < picks; pick += 1) writer.message(2, request)
  })
}

export interface BenchBackend {
  readonly pool: string
  readonly id: string
}

export const EPOCH = 1
const HEALTHY = 1

/** A RegisterBackendRequest with what a real backend says of itself: address, zone and two labels. */
export function registration({ pool, id }: BenchBackend, place: number): Buffer {
  return encoded((writer) => {
    writer.string(1, pool)
    const backend = writer.begin(2)
    writer.string(1, id)
    writer.string(2, `10.${(place >> 16) & 255}.${(place >> 8) & 255}.${place & 255}:8080`)
    const locality = writer.begin(3)
    writer.string(1, 'eu-west-1')
    writer.string(2, 'eu-west-1a')
    writer.end(locality)
    writeLabel(writer, 'version', 'v1.24.3')
    writeLabel(writer, 'tier', 'standard')
    writer.end(backend)
    writer.uint(3, EPOCH)
    writer.uint(4, HEALTHY)
    writer.double(5, 64)
  })
}

function writeLabel(writer: Writer, key: string, value: string): void {
  const entry = writer.begin(4)
  writer.text(1, key)
  writer.text(2, value)
  writer.end(entry)
}

/** A ReportHeartbeatRequest or StreamHeartbeatsRequest: the two are alike. Every heartbeat brings a full load report. */
export function heartbeatsMessage(backends: readonly BenchBackend[], sequence: number): Buffer {
  return encoded((writer) => {
    for (const { pool, id } of backends) {
      const beat = writer.begin(1)
      writer.string(1, pool)
      writer.string(2, id)
      writer.uint(3, EPOCH)
      writer.uint(4, sequence)
      writer.uint(5, HEALTHY)
      const load = writer.begin(8)
      writer.double(1, 0.25 + (sequence % 50) / 100)
      writer.double(2, 0.4)
      writer.double(4, 118.5)
      writer.setUint(9, sequence % 7)
      writer.uint(10, sequence * 118)
      writer.uint(11, sequence)
      const latency = writer.begin(13)
      writer.uint(2, 12_000_000 + (sequence % 100) * 10_000)
      writer.end(latency)
      writer.end(load)
      writer.end(beat)
    }
  })
}

/** `count` backends in pools of `perPool`. */
export function backendsIn(pools: number, perPool: number): BenchBackend[] {
  return Array.from({ length: pools * perPool }, (_, index) => ({
    pool: `bench/pool-${String(index % pools).padStart(3, '0')}`,
    id: `backend-${String(Math.floor(index / pools)).padStart(5, '0')}`,
  }))
}

/** A DrainBackendRequest or UndrainBackendRequest, which begin alike. */
export function drainRequest({ pool, id }: BenchBackend): Buffer {
  return encoded((writer) => {
    writer.string(1, pool)
    writer.string(2, id)
  })
}
