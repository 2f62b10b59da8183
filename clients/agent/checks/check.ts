import { parseAddress } from '../address.ts'
import type { CheckConfig } from '../config.ts'
import { createGrpcCheck } from './grpc.ts'
import { createHttpCheck } from './http.ts'
import type { Check } from './result.ts'
import { createTcpCheck } from './tcp.ts'

/** The check that a configuration asks for. Undefined: none. Throws a TypeError naming a field below `field`. */
export function createCheck(config: CheckConfig, backendAddress: string, field: string): Check | undefined {
  const address = config.address ?? backendAddress
  const hostPort = parseAddress(address, `${field}.address`)
  switch (config.type) {
    case 'none':
      return undefined
    case 'tcp':
      return createTcpCheck(hostPort)
    case 'grpc':
      return createGrpcCheck(address, config.service ?? '')
    case 'http': {
      const path = config.path ?? '/'
      // node:http throws on anything else, at the time of the check.
      if (!/^\/[\x21-\x7e]*$/.test(path)) {
        throw new TypeError(`${field}.path: is "${path}", expected an absolute path such as "/healthz"`)
      }
      return createHttpCheck(hostPort, { path, expectedStatus: config.expectedStatus })
    }
    default:
      throw new TypeError(`${field}.type: is "${String(config.type)}", expected http, tcp, grpc or none`)
  }
}
