import { parseAddress } from './address.ts'
import type { BackendConfig } from './config.ts'
import type { MemberIdentity } from './member.ts'

/** Checks what can be known to be wrong before the service is asked. Throws a TypeError naming a field below `field`. */
export function toIdentity(config: Omit<BackendConfig, 'check' | 'loadUrl'>, field: string): MemberIdentity {
  const { pool, address, locality, labels, weight, capacity } = config
  if (typeof pool !== 'string' || pool === '') throw new TypeError(`${field}.pool: name the pool of the backend`)
  if (typeof address !== 'string') throw new TypeError(`${field}.address: expected "host:port"`)
  parseAddress(address, `${field}.address`)
  return { pool, id: config.id ?? address, address, locality, labels, weight, capacity }
}

/** Throws a TypeError naming `field` unless every address of the service can be one. */
export function checkServiceAddresses(addresses: readonly string[], field: string): readonly string[] {
  if (addresses.length === 0) throw new TypeError(`${field}: name at least one address of the service`)
  for (const address of addresses) parseAddress(address, field)
  return addresses
}
