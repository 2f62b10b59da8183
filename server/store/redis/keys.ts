/**
 * Every key of the store. A pool's keys share one hash tag, so that they live in one slot of a cluster and one script
 * may touch all of them:
 *
 * | key | type | what |
 * | --- | --- | --- |
 * | `lookaside:store` | hash | `id` of this store's life, `pings` |
 * | `lookaside:pools` | set | encoded names of pools |
 * | `lookaside:{pool}:revision` | hash | `run` and `rev` of the pool, `gone` while it is empty |
 * | `lookaside:{pool}:config` | hash | `version`, `document`, `deleted` |
 * | `lookaside:{pool}:backends` | hash | backend id to its record |
 * | `lookaside:{pool}:beats` | hash | backend id to its last heartbeat and lease, or to the mark of its deregistration |
 * | `lookaside:{pool}:overrides` | hash | backend id to its override with a stamp |
 * | `lookaside:{pool}:bindings` | hash | affinity key to its backend and expiry |
 */
export const STORE_KEY = 'lookaside:store'
export const POOLS_KEY = 'lookaside:pools'

export interface PoolKeys {
  readonly revision: string
  readonly config: string
  readonly backends: string
  readonly beats: string
  readonly overrides: string
  readonly bindings: string
}

export function poolKeys(pool: string): PoolKeys {
  const prefix = `lookaside:{${encodePool(pool)}}:`
  return {
    revision: `${prefix}revision`,
    config: `${prefix}config`,
    backends: `${prefix}backends`,
    beats: `${prefix}beats`,
    overrides: `${prefix}overrides`,
    bindings: `${prefix}bindings`,
  }
}

/** Channels are shared by all databases of a server, so the channel carries the number. */
export function changesChannel(db: number): string {
  return `lookaside:changes:${db}`
}

/** Braces would end the hash tag, and a line break ends the head of a message. */
export function encodePool(pool: string): string {
  return Array.from(pool, (char) => (mustEscape(char) ? escape(char) : char)).join('')
}

export function decodePool(encoded: string): string {
  return encoded.replace(/%([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function mustEscape(char: string): boolean {
  return char < ' ' || char === '\u007f' || char === '{' || char === '}' || char === '%'
}

function escape(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}
