/** Where a server listens, or where it is called. */
export interface Endpoint {
  /** A name or an address, without the brackets of IPv6. */
  readonly host: string
  /** 0: any free port. */
  readonly port: number
}

const BRACKETED = /^\[([0-9a-fA-F:.]+(?:%[0-9A-Za-z]+)?)\]:(\d{1,5})$/
const PLAIN = /^([A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?):(\d{1,5})$/

/** `'127.0.0.1:50051'` or `'[::1]:50051'`. Undefined: neither. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const [, host, digits] = BRACKETED.exec(text) ?? PLAIN.exec(text) ?? []
  const port = Number(digits)
  return host === undefined || port > 65_535 ? undefined : { host, port }
}

export function formatEndpoint({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** True when nobody outside this machine can reach it. A name other than localhost may resolve to anything. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase()
  return name === 'localhost' || name === '::1' || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(name)
}
