import type { Scenario } from '../scenario.ts'
import { FINAGLE_LATENCIES } from './latencies.ts'
import { UNDETECTED } from './undetected.ts'

/** So many requests at one time slow nobody down: the backends of this experiment answer by a distribution, not by load. */
const UNLOADED = 100_000

/**
 * The experiment of Linkerd's "Beyond round robin" (2016): latencies of production, and one backend of eleven that takes 2 s for
 * everything while it pauses. The deadline is what its success rates are told for.
 */
export const LINKERD_2016: Scenario = {
  name: 'linkerd-2016',
  description: 'One of 11 backends takes 2 s for each call from 15 s to 45 s; 1,000 calls a second, deadline 1 s',
  durationMs: 60_000,
  warmUpMs: 0,
  backends: [
    { count: 10, discipline: 'processor_sharing', capacity: UNLOADED },
    {
      count: 1,
      discipline: 'processor_sharing',
      capacity: UNLOADED,
      phases: [{ fromMs: 15_000, untilMs: 45_000, fixedMs: 2_000 }],
    },
  ],
  work: { kind: 'empirical', percentiles: FINAGLE_LATENCIES },
  arrivals: { perSecond: 1_000, spacing: 'even' },
  replicas: 1,
  sharingMs: 25,
  feed: { heartbeatMs: 1_000, outcomesMs: 0 },
  deadlineMs: 1_000,
  pool: UNDETECTED,
}
