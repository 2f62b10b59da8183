import type { DispatchRequest } from './dispatch-handler.ts'

type Pair = readonly [name: string, value: unknown]

/** undici takes headers as an object, as pairs, or as one flat list of names and values. */
export function headerPairs(headers: unknown): Pair[] {
  if (typeof headers !== 'object' || headers === null) return []
  if (!isIterable(headers)) return Object.entries(headers)
  const items = [...headers]
  return Array.isArray(items[0]) ? items.flatMap(toPair) : flatPairs(items)
}

function toPair(pair: unknown): Pair[] {
  const [name, value]: readonly unknown[] = isIterable(pair) ? [...pair] : []
  return name === undefined ? [] : [[text(name), value]]
}

function flatPairs(list: readonly unknown[]): Pair[] {
  const pairs: Pair[] = []
  for (let index = 0; index + 1 < list.length; index += 2) pairs.push([text(list[index]), list[index + 1]])
  return pairs
}

/** The value of a header, lower-case name. Undefined: absent. */
export function readHeader(headers: unknown, name: string): string | undefined {
  const found = headerPairs(headers).find(([key]) => key.toLowerCase() === name)
  return found === undefined ? undefined : text(found[1])
}

/** The request with this Host, and this name for TLS, unless it has a Host of its own. */
export function withHost(request: DispatchRequest, host: string): DispatchRequest {
  if (readHeader(request.headers, 'host') !== undefined) return request
  const headers = ['host', host, ...headerPairs(request.headers).flat()]
  const servername = new URL(`http://${host}`).hostname
  return Object.assign({ ...request, headers }, { servername })
}

function text(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString('latin1') : String(value)
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}
