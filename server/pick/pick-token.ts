import { Buffer } from 'node:buffer'

/** Which side of a trial made a pick: the pool's policy beside its canary, or the canary. */
export type Arm = 'pool' | 'canary'

/** What a pick token says. */
export interface PickToken {
  /** The replica that made the pick. */
  readonly replica: string
  /** The lease, in the ledger of that replica's pool. */
  readonly sequence: number
  /** Undefined: the pick was no part of a trial. */
  readonly arm: Arm | undefined
  readonly pool: string
  readonly backendId: string
}

/** Longest token that is looked at: two names of 128 characters, encoded, and the head. */
const MAX_LENGTH = 512

/** The part of a token that is the same for all picks of a backend: computed once a backend. */
export function tokenSuffix(pool: string, backendId: string): string {
  return `.${Buffer.from(`${pool}\n${backendId}`, 'utf8').toString('base64url')}`
}

/**
 * Zeros before the sequence say the arm: they change no number, so versions that know nothing of arms read the same token,
 * and a pool without a canary pays nothing.
 */
const ZEROS: Readonly<Record<Arm, string>> = { pool: '0', canary: '00' }

/** `suffix` as made by {@link tokenSuffix}. */
export function formatToken(replica: string, sequence: number, suffix: string, arm?: Arm): string {
  const zeros = arm === undefined ? '' : ZEROS[arm]
  return `${replica}.${zeros}${sequence.toString(36)}${suffix}`
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
  return {
    replica: token.slice(0, first),
    sequence: Number.parseInt(digits, 36),
    arm: armOf(digits),
    pool: named.slice(0, split),
    backendId: named.slice(split + 1),
  }
}

function armOf(digits: string): Arm | undefined {
  if (digits.length < 2 || !digits.startsWith('0')) return undefined
  return digits.length > 2 && digits.startsWith('00') ? 'canary' : 'pool'
}

/** A stateless affinity token names the backend (gRFC A55 does the same with the address). */
export function formatAffinityToken(backendId: string): string {
  return Buffer.from(backendId, 'utf8').toString('base64url')
}

/** Whatever the bytes say; the caller looks whether the pool has such a backend. */
export function parseAffinityToken(token: string): string {
  return token === '' ? '' : Buffer.from(token, 'base64url').toString('utf8')
}
