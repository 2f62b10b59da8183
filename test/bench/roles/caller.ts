import { openFrameClient } from '../drive/frame-client.ts'
import { backendsIn, EMPTY, framed, heartbeatsMessage } from '../messages.ts'

export interface CallerOptions {
  readonly port: number
  readonly path: string
  /** Backends of the one pool that send heartbeats in turn; 0: every call is empty. */
  readonly backends: number
  readonly seconds: number
  /** Sequences of heartbeats go on from here, so that none is old. */
  readonly firstSequence: number
}

const CONNECTIONS = 4
const STREAMS = 8

/** Calls a unary method as fast as it answers. */
export async function call(options: CallerOptions): Promise<Record<string, number>> {
  const { port, path, seconds } = options
  const nextBody = options.backends === 0 ? always(framed(EMPTY)) : heartbeatBodies(options)
  const clients = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => openFrameClient(port, path, STREAMS, nextBody)),
  )
  const startedAt = performance.now()
  const results = await Promise.all(clients.map((client) => client.run(seconds)))
  const elapsed = (performance.now() - startedAt) / 1_000
  for (const client of clients) client.close()
  const sum = (of: (result: { done: number; dataBytes: number }) => number): number =>
    results.reduce((total, result) => total + of(result), 0)
  const done = sum((result) => result.done)
  return { done, seconds: Math.min(elapsed, seconds), bytesEach: sum((result) => result.dataBytes) / done }
}

function always(body: Buffer): () => Buffer {
  return () => body
}

/** One heartbeat a call, backend after backend; each round of the pool has the next sequence. */
function heartbeatBodies({ backends: count, firstSequence }: CallerOptions): () => Buffer {
  const backends = backendsIn(1, count)
  let sent = 0
  return () => {
    const backend = backends[sent % count]
    const sequence = firstSequence + Math.floor(sent / count)
    sent += 1
    return framed(heartbeatsMessage(backend === undefined ? [] : [backend], sequence))
  }
}
