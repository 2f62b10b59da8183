import type { IncomingMessage } from 'node:http'
import type { Refusal } from '../../errors.ts'
import { refuseTooLarge } from '../../transport/messages/refusals.ts'

const NOTHING = Buffer.alloc(0)

/**
 * The whole body, up to `limit` bytes. The promise does not settle when the other side goes away in the middle: nobody
 * is left to answer.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | Refusal> {
  return new Promise((resolve) => {
    const announced = Number(request.headers['content-length'] ?? 0)
    if (announced > limit) return resolve(refuseTooLarge(announced, limit))
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      else resolve(refuseTooLarge(size, limit))
    })
    request.on('end', () => {
      const [first = NOTHING] = chunks
      resolve(chunks.length > 1 ? Buffer.concat(chunks) : first)
    })
    // The answer, if any, has been given; what matters is that it does not end the process.
    request.on('error', () => undefined)
  })
}
