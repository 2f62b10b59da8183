import { Buffer } from 'node:buffer'

/** What a pick token says. */
export interface PickToken {
  /** The replica that made the pick. */
  readonly replica: string
  /** The lease, in the ledger of that replica's pool. */
  readonly sequence: number
  readonly pool: string
  readonly backendId: string
}

/** Longest token that is looked at: two names of 128 characters, encoded, and the head. */
const MAX_LENGTH = 512

/** The part of a token that is the same for all picks of a backend: computed once a backend. */
export function tokenSuffix(pool: string, backendId: string): string {
  return `.${Buffer.from(`${pool}\n${backendId}`, 'utf8').toString('base64url')}`
}

/** `suffix` as made by {@link tokenSuffix}. */
export function formatToken(replica: string, sequence: number, suffix: string): string {
  return `${replica}.${sequence.toString(36)}${suffix}`
}

/** Undefined: not a token of ours. */
export function parseToken(token: string): PickToken | undefined {
  if (token.length > MAX_LENGTH) return undefined
  const first = token.indexOf('.')
  const second = token.indexOf('.', first + 1)
  if (first <= 0 || second < 0) return undefined
  const digits = token.slice(first + 1, second)
  if (!/^[0-9a-z]{1,11}$/.test(digits)) return undefined
  const named = Buffer.from(token.slice(second + 1), 'base64url').toString('utf8')
  const split = named.indexOf('\n')
  if (split <= 0) return undefined
  const sequence = Number.parseInt(digits, 36)
  return {
    replica: token.slice(0, first),
    sequence,
    pool: named.slice(0, split),
    backendId: named.slice(split + 1),
  }
}

/** A stateless affinity token names the backend (gRFC A55 does the same with the address). */
export function formatAffinityToken(backendId: string): string {
  return Buffer.from(backendId, 'utf8').toString('base64url')
}

/** Whatever the bytes say; the caller looks whether the pool has such a backend. */
export function parseAffinityToken(token: string): string {
  return token === '' ? '' : Buffer.from(token, 'base64url').toString('utf8')
}
