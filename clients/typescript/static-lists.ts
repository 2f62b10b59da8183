import type { WeightedList } from './weighted-list.ts'
import { toEvenList } from './weighted-list.ts'

/** Backends to call while the service has never been heard of, by pool: `{ checkout: ['10.0.0.1:8080'] }`. */
export type FallbackOption = Readonly<Record<string, readonly string[]>>

/** A host or an IPv6 address in brackets, and a port. */
const ADDRESS = /^(\[[0-9a-fA-F:.%]+\]|[^\s:/[\]]+):(\d{1,5})$/
const MAX_PORT = 65_535

/**
 * The lists of the options; every backend has its address for an id and the same share.
 * @throws {TypeError} naming the entry that is wrong.
 */
export function createStaticLists(fallback: FallbackOption = {}): ReadonlyMap<string, WeightedList> {
  return new Map(
    Object.entries(fallback).map(([pool, addresses]) => {
      if (!Array.isArray(addresses) || addresses.length === 0) {
        throw new TypeError(`fallback["${pool}"]: expected a list with at least one "host:port"`)
      }
      const unique = new Set(addresses.map((address, index) => checkAddress(address, `fallback["${pool}"][${index}]`)))
      const backends = [...unique].map((address) => {
        return { id: address, address, locality: undefined, labels: new Map<string, string>(), weight: 1 }
      })
      return [pool, toEvenList(backends)]
    }),
  )
}

function checkAddress(address: unknown, where: string): string {
  const port = typeof address === 'string' ? Number(ADDRESS.exec(address)?.[2]) : Number.NaN
  if (typeof address === 'string' && port >= 1 && port <= MAX_PORT) return address
  throw new TypeError(`${where}: is ${JSON.stringify(address)}, expected "host:port", for example "10.0.0.1:8080"`)
}
