import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'

export interface HttpReply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  readonly text: string
  /** The body as JSON. Undefined: it is none. */
  readonly json: unknown
}

export interface HttpAsk {
  readonly method?: string
  /** Sent as it is: no client folds ".." or encodes anything. */
  readonly path: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Buffer
  /** Without its length in advance. */
  readonly chunked?: boolean
}

/** One request by node:http, on a connection of its own. A body is announced as JSON unless the headers say otherwise. */
export function call(
  port: number,
  { method = 'GET', path, headers, body, chunked = false }: HttpAsk,
): Promise<HttpReply> {
  const type =
    body === undefined
      ? {}
      : { 'content-type': 'application/json', ...(chunked ? {} : { 'content-length': Buffer.byteLength(body) }) }
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: '127.0.0.1',
      port,
      method,
      path,
      headers: { ...type, ...headers },
      agent: false,
    })
    request.on('error', reject)
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const bytes = Buffer.concat(chunks)
        const text = bytes.toString('utf8')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text, json: jsonOf(text) })
      })
    })
    request.end(body)
  })
}

export const post = (port: number, path: string, body: unknown): Promise<HttpReply> =>
  call(port, { method: 'POST', path, body: JSON.stringify(body) })

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export interface HttpError {
  readonly code: number
  readonly status: string
  readonly message: string
  readonly reason: string
  readonly metadata: Readonly<Record<string, string>>
}

/** The error of a refused request; throws when it is of another form. */
export function errorOf({ json, status, text }: HttpReply): HttpError {
  const { error } = json as {
    error: { code: number; status: string; message: string; details: readonly Record<string, unknown>[] }
  }
  const [detail, ...more] = error.details
  if (detail === undefined || more.length > 0 || error.code !== status) throw new Error(`no error of ours: ${text}`)
  if (detail['@type'] !== 'type.googleapis.com/google.rpc.ErrorInfo' || detail['domain'] !== 'lookaside') {
    throw new Error(`no ErrorInfo of ours: ${text}`)
  }
  const { code, message } = error
  const { reason, metadata } = detail as { reason: string; metadata: Record<string, string> }
  return { code, status: error.status, message, reason, metadata }
}
