import type { ChannelCredentials } from '@grpc/grpc-js'
import type { Clock } from '../typescript/clock.ts'
import { SYSTEM_CLOCK } from '../typescript/clock.ts'
import type { Log } from '../typescript/log.ts'
import { SILENT_LOG } from '../typescript/log.ts'
import type { Link } from './link.ts'
import { createLink } from './link.ts'
import type { LoadPollDeps } from './load-poll.ts'

/** What surrounds an agent; everything has a default. */
export interface AgentDeps {
  /** Default: says nothing. */
  readonly log: Log
  /** Default: no TLS. */
  readonly credentials: ChannelCredentials
  readonly clock: Clock
  /** From 0, below 1. */
  readonly random: () => number
  readonly fetch: LoadPollDeps['fetch']
  readonly link: (addresses: readonly string[]) => Link
}

export function fillDeps(deps: Partial<AgentDeps>): Omit<AgentDeps, 'credentials'> {
  const { log = SILENT_LOG, clock = SYSTEM_CLOCK, random = Math.random, fetch = globalThis.fetch } = deps
  const link = deps.link ?? ((addresses) => createLink(addresses, clock, deps.credentials))
  return { log, clock, random, fetch, link }
}
