import { createServer, STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { refuse, refuseField, type Refusal } from '../errors.ts'
import type { CallTracing, Log } from '../telemetry/ports.ts'
import { DEFAULT_LIMITS, type TransportLimits } from '../transport/limits.ts'
import { RUNTIME_TIMERS, type Timers } from '../transport/timers.ts'
import type { UseCases } from '../use-cases.ts'
import { createDispatch } from './dispatch.ts'
import { createEventStreams } from './event-streams.ts'
import { readPages } from './pages.ts'
import { createRoutes } from './routes/index.ts'
import type { ReplicaRoutesDeps } from './routes/replica.ts'
import type { ProcessStatus } from './status.ts'
import { errorBody } from './wire/error-answer.ts'
import { isLoopback } from './wire/guard.ts'
import { JSON_TYPE } from './wire/respond.ts'

/** Headers come in one packet, or two. */
const HEADERS_TIMEOUT_MS = 5_000
/** The deadline of a call is shorter; this one holds before there is a call. */
const REQUEST_TIMEOUT_MS = 10_000
/** How often Node looks for connections that are over these limits. */
const CHECK_MS = 1_000
/** Longer than the idle time of common client pools, so that they close first and lose no request. */
const KEEP_ALIVE_MS = 65_000
/** Node's own default, stated since it is a limit that callers meet. */
const MAX_HEADER_BYTES = 16 * 1_024
/** Each costs some 30 KB. */
const MAX_CONNECTIONS = 2_000

export interface HttpOptions {
  readonly useCases: UseCases
  readonly process: ProcessStatus
  readonly metrics: ReplicaRoutesDeps['metrics']
  /** Folder of the dashboard's files. */
  readonly dashboard: string
  readonly log: Log
  /** Told of the calls that pick. Undefined: nobody traces. */
  readonly tracing?: CallTracing | undefined
  readonly limits?: Partial<TransportLimits>
  readonly timers?: Timers
}

export interface HttpServer {
  /** The port that was bound. */
  start(host: string, port: number): Promise<number>
  /** Ends the streams and lets connections go after their next answer; calls still work until `stop`. */
  drain(): void
  stop(): Promise<void>
}

/** The HTTP side: the whole API as JSON, health, metrics, and the dashboard. */
export function createHttpServer(options: HttpOptions): HttpServer {
  const { log, timers = RUNTIME_TIMERS } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const onFault = (error: unknown): void => log.error('an event could not be written', { error: String(error) })
  const streams = createEventStreams({ limits, timers, onFault })
  const pages = readPages(options.dashboard)
  const { tracing } = options
  const dispatch = createDispatch({ routes: createRoutes(options), pages, streams, limits, timers, log, tracing })
  let onlyLocal = true
  let isDraining = false
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      noDelay: true,
    },
    (request: IncomingMessage, response: ServerResponse) => {
      if (isDraining) response.setHeader('connection', 'close')
      void dispatch(request, response, onlyLocal)
    },
  )
  server.maxConnections = MAX_CONNECTIONS
  server.on('clientError', refuseBytes)
  const drain = (): void => {
    isDraining = true
    streams.close()
    server.closeIdleConnections()
  }
  return {
    start(host, port) {
      onlyLocal = isLoopback(host)
      return new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen({ host, port }, () => {
          server.off('error', reject)
          // Running out of descriptors, for one, comes by the same event; the server goes on.
          server.on('error', (error) => log.error('the HTTP side has a fault', { error: error.message }))
          resolve(portOf(server.address()) ?? port)
        })
      })
    },
    drain,
    stop: () =>
      new Promise((resolve) => {
        drain()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function portOf(address: AddressInfo | string | null): number | undefined {
  return typeof address === 'object' && address !== null ? address.port : undefined
}

/** Answers what is no HTTP at all, or too slow or too long to become a request, by the socket, and closes it. */
function refuseBytes(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { status, refusal } = refusalOfBytes(error.code)
  const body = JSON.stringify(errorBody(refusal, status))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
    `content-type: ${JSON_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}

function refusalOfBytes(code: string | undefined): { status: number; refusal: Refusal } {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW': {
      const limit = String(MAX_HEADER_BYTES)
      const refusal = refuse('MESSAGE_TOO_LARGE', `headers: more than ${limit} bytes`, { field: 'headers', limit })
      return { status: 431, refusal }
    }
    case 'ERR_HTTP_REQUEST_TIMEOUT': {
      const limit = `${REQUEST_TIMEOUT_MS} ms`
      return { status: 408, refusal: refuse('SERVER_DEADLINE', 'the request did not arrive in time', { limit }) }
    }
    default:
      return { status: 400, refusal: refuseField('headers', 'is no valid HTTP request') }
  }
}
