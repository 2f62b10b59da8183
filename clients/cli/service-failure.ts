import { createErrorDetailsReader } from '../typescript/error-details.ts'
import { type StatusName, toLookasideError } from '../typescript/errors.ts'
import { readProperty } from '../typescript/property.ts'
import { EXIT } from './exit-codes.ts'
import { CliFailure } from './failure.ts'

/** What to do next, by reason, in words of the command line. */
const NEXT: ReadonlyMap<string, string> = new Map([
  ['UNREACHABLE', 'is it running? Start one with `lookaside dev`; --address or LOOKASIDE_ADDRESS tells where it is.'],
  ['TIMEOUT', 'raise --timeout if it is only slow, or look at the load of the service and the network between.'],
  ['POOL_NOT_FOUND', '`lookaside pools` lists the pools.'],
  ['BACKEND_NOT_FOUND', '`lookaside backends <pool>` lists the backends of a pool.'],
  ['NO_BACKENDS', '`lookaside backends <pool>` shows which backends there are and why none may be picked.'],
  ['POOL_SATURATED', 'every backend is full: try again, add backends, or raise maxInFlightPerBackend of the pool.'],
  ['RETRY_BUDGET_EXHAUSTED', 'too many of its calls are retries: look why the first tries fail, or raise retryBudget.'],
  ['DRAIN_REFUSED', '--force drains it all the same; `lookaside backends <pool>` shows who would be left.'],
  ['POOL_NOT_EMPTY', 'stop its agents first, or use --force; `lookaside backends <pool>` shows who lives.'],
  ['CONFIG_VERSION_MISMATCH', 'somebody changed it meanwhile: look with `lookaside pools get <pool>`, then repeat.'],
  ['UNKNOWN_POLICY', '`lookaside policies` lists those that there are.'],
  ['INVALID_POOL_CONFIG', '`lookaside explain pools` lists the keys with their bounds.'],
  ['INVALID_FIELD', '`lookaside <command> --help` says what it takes.'],
  ['STORE_UNAVAILABLE', 'nothing was changed: try again when the store of the service is back.'],
  ['SHUTTING_DOWN', 'this replica is about to stop: name another one with --address.'],
  ['NOT_IMPLEMENTED', 'the service is older than this command line, or does not offer this.'],
])

export interface FailedCall {
  /** As the API names it: `ListPools`. */
  readonly rpc: string
  readonly address: string
  readonly timeoutMs: number
}

/** Turns what a call failed with into the end of the command. */
export function serviceFailure(error: unknown, call: FailedCall): CliFailure {
  const failed = { call: call.rpc, address: call.address, timeoutMs: call.timeoutMs }
  const { code, reason, metadata } = toLookasideError(error, failed, createErrorDetailsReader())
  const details = readProperty(error, 'details')
  const said = typeof details === 'string' && details !== '' ? details : `${call.rpc} failed (${code})`
  const unanswered = reason === 'UNREACHABLE' || code === 'DEADLINE_EXCEEDED'
  const message =
    reason === 'UNREACHABLE'
      ? `no service at ${call.address} (${withoutLibraryTalk(said)})`
      : reason === 'TIMEOUT'
        ? `no answer from ${call.address} within ${call.timeoutMs} ms`
        : said
  return new CliFailure({
    exitCode: unanswered ? EXIT.unreachable : EXIT.refused,
    reason: reason === 'UNKNOWN' ? code : reason,
    message,
    next: adviceFor(reason, metadata.get('pool')) || nextByCode(code),
    metadata: Object.fromEntries(metadata),
  })
}

/** grpc-js wraps the one thing that helps, such as "connect ECONNREFUSED", in words about its own parts. */
function withoutLibraryTalk(text: string): string {
  return text
    .replace(/^No connection established\. Last error: (?:Error: )?/, '')
    .replace(/\.? Resolution note:\s*$/, '')
}

/** Whatever listens there speaks gRPC, but not ours. */
function nextByCode(code: StatusName): string {
  return code === 'UNIMPLEMENTED' ? 'what listens there is not Lookaside, or an older one: check --address.' : ''
}

/** What to do about a reason, with the name of the pool where it is known. Empty: there is no advice. */
export function adviceFor(reason: string, pool = '<pool>'): string {
  return (NEXT.get(reason) ?? '').replaceAll('<pool>', () => pool)
}
