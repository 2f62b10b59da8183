import type { PolicyFactory } from './policy.ts'
import { adaptive } from './adaptive.ts'
import { joinIdleQueue } from './join-idle-queue.ts'
import { leastRequest } from './least-request.ts'
import { leastResponseTime } from './least-response-time.ts'
import { maglev } from './maglev.ts'
import { peakEwma } from './peak-ewma.ts'
import { prequal } from './prequal.ts'
import { pipeline } from './pipeline.ts'
import { random } from './random.ts'
import { rendezvous } from './rendezvous.ts'
import { ringHash } from './ring-hash.ts'
import { roundRobin } from './round-robin.ts'
import { weightedRandom } from './weighted-random.ts'
import { weightedRoundRobin } from './weighted-round-robin.ts'
import { weightedRoundRobinOrca } from './weighted-round-robin-orca.ts'

/** The policies that come with Lookaside. */
export const BUILT_IN_POLICIES: readonly PolicyFactory[] = [
  adaptive,
  joinIdleQueue,
  leastRequest,
  leastResponseTime,
  maglev,
  peakEwma,
  prequal,
  pipeline,
  random,
  rendezvous,
  ringHash,
  roundRobin,
  weightedRandom,
  weightedRoundRobin,
  weightedRoundRobinOrca,
]
