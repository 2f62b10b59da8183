import type { IncomingMessage, ServerResponse } from 'node:http'
import type { LoadMeter } from './load-meter.ts'

/** What is needed of a node:http, node:https or node:http2 server. */
export interface ObservableServer {
  prependListener(event: 'request', listener: (request: IncomingMessage, response: ServerResponse) => void): unknown
  off(event: 'request', listener: (request: IncomingMessage, response: ServerResponse) => void): unknown
}

/**
 * Measures every request of a server: from its headers to the end of the answer; 5xx is an error, a connection that closes
 * before the answer is complete counts as cancelled. Returns how to stop.
 */
export function observeServer(server: ObservableServer, meter: LoadMeter): () => void {
  const listener = (_request: IncomingMessage, response: ServerResponse): void => {
    const end = meter.begin()
    response.once('finish', () => end(response.statusCode >= 500 ? 'error' : 'success'))
    response.once('close', () => end('cancelled'))
  }
  server.prependListener('request', listener)
  return () => void server.off('request', listener)
}
