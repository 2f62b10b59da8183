import type { Phase, Scenario } from '../scenario.ts'
import { FINAGLE_LATENCIES } from './latencies.ts'
import { UNDETECTED } from './undetected.ts'

/** As in Linkerd's experiment: latency does not depend on load. */
const UNLOADED = 100_000

/** Ten backends in order and one with a profile: the demonstration of Finagle's balancers, balancersim. */
function balancersim(name: string, description: string, phases: readonly Phase[]): Scenario {
  const group = { discipline: 'processor_sharing', capacity: UNLOADED } as const
  return {
    name: `finagle-${name}`,
    description: `1,250 calls a second to 11 backends; one ${description}`,
    durationMs: 45_000,
    warmUpMs: 0,
    backends: [
      { ...group, count: 10 },
      { ...group, count: 1, phases },
    ],
    work: { kind: 'empirical', percentiles: FINAGLE_LATENCIES },
    arrivals: { perSecond: 1_250, spacing: 'even' },
    replicas: 1,
    sharingMs: 25,
    feed: { heartbeatMs: 1_000, outcomesMs: 0 },
    deadlineMs: 10_000,
    pool: UNDETECTED,
  }
}

const COLD_STEP_MS = 250

/** Latency times 10 s / age, at most 5 times, in the first 10 s. */
const warmingUp = Array.from({ length: 10_000 / COLD_STEP_MS }, (_, step): Phase => {
  const fromMs = step * COLD_STEP_MS
  const middleMs = fromMs + COLD_STEP_MS / 2
  return { fromMs, untilMs: fromMs + COLD_STEP_MS, speed: 1 / Math.min(5, 10_000 / middleMs) }
})

const tenTimesSlower = (fromMs: number, untilMs: number): Phase => ({ fromMs, untilMs, speed: 0.1 })
const failing = (fromMs: number, untilMs: number): Phase => ({ fromMs, untilMs, errorRate: 1 })

/** Source: twitter/finagle, finagle-benchmark, balancersim/Simulation.scala. */
export const FINAGLE: readonly Scenario[] = [
  balancersim('cold-start', 'starts up to 5 times slower for 10 s, and is 10 times slower from 19 s to 23 s', [
    ...warmingUp,
    tenTimesSlower(19_000, 23_000),
  ]),
  balancersim('slow-middle', 'is 10 times slower from 15 s on', [tenTimesSlower(15_000, 45_000)]),
  balancersim('temporary-failure', 'fails every call from 10 s to 25 s', [failing(10_000, 25_000)]),
  balancersim('permanent-failure', 'fails every call from 10 s on', [failing(10_000, 60_000)]),
]
