import type * as grpc from '@grpc/grpc-js'
import { readProperty } from '../../property.ts'

/** What is used of a copy of grpc-js. Its `experimental` part may change with each minor version. */
export type GrpcLibrary = Pick<typeof grpc, 'connectivityState' | 'experimental' | 'Metadata' | 'status'>

/** Works with these; the minor version is pinned in the package's dependencies. */
export const KNOWN_VERSIONS = '~1.14.7'

const NEEDED = [
  ...['registerResolver', 'registerLoadBalancerType', 'isLoadBalancerNameRegistered', 'LeafLoadBalancer'],
  ...['createChildChannelControlHelper', 'QueuePicker', 'UnavailablePicker', 'splitHostPort', 'parseDuration'],
]

/**
 * Checks that a copy of grpc-js has what resolver and load balancer are built on.
 * @throws {TypeError} naming what it lacks, and the versions that have it.
 */
export function checkLibrary(library: unknown): GrpcLibrary {
  const experimental = readProperty(library, 'experimental')
  const missing = NEEDED.filter((name) => typeof readProperty(experimental, name) !== 'function')
  if (missing.length === 0 && isLibrary(library)) return library
  const what = typeof experimental === 'object' ? `experimental.${missing.join(', experimental.')}` : 'experimental'
  throw new TypeError(
    `registerLookaside: this copy of @grpc/grpc-js has no ${what}, which is experimental and may change with a minor version. ` +
      `Install @grpc/grpc-js@${KNOWN_VERSIONS}, or hand another copy over in the option grpc.`,
  )
}

function isLibrary(library: unknown): library is GrpcLibrary {
  return (
    typeof readProperty(library, 'Metadata') === 'function' &&
    ['status', 'connectivityState'].every((name) => typeof readProperty(library, name) === 'object')
  )
}
