import { connect } from 'node:net'
import { describeError } from '../../typescript/describe-error.ts'
import type { HostPort } from '../address.ts'
import type { Check } from './result.ts'
import { failed } from './result.ts'

/** A connection can be made. */
export function createTcpCheck({ host, port }: HostPort): Check {
  return (signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve(failed('connect: timed out'))
      const socket = connect({ host, port })
      const abort = (): void => {
        socket.destroy()
        resolve(failed('connect: timed out'))
      }
      signal.addEventListener('abort', abort, { once: true })
      socket.on('close', () => signal.removeEventListener('abort', abort))
      socket.on('connect', () => {
        resolve({ kind: 'passed' })
        socket.destroy()
      })
      socket.on('error', (error) => resolve(failed(`connect: ${describeError(error)}`)))
    })
}
