import type { AddressInfo } from 'node:net'
import { isIPv6 } from 'node:net'
import type { NetworkInterfaceInfo } from 'node:os'
import { networkInterfaces } from 'node:os'

/** Bound to every address of the machine. */
const WILDCARDS = new Set(['', '0.0.0.0', '::', '[::]'])
const LINK_LOCAL = /^fe80:/i

/**
 * Where callers reach a server that listens: the address that it is bound to; when it is bound to all, the first one of this
 * machine that is not loopback, IPv4 before IPv6.
 * @throws {TypeError} for a socket file, which has no address.
 */
export function advertisedAddress(
  bound: Pick<AddressInfo, 'address' | 'port'> | string | null,
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): string {
  if (typeof bound !== 'object' || bound === null) {
    throw new TypeError('backend.address: the server listens on no port; name the "host:port" where callers reach it')
  }
  const host = WILDCARDS.has(bound.address) ? outsideAddress(interfaces) : bound.address
  return `${isIPv6(host) ? `[${host}]` : host}:${bound.port}`
}

function outsideAddress(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): string {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? [])
  const usable = all.filter(({ internal, address }) => !internal && !LINK_LOCAL.test(address))
  return (usable.find(({ family }) => family === 'IPv4') ?? usable[0])?.address ?? '127.0.0.1'
}
