import type { IncomingMessage } from 'node:http'
import { refuse, type Refusal } from '../../errors.ts'
import { quoted } from '../../transport/messages/text.ts'

/** Names and addresses of this machine as a Host header spells them, with any port. */
const LOCAL_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i
const JSON_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host)
}

/**
 * Keeps pages of other sites out, since a browser sends what they ask for with the rights of whoever sits before it:
 * by Origin, by the fetch metadata of requests that carry none (W3C Fetch Metadata), and while only this machine can
 * connect, by Host, which a page cannot choose after its own name was bound to 127.0.0.1 (DNS rebinding).
 */
export function refuseForeign({ headers, method }: IncomingMessage, onlyLocal: boolean): Refusal | undefined {
  const host = headers.host ?? ''
  if (onlyLocal && !LOCAL_HOST.test(host)) {
    const message = `host: while the HTTP side listens on loopback it must be localhost, 127.0.0.0/8 or [::1], got ${quoted(host)}`
    return refuse('ORIGIN_REFUSED', message, { field: 'host' })
  }
  const { origin } = headers
  if (origin !== undefined && !isOwn(origin, host)) {
    const message = `origin: pages of ${quoted(origin)} may not call this API: only its own pages may`
    return refuse('ORIGIN_REFUSED', message, { field: 'origin' })
  }
  const site = headers['sec-fetch-site'] ?? 'none'
  // Somebody who follows a link here comes by a navigation, and the page that has the link learns nothing.
  const isVisit = method === 'GET' && headers['sec-fetch-mode'] === 'navigate'
  if (site === 'same-origin' || site === 'none' || isVisit) return undefined
  return refuse('ORIGIN_REFUSED', 'sec-fetch-site: pages of other sites may not call this API', {
    field: 'sec-fetch-site',
  })
}

/** Forms of other sites cannot send this type without a preflight, which is refused. */
export function refuseMediaType({ headers }: IncomingMessage): Refusal | undefined {
  const type = headers['content-type'] ?? ''
  if (!JSON_TYPE.test(type)) {
    const got = type === '' ? 'none' : quoted(type)
    const message = `content-type: must be application/json in UTF-8, got ${got}`
    return refuse('UNSUPPORTED_MEDIA_TYPE', message, { field: 'content-type' })
  }
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding.toLowerCase() === 'identity') return undefined
  const message = `content-encoding: bodies are taken as they are, got ${quoted(encoding)}`
  return refuse('UNSUPPORTED_MEDIA_TYPE', message, { field: 'content-encoding' })
}

/** The scheme is left aside: a proxy in front may speak TLS. */
function isOwn(origin: string, host: string): boolean {
  try {
    const { protocol, host: from } = new URL(origin)
    return from !== '' && from === new URL(`${protocol}//${host}`).host
  } catch {
    return false
  }
}
