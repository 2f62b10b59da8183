import { connect, type Socket } from 'node:net'

/**
 * A client of bare HTTP/2 frames (RFC 9113) for requests that differ from call to call, which h2load cannot send. It knows
 * just enough: one constant block of headers, small bodies, answers that are counted and not decoded. That makes it several
 * times cheaper than any gRPC server, so it is not what is measured.
 */
export interface FrameClient {
  /** Keeps `streams` calls under way until told to stop. */
  run(seconds: number): Promise<{ done: number; dataBytes: number }>
  close(): void
}

const FRAME = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goAway: 7, windowUpdate: 8 } as const
const END_STREAM = 1
const END_HEADERS = 4
const ACK = 1
const HEADER_BYTES = 9
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
/** Answers are small, so the peer's window to us never runs out in one run. */
const LARGE_WINDOW = 0x4000_0000
/** What a peer lets us send at first on a connection. */
const FIRST_WINDOW = 65_535

export async function openFrameClient(
  port: number,
  path: string,
  streams: number,
  nextBody: () => Buffer,
): Promise<FrameClient> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  const headers = headerBlock(port, path)
  let nextStream = 1
  let window = FIRST_WINDOW
  let open = 0
  let done = 0
  let dataBytes = 0
  let isSending = false
  let failure: Error | undefined
  let onIdle = (): void => undefined

  const sendMore = (out: Buffer[]): void => {
    while (isSending && open < streams && window > 0) {
      const body = nextBody()
      out.push(frame(FRAME.headers, END_HEADERS, nextStream, headers), frame(FRAME.data, END_STREAM, nextStream, body))
      window -= body.length
      nextStream += 2
      open += 1
    }
  }
  const parse = createParser((type, flags, stream, payload, out) => {
    if (type === FRAME.data) dataBytes += payload.length
    else if (type === FRAME.headers && (flags & END_STREAM) !== 0) {
      open -= 1
      done += 1
    } else if (type === FRAME.settings && (flags & ACK) === 0) out.push(frame(FRAME.settings, ACK, 0))
    else if (type === FRAME.ping && (flags & ACK) === 0) out.push(frame(FRAME.ping, ACK, 0, Buffer.from(payload)))
    else if (type === FRAME.windowUpdate && stream === 0) window += payload.readUInt32BE(0)
    else if (type === FRAME.reset || type === FRAME.goAway)
      failure = new Error('the server ended a call or the connection')
  })
  socket.on('data', (chunk: Buffer) => {
    const out = parse(chunk)
    sendMore(out)
    if (out.length > 0) socket.write(Buffer.concat(out))
    if (open === 0 || failure !== undefined) onIdle()
  })
  socket.write(Buffer.concat([PREFACE, frame(FRAME.settings, 0, 0), windowUpdate(LARGE_WINDOW)]))
  return {
    async run(seconds) {
      const before = { done, dataBytes }
      isSending = true
      const out: Buffer[] = []
      sendMore(out)
      socket.write(Buffer.concat(out))
      await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
      const result = { done: done - before.done, dataBytes: dataBytes - before.dataBytes }
      isSending = false
      await idle(
        socket,
        () => open === 0,
        (run) => (onIdle = run),
      )
      if (failure !== undefined) throw failure
      return result
    },
    close: () => socket.destroy(),
  }
}

async function idle(socket: Socket, isIdle: () => boolean, listen: (run: () => void) => void): Promise<void> {
  if (isIdle() || socket.destroyed) return
  await new Promise<void>((resolve) => {
    listen(resolve)
    socket.once('close', () => resolve())
  })
}

type OnFrame = (type: number, flags: number, stream: number, payload: Buffer, out: Buffer[]) => void

/** Cuts what comes in into frames; answers what has to be sent back at once. */
function createParser(onFrame: OnFrame): (chunk: Buffer) => Buffer[] {
  let left: Buffer = Buffer.alloc(0)
  return (chunk) => {
    const bytes = left.length === 0 ? chunk : Buffer.concat([left, chunk])
    const out: Buffer[] = []
    let at = 0
    while (bytes.length - at >= HEADER_BYTES) {
      const end = at + HEADER_BYTES + bytes.readUIntBE(at, 3)
      if (end > bytes.length) break
      const payload = bytes.subarray(at + HEADER_BYTES, end)
      onFrame(bytes[at + 3] ?? 0, bytes[at + 4] ?? 0, bytes.readUInt32BE(at + 5) & 0x7fff_ffff, payload, out)
      at = end
    }
    left = bytes.subarray(at)
    return out
  }
}

function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + payload.length)
  bytes.writeUIntBE(payload.length, 0, 3)
  bytes[3] = type
  bytes[4] = flags
  bytes.writeUInt32BE(stream, 5)
  payload.copy(bytes, HEADER_BYTES)
  return bytes
}

function windowUpdate(increment: number): Buffer {
  const payload = Buffer.alloc(4)
  payload.writeUInt32BE(increment)
  return frame(FRAME.windowUpdate, 0, 0, payload)
}

/** HPACK (RFC 7541) without its dynamic table: indexed fields of the static table, and literals that are not indexed. */
function headerBlock(port: number, path: string): Buffer {
  const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)])
  const POST = 0x83
  const HTTP = 0x86
  const PATH = 0x04
  const AUTHORITY = 0x01
  const CONTENT_TYPE = [0x0f, 0x10]
  const NEW_NAME = 0x00
  return Buffer.concat([
    Buffer.from([POST, HTTP, PATH]),
    text(path),
    Buffer.from([AUTHORITY]),
    text(`127.0.0.1:${port}`),
    Buffer.from(CONTENT_TYPE),
    text('application/grpc'),
    Buffer.from([NEW_NAME]),
    text('te'),
    text('trailers'),
  ])
}
