import type { ChannelCredentials } from '@grpc/grpc-js'
import type { Locality } from '../typescript/backend.ts'
import type { Clock } from '../typescript/clock.ts'
import type { Load } from '../typescript/load.ts'
import type { Log } from '../typescript/log.ts'
import type { Beater } from './beater.ts'
import { startBeater } from './beater.ts'
import type { AgentDeps } from './deps.ts'
import { fillDeps } from './deps.ts'
import { checkServiceAddresses, toIdentity } from './identity.ts'
import type { LoadMeter, RequestEnd } from './load-meter.ts'
import { createLoadMeter } from './load-meter.ts'
import type { Member, MemberStatus } from './member.ts'
import { createMember } from './member.ts'
import type { ObservableServer } from './observe.ts'
import { observeServer } from './observe.ts'
import { createOwnLoad } from './own-load.ts'
import { sleep, within } from './waiting.ts'

export interface AgentOptions {
  /** The service, `host:port`, or several replicas of it. */
  readonly lookaside: string | readonly string[]
  readonly pool: string
  readonly backend: {
    /** Unique in its pool. Default: the address. */
    readonly id?: string
    /** Where callers reach this backend, `host:port`. */
    readonly address: string
    readonly locality?: Locality
    readonly labels?: Readonly<Record<string, string>>
    /** Share relative to its peers. Default: 1. */
    readonly weight?: number
  }
  /** Requests served well at one time, relative to the peers. Default: unknown. */
  readonly capacity?: number
  /** Load beyond what the agent measures by itself, for example `{ cpuUtilization: 0.4 }`; asked before each heartbeat. */
  readonly load?: () => Load
  /** Measures requests from before the start on; see `createLoadMeter`. Default: a new one. */
  readonly meter?: LoadMeter
  /** How long `close` waits for requests in flight. Default: 5,000 ms. */
  readonly drainWaitMs?: number
  /** How long the start waits to be registered; after that it goes on in the background. Default: 1,000 ms. */
  readonly startWaitMs?: number
  /** Default: says nothing. */
  readonly log?: Log
  /** Default: no TLS. */
  readonly credentials?: ChannelCredentials
}

/** The agent of one backend, inside of it. It never throws at the backend because of the service. */
export interface Agent {
  /** A request begins; call what it returns when the request ends. */
  begin(): (end?: RequestEnd) => void
  /** Runs `work` as one request: an error when it throws. */
  track<Value>(work: () => Value | Promise<Value>): Promise<Value>
  /** Measures every request of a node:http server. Returns how to stop. */
  observe(server: ObservableServer): () => void
  /** Default: healthy. `detail` says why, for people. */
  setHealth(health: 'healthy' | 'unhealthy', detail?: string): void
  status(): MemberStatus | 'draining' | 'closed'
  /** Asks for no new picks. Resolves when the service knows, or after a second without it. */
  drain(): Promise<void>
  /** Drains, waits for the requests in flight, deregisters, and lets go of every connection. */
  close(): Promise<void>
}

const DRAIN_WAIT_MS = 5_000
const START_WAIT_MS = 1_000
/** How long telling the service may hold a shut-down up. */
const TELL_MS = 1_000
/** Picks made before the drain was known everywhere still arrive: replicas hear of it within 100 ms. */
const SETTLE_MS = 200
const POLL_MS = 20

/**
 * Makes this process a backend of a pool: one line in a server's start-up. A service that is away does not stop it; the
 * backend registers when the service is back.
 * @throws {TypeError} naming the option that is wrong.
 */
export async function startAgent(options: AgentOptions, testDeps: Partial<AgentDeps> = {}): Promise<Agent> {
  const { lookaside, log, credentials } = options
  const deps = fillDeps({ ...(log && { log }), ...(credentials && { credentials }), ...testDeps })
  const { clock } = deps
  const addresses = checkServiceAddresses(typeof lookaside === 'string' ? [lookaside] : lookaside, 'lookaside')
  const { pool, backend, capacity } = options
  const identity = toIdentity({ pool, ...backend, ...(capacity === undefined ? {} : { capacity }) }, 'backend')
  const meter = options.meter ?? createLoadMeter(() => clock.now())
  const takeLoad = createOwnLoad(meter, options, deps.log)
  const member = createMember(identity, Math.floor(clock.wall()), takeLoad, deps.random)
  member.health = 'healthy'
  const beater = startBeater({ ...deps, link: deps.link(addresses), onSuperseded: () => undefined }, [member])
  await within(clock, options.startWaitMs ?? START_WAIT_MS, beater.nextRound())
  return createAgent(member, beater, meter, clock, options.drainWaitMs ?? DRAIN_WAIT_MS)
}

function createAgent(member: Member, beater: Beater, meter: LoadMeter, clock: Clock, drainWaitMs: number): Agent {
  let closed: Promise<void> | undefined
  const drain = async (): Promise<boolean> => {
    if (!member.draining) member.dirty = true
    member.draining = true
    if (member.status !== 'registered') return false
    return (await within(clock, TELL_MS, beater.nextRound())) === true
  }
  const close = async (): Promise<void> => {
    const told = await drain()
    const end = clock.now() + drainWaitMs
    if (told) await sleep(clock, Math.min(SETTLE_MS, drainWaitMs))
    while (meter.inFlight() > 0 && clock.now() < end) await sleep(clock, POLL_MS)
    await beater.stop(TELL_MS)
  }
  return {
    begin: () => meter.begin(),
    async track(work) {
      const end = meter.begin()
      try {
        const value = await work()
        end('success')
        return value
      } catch (error) {
        end('error')
        throw error
      }
    },
    observe: (server) => observeServer(server, meter),
    setHealth(health, detail = '') {
      member.healthDetail = detail
      if (member.health === health) return
      member.health = health
      member.dirty = true
      beater.changed()
    },
    status() {
      if (closed !== undefined) return 'closed'
      return member.draining && member.status !== 'superseded' ? 'draining' : member.status
    },
    drain: async () => void (await drain()),
    close: () => (closed ??= close()),
  }
}
