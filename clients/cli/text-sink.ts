import type { TextSink } from './deps.ts'

/** A stream, as far as it is needed here. */
export interface OutputStream {
  write(text: string): boolean
  on(event: 'error', listener: (error: Error) => void): unknown
}

/**
 * Writes to a stream until its reader leaves, as in `lookaside pools | head -1`: what comes after is dropped, and nobody
 * is told, as with any other tool.
 */
export function textSink(stream: OutputStream): TextSink {
  let open = true
  stream.on('error', (error) => {
    open = false
    if (!('code' in error) || (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED')) throw error
  })
  return {
    write(text) {
      if (open) stream.write(text)
    },
  }
}
