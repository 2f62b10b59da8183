import type { Feed, Scenario } from '../scenario.ts'
import { BASE } from './base.ts'

/** The base scenario with one thing about what replicas hear made worse. */
function hearing(name: string, description: string, feed: Partial<Feed>, load = 0.7): Scenario {
  return {
    ...BASE,
    name,
    description: `The base scenario at ${Math.round(load * 100)} % load; ${description}`,
    arrivals: { load },
    feed: { ...BASE.feed, ...feed },
  }
}

/** One service time is 80 ms. */
export const FEEDS: readonly Scenario[] = [
  hearing('feed-old-reports', 'heartbeats each second', { heartbeatMs: 1_000 }),
  hearing('feed-late-outcomes', 'outcomes gathered for 1 s', { outcomesMs: 1_000 }),
  hearing('feed-both-late', 'heartbeats each second and outcomes gathered for 1 s', {
    heartbeatMs: 1_000,
    outcomesMs: 1_000,
  }),
  hearing('feed-lost-outcomes', 'heartbeats each second and 5 % of the outcomes lost', {
    heartbeatMs: 1_000,
    lostOutcomes: 0.05,
  }),
  hearing('feed-no-outcomes', 'no outcomes at all', { outcomesMs: Infinity }),
  hearing('feed-garbage', 'load reports of random numbers', { garbage: true }),
  hearing('feed-garbage-only', 'load reports of random numbers, and no outcomes at all', {
    garbage: true,
    outcomesMs: Infinity,
  }),
  hearing('feed-nothing', 'neither load reports nor outcomes', { silent: true, outcomesMs: Infinity }),
]

/** The base scenario with as many replicas, which tell each other of their picks this often. */
export function shared(replicas: number, sharingMs: number, load = 0.7): Scenario {
  return {
    ...BASE,
    name: `replicas-${replicas}-${sharingMs}ms${load === 0.7 ? '' : `-${Math.round(load * 100)}`}`,
    description: `The base scenario at ${Math.round(load * 100)} % load; ${replicas} replicas that share picks each ${sharingMs} ms`,
    arrivals: { load },
    replicas,
    sharingMs,
  }
}

export const REPLICAS: readonly Scenario[] = [0.7, 0.9].flatMap((load) => [
  shared(1, 20, load),
  shared(10, 20, load),
  shared(10, 200, load),
])
