import { createRng } from '../../policies/lib/rng.ts'
import type { PolicyFactory } from '../../policies/policy.ts'
import { EventQueue } from './event-queue.ts'
import { SIMULATION_POLICIES } from './policies/index.ts'
import { Recording } from './recording.ts'
import type { RunResult } from './result.ts'
import type { Contender, Scenario } from './scenario.ts'
import { startAgents } from './world/agents.ts'
import { createArrivals } from './world/arrivals.ts'
import { meanFactor, SimulatedBackend } from './world/backend.ts'
import type { Ending } from './world/backend.ts'
import { createCallers } from './world/callers.ts'
import type { Callers } from './world/callers.ts'
import { startFleet } from './world/fleet.ts'
import { createOracle } from './world/oracle.ts'
import type { Request } from './world/request.ts'
import { createWorkSource, meanWork } from './world/work-source.ts'

export interface RunOptions {
  readonly scenario: Scenario
  readonly contender: Contender
  readonly seed: number
  /** Policies besides the built-in ones and those that exist in simulations only. */
  readonly policies?: readonly PolicyFactory[]
  /** Called some hundred times a run with the share that is done, 0 to 1. */
  readonly onProgress?: (share: number) => void
}

/** Streams of random numbers, so that one seed gives every policy the same calls and disturbances. */
const STREAMS = { arrivals: 1, work: 2, backends: 3, agents: 4, callers: 5 } as const

/** Calls that are under way at the end have this long to end. */
const GRACE_MS = 10_000

/** One run of one contender: the real replicas, policies and signals on virtual time. */
export async function simulate(options: RunOptions): Promise<RunResult> {
  const { scenario, contender, seed } = options
  const stream = (name: keyof typeof STREAMS): ReturnType<typeof createRng> =>
    createRng(seed * 4_294_967_296 + STREAMS[name])
  const events = new EventQueue()
  const later: { callers?: Callers } = {}
  const ended = (request: Request, ending: Ending): void => later.callers?.ended(request, ending)
  const backends = createBackends(scenario, { events, rng: stream('backends'), ended })
  const byId = new Map(backends.map((backend, index) => [backend.id, { backend, index }]))
  const oracle = createOracle((id) => byId.get(id)?.backend)
  const policies = [oracle, ...SIMULATION_POLICIES, ...(options.policies ?? [])]
  const replicas = await startFleet({ events, scenario, contender, seed, policies })
  const recording = new Recording(scenario, events, backends)
  const work = createWorkSource(scenario.work, stream('work'))
  const arrivals = createArrivals({
    ...{ arrivals: scenario.arrivals, perSecond: callsPerSecond(scenario), backends: backends.length },
    ...{ rng: stream('arrivals'), work },
  })
  const rng = stream('callers')
  const callers = createCallers({ events, rng, scenario, arrivals, replicas, backends: byId, recording })
  later.callers = callers
  recording.start()
  startAgents({ events, rng: stream('agents'), scenario, backends, replicas })
  // Registrations have reached every replica, and every pool has its first snapshot.
  events.runUntil(Math.max(50, 3 * (scenario.feed.delayMs ?? 1)))
  callers.start()
  const steps = 100
  for (let step = 1; step <= steps; step += 1) {
    events.runUntil((scenario.durationMs * step) / steps)
    options.onProgress?.(step / steps)
  }
  callers.stop()
  recording.stop()
  events.runUntil(scenario.durationMs + Math.min(GRACE_MS, scenario.deadlineMs ?? GRACE_MS))
  for (const replica of replicas) await replica.stop()
  return recording.result({ scenario: scenario.name, contender: contender.label, seed })
}

/** Calls a second that the scenario asks for, before its steps. */
export function callsPerSecond({ arrivals, backends, work }: Scenario): number {
  if (arrivals.perSecond !== undefined) return arrivals.perSecond
  const capacity = backends.reduce((sum, group) => {
    const running = group.discipline === 'fifo' ? Math.max(1, Math.floor(group.capacity)) : group.capacity
    return sum + group.count * running * (group.speed ?? 1) * meanFactor(group.antagonist)
  }, 0)
  return ((arrivals.load ?? 0.7) * capacity * 1_000) / meanWork(work)
}

function createBackends(
  scenario: Scenario,
  deps: Omit<ConstructorParameters<typeof SimulatedBackend>[3], 'rng'> & { readonly rng: ReturnType<typeof createRng> },
): SimulatedBackend[] {
  const backends: SimulatedBackend[] = []
  const width = String(scenario.backends.reduce((sum, { count }) => sum + count, 0)).length
  for (const [groupIndex, group] of scenario.backends.entries()) {
    for (let made = 0; made < group.count; made += 1) {
      const id = `b${String(backends.length).padStart(width, '0')}`
      // A stream of its own, so that what one backend suffers does not depend on what the others were sent.
      const rng = createRng(deps.rng.below(4_294_967_296))
      backends.push(new SimulatedBackend(id, groupIndex, group, { ...deps, rng }))
    }
  }
  return backends
}
