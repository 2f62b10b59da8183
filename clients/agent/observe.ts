import type { IncomingMessage, ServerResponse } from 'node:http'
import type { LoadMeter, RequestEnd } from './load-meter.ts'

/** What is needed of a node:http, node:https or node:http2 server. */
export interface ObservableServer {
  prependListener(event: 'request', listener: (request: IncomingMessage, response: ServerResponse) => void): unknown
  off(event: 'request', listener: (request: IncomingMessage, response: ServerResponse) => void): unknown
}

/**
 * Measures every request of a server: from its headers to the end of the answer. 5xx is an error, 429 is rejected; a
 * connection that closes before the answer is complete counts as cancelled, unless the backend itself broke it off. Returns
 * how to stop.
 */
export function observeServer(
  server: ObservableServer,
  meter: LoadMeter,
  isMeasured: (request: IncomingMessage) => boolean = () => true,
): () => void {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    if (isMeasured(request)) measureExchange(request, response, meter)
  }
  server.prependListener('request', listener)
  return () => void server.off('request', listener)
}

/** Counts one request until its answer has been sent or was broken off. */
export function measureExchange(
  request: IncomingMessage,
  response: ServerResponse,
  meter: Pick<LoadMeter, 'begin'>,
): void {
  const end = meter.begin()
  response.once('finish', () => end(endOf(response.statusCode)))
  response.once('close', () => end(isOwnFault(request, response) ? 'error' : 'cancelled'))
}

function endOf(status: number): RequestEnd {
  if (status === 429) return 'rejected'
  return status >= 500 ? 'error' : 'success'
}

/** A caller that goes away ends or breaks the connection first; otherwise the backend's own code has let go of it. */
function isOwnFault({ socket, httpVersionMajor }: IncomingMessage, { errored }: ServerResponse): boolean {
  if (errored !== null && errored !== undefined) return true
  return httpVersionMajor === 1 && !socket.readableEnded && socket.errored === null
}
