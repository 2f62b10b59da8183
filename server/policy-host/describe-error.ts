/** Long enough for a cause, short enough for a log line, an API answer and a table. */
const LONGEST = 500

/** Text as one line of at most 500 characters: third parties' messages may be a gigabyte of anything. */
export function boundedLine(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
  return cut.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}

/** Reads a property of something that may be a proxy, or have a getter, that throws. */
export function readProperty(value: unknown, key: string): unknown {
  if (typeof value !== 'function' && (typeof value !== 'object' || value === null)) return undefined
  try {
    return Reflect.get(value, key)
  } catch {
    return undefined
  }
}

/**
 * What was thrown, as one line of at most 500 characters. Anything may be thrown, also by code of another realm, so
 * nothing is assumed of it. Never throws.
 */
export function describeError(error: unknown): string {
  const message = readProperty(error, 'message')
  if (typeof message !== 'string' || message === '') return `threw ${describeValue(error)}`
  const name = readProperty(error, 'name')
  return boundedLine(typeof name === 'string' && name !== '' && name !== 'Error' ? `${name}: ${message}` : message)
}

/** What a value is, for "expected ..., got ...". Never throws. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return boundedLine(JSON.stringify(value.slice(0, LONGEST)))
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'symbol') return 'a symbol'
  if (typeof value !== 'object' || value === null) return boundedLine(String(value))
  if (isThenable(value)) return 'a promise'
  try {
    return Array.isArray(value) ? 'an array' : 'an object'
  } catch {
    return 'a revoked proxy'
  }
}

function isThenable(value: unknown): boolean {
  return typeof readProperty(value, 'then') === 'function'
}

/**
 * Takes note of a promise that nobody wants: an async policy's rejection would otherwise be an unhandled one, which
 * ends the process. Says whether it was a promise. Never throws.
 */
export function defusePromise(value: unknown): boolean {
  if (!isThenable(value)) return false
  const ignore = (): void => {}
  // Not Promise.resolve, which reads `constructor` of a promise and so may throw.
  new Promise((resolve) => {
    resolve(value)
  }).then(ignore, ignore)
  return true
}
