import type { ListBackendsResponse__Output } from '../../proto/gen/lookaside/v1/ListBackendsResponse.ts'
import type { ListPoolsResponse__Output } from '../../proto/gen/lookaside/v1/ListPoolsResponse.ts'
import type { Connection } from './connection.ts'
import type { CliDeps } from './deps.ts'
import type { CliFailure } from './failure.ts'

/** A failure is told at once: what might help it must be quick. */
const PROBE_MS = 500

/** Adds what the service itself can tell of a failure: the name that was probably meant, or that the port is another one. */
export async function withSuggestion(
  failure: CliFailure,
  connection: Connection,
  didYouMean: CliDeps['didYouMean'],
): Promise<CliFailure> {
  const { reason, metadata } = failure
  const { pool = '' } = metadata
  const backend = metadata['backend_id'] ?? metadata['backendId'] ?? ''
  if (reason === 'UNREACHABLE' && !failure.message.includes('ECONNREFUSED')) {
    return (await answersHttp(connection.address)) ? wrongPort(failure, connection.address) : failure
  }
  if (reason === 'POOL_NOT_FOUND') return meant(failure, didYouMean(pool, await poolNames(connection)))
  if (reason === 'BACKEND_NOT_FOUND') return meant(failure, didYouMean(backend, await backendIds(connection, pool)))
  return failure
}

const meant = (failure: CliFailure, name: string | undefined): CliFailure =>
  name === undefined ? failure : failure.because({ next: `did you mean "${name}"? ${failure.next}` })

function wrongPort(failure: CliFailure, address: string): CliFailure {
  return failure.because({
    message: `${address} speaks HTTP, not gRPC`,
    next: 'name the gRPC port (`listen` of the service, 50051 by default); 8051 is its HTTP side.',
  })
}

/** The names of the pools, or none when the service does not say quickly. */
export async function poolNames({ admin, tryAsk }: Connection): Promise<readonly string[]> {
  const page = await tryAsk<ListPoolsResponse__Output>(PROBE_MS, (options, callback) =>
    admin.ListPools({}, options, callback),
  )
  return (page?.pools ?? []).map(({ config }) => config?.name ?? '')
}

export async function backendIds({ admin, tryAsk }: Connection, pool: string): Promise<readonly string[]> {
  const page = await tryAsk<ListBackendsResponse__Output>(PROBE_MS, (options, callback) =>
    admin.ListBackends({ pool }, options, callback),
  )
  return (page?.backends ?? []).map(({ backend }) => backend?.id ?? '')
}

export async function answersHttp(address: string): Promise<boolean> {
  try {
    await fetch(`http://${address}/healthz`, { signal: AbortSignal.timeout(PROBE_MS) })
    return true
  } catch {
    return false
  }
}
