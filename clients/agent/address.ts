export interface HostPort {
  readonly host: string
  readonly port: number
}

/** Splits `host:port`; IPv6 is written `[::1]:443`. Throws a TypeError that names `field`. */
export function parseAddress(address: string, field: string): HostPort {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-f:.%\w]+)\]|([^:[\]/\s]+)):(\d{1,5})$/i.exec(address) ?? []
  const host = bracketed ?? plain
  const port = Number(digits)
  if (host === undefined || port < 1 || port > 65_535) {
    throw new TypeError(`${field}: is "${address}", expected "host:port" or "[ipv6]:port"`)
  }
  return { host, port }
}
