/**
 * A small pool of processor-sharing servers on a virtual clock, to see whether a policy stays stable. Each server shares its
 * speed among its calls; speeds change, as those of machines with neighbours do. The picker sees every call at once.
 */

import { PeakEwma } from '../../policies/lib/ewma.ts'
import { createRng } from '../../policies/lib/rng.ts'
import type { Policy, PolicyFactory, Rng } from '../../policies/policy.ts'
import {
  backendOf,
  contextOf,
  makeBackends,
  requestOf,
  snapshotOf,
  type TestBackend,
} from '../contracts/policy-fixtures.ts'

export interface SharingOptions {
  readonly backends: number
  /** Offered work by total speed. */
  readonly load: number
  readonly seconds: number
  readonly seed: number
}

interface Call {
  readonly startedAt: number
  /** Work left in milliseconds at speed 1. */
  left: number
}

interface Server {
  readonly backend: TestBackend
  readonly latency: PeakEwma
  readonly calls: Call[]
  speed: number
}

const SPEEDS = [2, 1.2, 0.6]
const MEAN_SPEED = SPEEDS.reduce((sum, speed) => sum + speed, 0) / SPEEDS.length
const MEAN_WORK_MS = 80
/** How long a server keeps its speed, on average. */
const STEADY_MS = 2_000
/** Time step of the model. */
const STEP_MS = 1

const exponential = (rng: Rng, mean: number): number => -Math.log(1 - rng.next()) * mean

/** Runs the model and gives the latencies in milliseconds of the calls that started after the first quarter, sorted. */
export function latenciesUnder(factory: PolicyFactory, config: unknown, options: SharingOptions): readonly number[] {
  const rng = createRng(options.seed)
  let now = 0
  const policy = factory.create(
    factory.parseConfig(config),
    contextOf({ rng: createRng(options.seed + 1), clock: { now: () => now } }),
  )
  const servers = makeBackends(options.backends).map((backend): Server => {
    const speed = SPEEDS[rng.below(SPEEDS.length)] ?? 1
    return { backend, latency: new PeakEwma(10_000), calls: [], speed }
  })
  const byId = new Map(servers.map((server) => [server.backend.id, server]))
  const picker = policy.onSnapshot(snapshotOf(servers.map(({ backend }) => backend)))
  const gapMs = MEAN_WORK_MS / (options.load * options.backends * MEAN_SPEED)
  const end = options.seconds * 1_000
  const latencies: number[] = []
  let nextCall = exponential(rng, gapMs)
  for (; now < end; now += STEP_MS) {
    for (; nextCall < now; nextCall += exponential(rng, gapMs)) {
      for (const { backend, latency } of servers) backend.state.latencyMs = latency.peek(now)
      const server = byId.get(backendOf(picker.pick(requestOf())).id)
      server?.calls.push({ startedAt: now, left: exponential(rng, MEAN_WORK_MS) })
      if (server !== undefined) server.backend.state.inFlight += 1
    }
    for (const server of servers) {
      if (rng.next() * STEADY_MS < STEP_MS) server.speed = SPEEDS[rng.below(SPEEDS.length)] ?? 1
      for (const latencyMs of work(server, now)) {
        settle(server, policy, latencyMs, now)
        if (now - latencyMs > end / 4) latencies.push(latencyMs)
      }
    }
  }
  for (const { calls } of servers) latencies.push(...calls.map(({ startedAt }) => now - startedAt))
  return latencies.sort((a, b) => a - b)
}

/** One step of a server; gives the latencies of the calls that ended. */
function work({ calls, speed }: Server, now: number): number[] {
  const share = (speed * STEP_MS) / calls.length
  const ended: number[] = []
  for (let index = calls.length - 1; index >= 0; index -= 1) {
    const call = calls[index]
    if (call === undefined) continue
    call.left -= share
    if (call.left > 0) continue
    ended.push(now + STEP_MS - call.startedAt)
    calls.splice(index, 1)
  }
  return ended
}

function settle({ backend, latency }: Server, policy: Policy, latencyMs: number, now: number): void {
  backend.state.inFlight -= 1
  latency.observe(latencyMs, now)
  policy.onOutcome?.({ backendId: backend.id, result: 'success', latencyMs })
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? NaN
}
