import type { Clock } from './clock.ts'
import type { LocalBackend } from './local-backend.ts'
import { endCall } from './local-backend.ts'
import type { OutcomeResult } from './outcome.ts'

/** Names picks that were made here, so that they are reported like any other. */
export interface LocalTokens {
  /** The pick counts as in flight from now on. */
  issue(pool: string, backendId: string, local: LocalBackend): string
  /** The pick has ended. Undefined: not a token of this kind. */
  end(token: string, result: OutcomeResult): NamedBackend | undefined
}

export interface NamedBackend {
  readonly pool: string
  readonly backendId: string
}

/** As long as the service's own leases last by default. */
export const LOCAL_LEASE_MS = 30_000
/** Picks whose outcome is awaited; the oldest end without one. */
const MAX_OPEN = 10_000
/** The service's tokens begin with a replica's name, which has no '~'. */
const FORM = /^~([0-9a-z]+)\.([\w-]+)$/

interface Lease {
  readonly local: LocalBackend
  readonly until: number
}

export function createLocalTokens({ now }: Pick<Clock, 'now'>): LocalTokens {
  const open = new Map<string, Lease>()
  let sequence = 0
  const end = (id: string, lease: Lease, result: OutcomeResult): void => {
    open.delete(id)
    endCall(lease.local, result, now())
  }
  const expire = (): void => {
    for (const [id, lease] of open) {
      if (open.size <= MAX_OPEN && lease.until > now()) break
      end(id, lease, 'cancelled')
    }
  }
  return {
    issue(pool, backendId, local) {
      const id = (sequence++).toString(36)
      local.inFlight++
      open.set(id, { local, until: now() + LOCAL_LEASE_MS })
      expire()
      return `~${id}.${Buffer.from(`${pool}\n${backendId}`, 'utf8').toString('base64url')}`
    },
    end(token, result) {
      const named = parseLocalToken(token)
      if (named === undefined) return undefined
      const lease = open.get(named.id)
      if (lease !== undefined) end(named.id, lease, result)
      return { pool: named.pool, backendId: named.backendId }
    },
  }
}

/** Undefined: not a token of this kind. */
export function parseLocalToken(token: string): (NamedBackend & { readonly id: string }) | undefined {
  const [, id, names] = FORM.exec(token) ?? []
  if (id === undefined || names === undefined) return undefined
  const [pool, backendId] = Buffer.from(names, 'base64url').toString('utf8').split('\n')
  return pool === undefined || backendId === undefined ? undefined : { id, pool, backendId }
}
