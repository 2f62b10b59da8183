import type { BackendGroup, Phase, Scenario } from '../scenario.ts'
import { BASE } from './base.ts'

const STEADY = { discipline: 'processor_sharing', capacity: 5 } as const

/** Speed of a backend in the seconds after its start: code that is not compiled and caches that are empty. */
const COLD_SPEEDS = [0.2, 0.3, 0.45, 0.6, 0.8]

function warming(startMs: number): Phase[] {
  return COLD_SPEEDS.map((speed, second) => ({
    fromMs: startMs + second * 1_000,
    untilMs: startMs + (second + 1) * 1_000,
    speed,
  }))
}

/** A newcomer without history, cold at first. */
export const COLD_START: Scenario = {
  ...BASE,
  name: 'cold-start',
  description: 'An eleventh backend joins 10 at 15 s and takes 5 s to get up to speed; 80 % load of the ten',
  durationMs: 45_000,
  warmUpMs: 2_000,
  backends: [
    { ...STEADY, count: 10 },
    { ...STEADY, count: 1, phases: [{ fromMs: 0, untilMs: 15_000, absent: true }, ...warming(15_000)] },
  ],
  // 80 % of what ten backends can do.
  arrivals: { perSecond: 500 },
}

const RESTART_EVERY_MS = 5_000

/** Drains for 2 s, is gone for 1 s, and comes back cold. */
function restarting(index: number): BackendGroup {
  const startMs = 5_000 + index * RESTART_EVERY_MS
  return {
    ...STEADY,
    count: 1,
    phases: [
      { fromMs: startMs, untilMs: startMs + 2_000, draining: true },
      { fromMs: startMs + 2_000, untilMs: startMs + 3_000, down: true },
      ...warming(startMs + 3_000),
    ],
  }
}

export const ROLLING_RESTART: Scenario = {
  ...BASE,
  name: 'rolling-restart',
  description: '10 backends restart one after the other: each drains for 2 s, is gone for 1 s and comes back cold',
  durationMs: 65_000,
  warmUpMs: 2_000,
  backends: Array.from({ length: 10 }, (_, index) => restarting(index)),
  arrivals: { load: 0.6 },
}
