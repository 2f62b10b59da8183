import { decodePool } from './keys.ts'

/**
 * A message on the channel of changes: "<origin>|<kind>|<run>|<revision>|<pool>\n<body>". The head is read without the
 * body, so that a replica passes over its own messages cheaply and still keeps count of revisions.
 *
 * D: beats of a pool. A: affinity bindings of a pool. S: configuration and overrides of a pool. L: load digests, no
 * pool. P: ping. H: ping of a replica that has just come. G: the replica goes.
 */
export type MessageKind = 'D' | 'A' | 'S' | 'L' | 'P' | 'H' | 'G'

export interface MessageHead {
  readonly origin: string
  readonly kind: MessageKind
  /** Empty where the message is about no pool. */
  readonly run: string
  readonly revision: number
  readonly pool: string
  /** Where the body begins. */
  readonly bodyAt: number
}

const LINE_FEED = 10
const KINDS: ReadonlySet<string> = new Set(['D', 'A', 'S', 'L', 'P', 'H', 'G'] satisfies MessageKind[])

/** Undefined: not a message of ours, or of a later release; it is passed over. */
export function readHead(message: Buffer): MessageHead | undefined {
  const end = message.indexOf(LINE_FEED)
  if (end < 0) return undefined
  const head = message.toString('utf8', 0, end)
  const a = head.indexOf('|')
  const b = head.indexOf('|', a + 1)
  const c = head.indexOf('|', b + 1)
  const d = head.indexOf('|', c + 1)
  if (a < 0 || b < 0 || c < 0 || d < 0) return undefined
  const kind = head.slice(a + 1, b)
  const revision = Number(head.slice(c + 1, d))
  if (!isKind(kind) || !Number.isFinite(revision)) return undefined
  const pool = decodePool(head.slice(d + 1))
  return { origin: head.slice(0, a), kind, run: head.slice(b + 1, c), revision, pool, bodyAt: end + 1 }
}

/** The body as JSON. Undefined: it is broken. */
export function readBody(message: Buffer, head: MessageHead): unknown {
  try {
    return JSON.parse(message.toString('utf8', head.bodyAt))
  } catch {
    return undefined
  }
}

export function writeMessage(origin: string, kind: MessageKind, body: string): string {
  return `${origin}|${kind}||0|\n${body}`
}

function isKind(kind: string): kind is MessageKind {
  return KINDS.has(kind)
}
