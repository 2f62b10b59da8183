import type { LoadReport, Rng } from '../../../policies/policy.ts'
import type { Replica } from '../../replica/replica.ts'
import type { HeartbeatReport } from '../../use-cases.ts'
import type { EventQueue } from '../event-queue.ts'
import type { Scenario } from '../scenario.ts'
import type { SimulatedBackend } from './backend.ts'

/** The pool that everything is simulated in. */
export const POOL = 'simulated'

export interface AgentsOptions {
  readonly events: EventQueue
  readonly rng: Rng
  readonly scenario: Scenario
  readonly backends: readonly SimulatedBackend[]
  readonly replicas: readonly Replica[]
}

/** The agents beside the backends: each registers at one replica and sends it heartbeats. */
export function startAgents(options: AgentsOptions): void {
  const { backends, rng } = options
  const { feed } = options.scenario
  for (const [index, backend] of backends.entries()) {
    const phase = feed.together === true ? feed.heartbeatMs : rng.next() * feed.heartbeatMs
    startAgent(options, backend, index, phase)
  }
}

function startAgent(options: AgentsOptions, backend: SimulatedBackend, index: number, phase: number): void {
  const { events, rng, replicas } = options
  const { feed } = options.scenario
  const home = replicas[index % replicas.length]
  if (home === undefined) return
  const { heartbeats } = home.useCases
  let registered = false
  let sequence = 0
  const register = (): void => {
    registered = true
    const answer = heartbeats.register({ pool: POOL, backend: recordOf(options, backend, index), health: 'healthy' })
    if (answer.kind === 'refused') throw new Error(answer.message)
  }
  const beat = (): void => {
    events.at(events.now() + feed.heartbeatMs, beat)
    if (backend.isDown) return
    if (!registered) register()
    const load = loadOf(options, backend)
    const draining = backend.isDraining
    sequence += 1
    const report: HeartbeatReport = {
      pool: POOL,
      backendId: backend.id,
      epoch: 1,
      sequence,
      health: 'healthy',
      healthDetail: '',
      draining,
      load,
      loadAgeMs: 0,
    }
    if (feed.lostHeartbeats !== undefined && rng.next() < feed.lostHeartbeats) return
    const delayMs = feed.delayMs ?? DEFAULT_DELAY_MS
    events.at(events.now() + delayMs, () => heartbeats.heartbeat(report))
  }
  // A newcomer's phase begins with the first event, so it is known by its group.
  if (!(backend.group.phases ?? []).some((each) => each.absent === true)) register()
  events.at(events.now() + phase, beat)
}

/** Requests and milliseconds of a report that is garbage: below this. */
const GARBAGE_BELOW = 1_000

function loadOf({ rng, scenario: { feed } }: AgentsOptions, backend: SimulatedBackend): LoadReport | undefined {
  if (feed.silent === true) return undefined
  const load = backend.report(feed.capacity === true)
  if (feed.garbage !== true) return load
  const any = (): number => rng.below(GARBAGE_BELOW)
  return {
    ...load,
    ...{ inFlight: any(), completed: any(), errors: any(), rps: any(), eps: any(), capacity: any(), latencyMs: any() },
    ...{ cpuUtilization: rng.next(), applicationUtilization: rng.next() },
  }
}

export const DEFAULT_DELAY_MS = 1

/** Label of the backends that have a copy of what a call asks for. */
export function copyLabel(firstCopy: number): string {
  return `copy-of-${firstCopy}`
}

function recordOf(
  { scenario, backends }: AgentsOptions,
  backend: SimulatedBackend,
  index: number,
): Parameters<Replica['useCases']['heartbeats']['register']>[0]['backend'] {
  return {
    id: backend.id,
    address: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}:8080`,
    locality: { region: '', zone: backend.group.zone ?? '', subZone: '' },
    labels: new Map([
      ['group', String(backend.groupIndex)],
      ...Array.from({ length: scenario.arrivals.copies ?? 0 }, (_, behind): [string, string] => {
        return [copyLabel((index - behind + backends.length) % backends.length), '']
      }),
    ]),
    weight: backend.group.weight ?? 1,
    epoch: 1,
    capacity: 0,
  }
}
