import { finished } from 'node:stream'

/** Node takes web streams here since 19.5; its types do not say so yet. */
const stream: { finished(watched: object, done: (error?: unknown) => void): unknown } = { finished }

/** How the body of a response ended: to its end or cancelled by its reader, or broken. */
export type BodyEnd = { readonly kind: 'ended' } | { readonly kind: 'broke'; readonly error: unknown }

/**
 * Resolves when a body has been read, cancelled, or has failed; also when its response was collected unread, which cancels it,
 * so that whoever waits must not hold the response. It neither locks nor reads the body.
 */
export function bodyEnd(body: object | null): Promise<BodyEnd> {
  return new Promise((resolve) => {
    if (body === null) return resolve({ kind: 'ended' })
    try {
      stream.finished(body, (error) => resolve(error ? { kind: 'broke', error } : { kind: 'ended' }))
    } catch {
      // A body that is no stream of this runtime cannot be followed.
      resolve({ kind: 'ended' })
    }
  })
}
