import { request } from 'node:http'
import { describeError } from '../../typescript/describe-error.ts'
import type { HostPort } from '../address.ts'
import type { Check } from './result.ts'
import { failed } from './result.ts'

export interface HttpCheckOptions {
  readonly path: string
  /** Undefined: 200 to 399. */
  readonly expectedStatus: readonly number[] | undefined
}

/** GET over a connection of its own: a check proves that new connections work. The status decides, the body is not read. */
export function createHttpCheck({ host, port }: HostPort, { path, expectedStatus }: HttpCheckOptions): Check {
  const passes = (status: number): boolean => expectedStatus?.includes(status) ?? (status >= 200 && status < 400)
  return (signal) =>
    new Promise((resolve) => {
      const headers = { 'user-agent': 'lookaside-agent', connection: 'close' }
      const call = request({ host, port, path, headers, agent: false, signal })
      call.on('response', (response) => {
        const status = response.statusCode ?? 0
        resolve(passes(status) ? { kind: 'passed' } : failed(`GET ${path}: ${status}`))
        response.on('error', () => undefined)
        call.destroy()
      })
      // The abort comes here too, as an error.
      call.on('error', (error) =>
        resolve(failed(`GET ${path}: ${signal.aborted ? 'timed out' : describeError(error)}`)),
      )
      call.end()
    })
}
