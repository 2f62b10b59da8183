import { readProperty } from './property.ts'

/** What went wrong, in short: the system's own code says most (`ECONNREFUSED`), then the message. */
export function describeError(error: unknown): string {
  // Not by instanceof: errors of another realm, such as a worker or a test runner's, are errors too.
  const told = [readProperty(error, 'code'), readProperty(error, 'message')]
  return told.find((text): text is string => typeof text === 'string' && text !== '') ?? String(error)
}
