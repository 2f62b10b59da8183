import type { MethodConfig, ServiceConfig } from '@grpc/grpc-js'
import { readProperty } from '../../property.ts'
import type { GrpcLibrary } from './library.ts'

/** The name of the policy in service configuration. */
export const POLICY_NAME = 'lookaside'

/**
 * The service configuration of a channel: what its options say, with our policy unless they choose another. grpc-js has
 * checked `grpc.service_config` before, but keeps its own reading of it.
 */
export function toServiceConfig(channelOptions: object, { experimental }: GrpcLibrary): ServiceConfig {
  const text = readProperty(channelOptions, 'grpc.service_config')
  const given: unknown = typeof text === 'string' ? JSON.parse(text) : {}
  const own: ServiceConfig = { loadBalancingConfig: [{ [POLICY_NAME]: {} }], methodConfig: [] }
  if (!isServiceConfig(given)) return own
  const chosen = given.loadBalancingConfig ?? []
  return {
    ...given,
    loadBalancingConfig: chosen.length > 0 ? chosen : own.loadBalancingConfig,
    methodConfig: (given.methodConfig ?? []).map((config) => withParsedTimeout(config, experimental.parseDuration)),
  }
}

/** In JSON a duration is text, "1.5s". */
function withParsedTimeout(config: MethodConfig, parse: GrpcLibrary['experimental']['parseDuration']): MethodConfig {
  const timeout: unknown = config.timeout
  const parsed = typeof timeout === 'string' ? parse(timeout) : undefined
  return parsed === undefined || parsed === null ? config : { ...config, timeout: parsed }
}

function isServiceConfig(given: unknown): given is Partial<ServiceConfig> {
  return typeof given === 'object' && given !== null
}
