import * as ownGrpc from '@grpc/grpc-js'
import type { LookasideClient } from '../client.ts'
import type { Outcome } from '../outcome.ts'
import type { WatchOptions } from '../pool-watch.ts'
import { checkRange } from '../range.ts'
import { createBalancerClass, LookasideConfig } from './grpc/balancer.ts'
import { copiesWarning, findOtherCopies } from './grpc/copies.ts'
import { checkLibrary } from './grpc/library.ts'
import { createResolverClass } from './grpc/resolver.ts'
import { POLICY_NAME } from './grpc/service-config.ts'

export interface RegisterOptions extends WatchOptions {
  /** The scheme of targets. Default: `lookaside`. Another client may have another. */
  readonly scheme?: string
  /**
   * The copy of `@grpc/grpc-js` that makes the channels, whole. Default: the one that this package imports, with a warning
   * when there are others, since each copy has its own list of schemes.
   */
  readonly grpc?: object
  /** Connections that one channel keeps, 1 to 10,000; of a larger pool it uses that many backends. Default: 100. */
  readonly maxConnections?: number
  /** Where the warning goes. Default: a process warning. */
  readonly onWarning?: (message: string) => void
}

const DEFAULT_MAX_CONNECTIONS = 100
const SCHEME = /^[a-z][a-z0-9+.-]*$/

/**
 * Makes `lookaside:///<pool>` a target of grpc-js' channels: `new Client('lookaside:///checkout', credentials)`. The channel
 * follows the pool, keeps a connection to each backend, picks by the service's shares and its own calls in flight, and
 * reports how calls end. Without the service it goes on with the last list, or with the static one of the client.
 *
 * With TLS, certificates must be for the pool's name, its slashes as dots, or for the channel option `grpc.ssl_target_name_override`. A policy that
 * `grpc.service_config` names is used instead of ours.
 * @throws {TypeError} when this copy of grpc-js lacks what is needed.
 */
export function registerLookaside(
  client: Pick<LookasideClient, 'watchPool' | 'report'>,
  options: RegisterOptions = {},
): void {
  const { scheme = 'lookaside', maxConnections = DEFAULT_MAX_CONNECTIONS, locality, labelSelector } = options
  if (!SCHEME.test(scheme)) throw new TypeError(`scheme: is "${scheme}", expected lower-case letters and digits`)
  checkRange('maxConnections', maxConnections, 1, 10_000)
  const grpc = checkLibrary(options.grpc ?? ownGrpc)
  if (options.grpc === undefined) {
    const copies = findOtherCopies()
    if (copies.length > 0) (options.onWarning ?? warn)(copiesWarning(scheme, copies))
  }
  const watch = { ...(locality && { locality }), ...(labelSelector && { labelSelector }) }
  const settings = {
    report: (outcome: Outcome) => client.report(outcome),
    maxConnections: Math.floor(maxConnections),
  }
  const policy = createBalancerClass({ grpc, now: () => performance.now(), random: Math.random })
  grpc.experimental.registerLoadBalancerType(POLICY_NAME, policy, LookasideConfig)
  grpc.experimental.registerResolver(scheme, createResolverClass({ client, grpc, watch, settings }))
}

function warn(message: string): void {
  process.emitWarning(message, { type: 'LookasideWarning', code: 'LOOKASIDE_GRPC_COPIES' })
}
