import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { extname, join, sep } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Payload } from './wire/respond.ts'

const INDEX = 'index.html'
/** Names in here carry a hash of their content, so a name never means something else. */
const HASHED = 'assets/'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}
const COMPRESSIBLE = /^(?:text\/|application\/|image\/svg)/

export interface Pages {
  /** The answer to a GET of a raw path. Undefined: there is no such file. */
  find(path: string, headers: IncomingHttpHeaders): Payload | undefined
}

interface File {
  readonly body: Buffer
  readonly type: string
  readonly etag: string
  /** By the name of the coding, best first. */
  readonly encoded: ReadonlyMap<string, Buffer>
  readonly headers: OutgoingHttpHeaders
}

/** The dashboard's files, read once and served from memory: no path of a request ever reaches the file system. */
export function readPages(folder: string): Pages {
  const files = readFiles(folder)
  if (!files.has('/')) return { find: (path) => (path === '/' ? NOT_BUILT : undefined) }
  return {
    find: (path, headers) => {
      const file = files.get(path)
      return file === undefined ? undefined : payloadOf(file, headers)
    },
  }
}

const NOT_BUILT: Payload = {
  status: 404,
  type: 'text/plain; charset=utf-8',
  body:
    'The dashboard is not built: run `npm run build`, start the program from dist/ and open this page again.\n' +
    'The API works without it: GET /v1/status shows this replica, and GET /openapi.json lists every route.\n',
}

function readFiles(folder: string): ReadonlyMap<string, File> {
  const files = new Map<string, File>()
  for (const name of namesIn(folder)) {
    const type = TYPES[extname(name)]
    if (type === undefined) continue
    const file = readFile(join(folder, name), name, type)
    files.set(`/${name}`, file)
    if (name === INDEX) files.set('/', file)
  }
  return files
}

/** With forward slashes. A folder that is missing is empty: the program runs from its sources. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => name.replaceAll(sep, '/'))
      .sort()
  } catch {
    return []
  }
}

function readFile(path: string, name: string, type: string): File {
  const body = readFileSync(path)
  const encoded = new Map<string, Buffer>()
  if (COMPRESSIBLE.test(type)) {
    const brotli = built(`${path}.br`)
    if (brotli !== undefined) encoded.set('br', brotli)
    encoded.set('gzip', built(`${path}.gz`) ?? gzipSync(body))
  }
  const caching = name.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache'
  const page = type.startsWith('text/html') ? pageHeaders(body.toString('utf8')) : {}
  // Weak: the codings of a file share it, and differ in their bytes (RFC 9110, 8.8.3.3).
  const etag = `W/"${hash(body, 'base64url').slice(0, 22)}"`
  return { body, type, etag, encoded, headers: { 'cache-control': caching, vary: 'accept-encoding', ...page } }
}

/** What the build has compressed. Brotli at its best takes too long for a start. */
function built(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

function payloadOf({ body, type, etag, encoded, headers }: File, asked: IncomingHttpHeaders): Payload {
  const tags = (asked['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (tags.includes(etag.slice('W/'.length)) || tags.includes('*'))
    return { status: 304, type, body: '', headers: { ...headers, etag } }
  const coding = codingFor(asked['accept-encoding'], encoded)
  if (coding === undefined) return { status: 200, type, body, headers: { ...headers, etag } }
  const [name, bytes] = coding
  return { status: 200, type, body: bytes, headers: { ...headers, etag, 'content-encoding': name } }
}

/** The best coding that the reader takes. A weight of zero refuses one (RFC 9110, 12.5.3). */
function codingFor(accepted: unknown, encoded: ReadonlyMap<string, Buffer>): readonly [string, Buffer] | undefined {
  const listed = typeof accepted === 'string' ? accepted.toLowerCase().split(',') : []
  const taken = new Set(
    listed.filter((each) => !/;\s*q\s*=\s*0(?:\.0*)?\s*$/.test(each)).map((each) => (each.split(';')[0] ?? '').trim()),
  )
  return [...encoded].find(([name]) => taken.has(name))
}

/**
 * A page runs its own scripts and talks to its own server, and to nobody else. What stands in the page itself is
 * allowed by its hash (CSP 3, 6.7.2.3).
 */
function pageHeaders(html: string): OutgoingHttpHeaders {
  const policy = [
    "default-src 'none'",
    ["script-src 'self'", ...hashesOf(html, 'script')].join(' '),
    ["style-src 'self'", ...hashesOf(html, 'style')].join(' '),
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  }
}

function hashesOf(html: string, tag: 'script' | 'style'): string[] {
  const found = html.matchAll(new RegExp(`<${tag}(?![^>]*\\ssrc=)[^>]*>([\\s\\S]*?)</${tag}>`, 'gi'))
  return [...found].map(([, text = '']) => `'sha256-${hash(Buffer.from(text), 'base64')}'`)
}

function hash(bytes: Buffer, encoding: 'base64' | 'base64url'): string {
  return createHash('sha256').update(bytes).digest(encoding)
}
