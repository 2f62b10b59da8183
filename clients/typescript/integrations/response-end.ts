import { finished } from 'node:stream'

/** Node takes web streams here since 19.5; its types do not say so yet. */
const stream: { finished(watched: object, done: (error?: unknown) => void): unknown } = { finished }

/** How the body of a response ended: to its end or cancelled by its reader, or broken. */
export type BodyEnd = { readonly kind: 'ended' } | { readonly kind: 'broke'; readonly error: unknown }

/**
 * Resolves when the body has been read, cancelled, collected unread, or has failed. It neither locks nor reads the body,
 * and the response stays the one that fetch made.
 */
export function responseEnd(response: { readonly body: object | null }): Promise<BodyEnd> {
  return new Promise((resolve) => {
    if (response.body === null) return resolve({ kind: 'ended' })
    try {
      stream.finished(response.body, (error) => resolve(error ? { kind: 'broke', error } : { kind: 'ended' }))
    } catch {
      // A body that is no stream of this runtime cannot be followed.
      resolve({ kind: 'ended' })
    }
  })
}
