import type { Scenario } from '../scenario.ts'
import { BASE, BASE_90, BASE_CAPACITY } from './base.ts'
import { C3 } from './c3.ts'
import { COLD_START, ROLLING_RESTART } from './deploys.ts'
import { CRASH, SINKHOLE, SINKHOLE_EJECTED, SLOW_ONE } from './failures.ts'
import { FINAGLE } from './finagle.ts'
import { FEEDS, REPLICAS } from './hearing.ts'
import { LINKERD_2016 } from './linkerd.ts'
import { PREQUAL_70, PREQUAL_90, PREQUAL_RAMP } from './prequal.ts'
import { STALE, THEORY } from './theory.ts'

/** The scenarios that come with the program, in the order in which they are listed. Names are unique. */
export const SCENARIOS: readonly Scenario[] = [
  ...[BASE, BASE_90, BASE_CAPACITY],
  ...[SINKHOLE, SINKHOLE_EJECTED, SLOW_ONE, CRASH, COLD_START, ROLLING_RESTART],
  ...FEEDS,
  ...REPLICAS,
  ...[PREQUAL_70, PREQUAL_90, PREQUAL_RAMP],
  ...[LINKERD_2016, ...FINAGLE, C3],
  ...[THEORY, STALE],
]
