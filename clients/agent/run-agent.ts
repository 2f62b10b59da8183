import type { Beater } from './beater.ts'
import { startBeater } from './beater.ts'
import { createCheck } from './checks/check.ts'
import type { Checker } from './checks/checker.ts'
import { startChecker } from './checks/checker.ts'
import type { Check } from './checks/result.ts'
import type { AgentConfig, BackendConfig } from './config.ts'
import { CHECK_DEFAULTS, DEFAULT_DRAIN_WAIT_MS } from './config.ts'
import type { AgentDeps } from './deps.ts'
import { fillDeps } from './deps.ts'
import { checkServiceAddresses, toIdentity } from './identity.ts'
import type { LoadPoll } from './load-poll.ts'
import { startLoadPoll } from './load-poll.ts'
import type { Health, Member, MemberIdentity, MemberStatus } from './member.ts'
import { createMember } from './member.ts'
import { sleep, within } from './waiting.ts'

export interface AgentBackendStatus {
  readonly pool: string
  readonly id: string
  readonly address: string
  readonly epoch: number
  readonly status: MemberStatus
  readonly health: Health
  /** Why the last check failed. Empty: it passed, or there is none. */
  readonly healthDetail: string
  readonly draining: boolean
}

export interface RunningAgent {
  status(): readonly AgentBackendStatus[]
  /**
   * Announces every backend as draining, waits `drainWait` when that was heard, deregisters, and lets go of everything.
   * Ends within `drainWait` + 7 s whatever the service does. Repeating it is fine.
   */
  stop(): Promise<void>
}

/** How long telling the service that backends drain may take. */
const TELL_MS = 2_000
/** Deregistering is a call for each backend; hundreds take a while on a busy machine. */
const DEREGISTER_MS = 5_000

/** A backend, ready to be spoken for. */
interface Plan {
  readonly identity: MemberIdentity
  readonly config: BackendConfig
  readonly check: Check | undefined
}

/**
 * Registers backends, checks them, and sends their heartbeats, in the background, until it is stopped. A service that is
 * away is waited for.
 * @throws {TypeError} naming the part of the configuration that is wrong.
 */
export function runAgent(config: AgentConfig, testDeps: Partial<AgentDeps> = {}): RunningAgent {
  const deps = fillDeps(testDeps)
  const addresses = checkServiceAddresses(config.lookaside, 'lookaside')
  const plans = config.backends.map((backend, index) => toPlan(backend, `backends[${index}]`))
  checkPlans(plans)
  const epoch = Math.floor(deps.clock.wall())
  const workers = new Map<Member, { stop(): void }[]>()
  const wake = { changed: (): void => undefined }
  const members = plans.map((plan) => startMember(plan, epoch, deps, workers, () => wake.changed()))
  const stopWorkers = (member: Member): void => workers.get(member)?.forEach((worker) => worker.stop())
  const beater = startBeater({ ...deps, link: deps.link(addresses), onSuperseded: stopWorkers }, members)
  wake.changed = () => beater.changed()
  const drainWaitMs = config.drainWait ?? DEFAULT_DRAIN_WAIT_MS
  const stop = async (): Promise<void> => {
    const told = await announceDrain(members, beater, deps)
    if (told) await sleep(deps.clock, drainWaitMs)
    members.forEach(stopWorkers)
    await beater.stop(DEREGISTER_MS)
    deps.log.info('stopped', { backends: members.length })
  }
  let stopping: Promise<void> | undefined
  return {
    status: () => members.map(toStatus),
    stop: () => (stopping ??= stop()),
  }
}

function toPlan(config: BackendConfig, field: string): Plan {
  const identity = toIdentity(config, field)
  const check = config.check && createCheck(config.check, config.address, `${field}.check`)
  return { identity, config, check }
}

function checkPlans(plans: readonly Plan[]): void {
  if (plans.length === 0) throw new TypeError('backends: name at least one backend')
  const seen = new Set<string>()
  for (const { identity } of plans) {
    const name = JSON.stringify([identity.pool, identity.id])
    if (seen.has(name)) {
      throw new TypeError(`backends: pool "${identity.pool}" has "${identity.id}" twice, give each backend its own id`)
    }
    seen.add(name)
  }
}

type Deps = ReturnType<typeof fillDeps>

/** Makes a backend with what watches it. One that is checked registers after its first check, with what that found. */
function startMember(
  { identity, config, check }: Plan,
  epoch: number,
  deps: Deps,
  workers: Map<Member, { stop(): void }[]>,
  onChange: () => void,
): Member {
  const { interval, timeout, rise, fall } = { ...CHECK_DEFAULTS, ...config.check }
  const poll = config.loadUrl === undefined ? undefined : startPoll(config.loadUrl, interval, timeout, deps)
  const member = createMember(identity, epoch, () => poll?.take(), deps.random)
  const started: (Checker | LoadPoll)[] = poll === undefined ? [] : [poll]
  if (check !== undefined) {
    member.status = 'waiting'
    const onResult = (health: Health, detail: string): void => {
      if (takeResult(member, health, detail, deps)) onChange()
    }
    const options = { intervalMs: interval, timeoutMs: timeout, rise, fall }
    started.push(startChecker(check, options, { ...deps, onResult }))
  }
  workers.set(member, started)
  return member
}

function startPoll(url: string, intervalMs: number, timeoutMs: number, deps: Deps): LoadPoll {
  return startLoadPoll({ url, intervalMs, timeoutMs }, deps)
}

/** True: the service should hear of it now. */
function takeResult(member: Member, health: Health, detail: string, { log }: Deps): boolean {
  member.healthDetail = detail
  if (member.health === health) return false
  const fields = { pool: member.identity.pool, backend: member.identity.id, detail }
  if (health === 'unhealthy') log.warn('unhealthy', fields)
  else log.info('healthy', fields)
  member.health = health
  member.dirty = true
  if (member.status === 'waiting') member.status = 'registering'
  return true
}

/** True: the service knows, so that waiting has a point. */
async function announceDrain(members: readonly Member[], beater: Beater, { clock, log }: Deps): Promise<boolean> {
  for (const member of members) {
    member.draining = true
    member.dirty = true
  }
  if (!members.some((member) => member.status === 'registered')) return false
  log.info('draining', { backends: members.length })
  return (await within(clock, TELL_MS, beater.nextRound())) === true
}

function toStatus({ identity, epoch, status, health, healthDetail, draining }: Member): AgentBackendStatus {
  const { pool, id, address } = identity
  return { pool, id, address, epoch, status, health, healthDetail, draining }
}
