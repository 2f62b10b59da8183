import { BOUNDED_LOADS } from './bounded-loads.ts'
import { C3 } from './c3.ts'
import { HASHING } from './hashing.ts'
import { LINKERD } from './linkerd.ts'
import { PREQUAL, PREQUAL_STEPS } from './prequal.ts'
import type { Reproduction } from './reproduction.ts'
import { ROBINHOOD } from './robinhood.ts'
import { STALE_INFORMATION } from './stale-information.ts'
import { STANDING } from './standing.ts'
import { TARGETS } from './targets.ts'
import { TWO_CHOICES } from './two-choices.ts'

/** In the order in which they are printed. Names are unique. */
export const REPRODUCTIONS: readonly Reproduction[] = [
  TWO_CHOICES,
  STALE_INFORMATION,
  LINKERD,
  PREQUAL,
  PREQUAL_STEPS,
  C3,
  HASHING,
  BOUNDED_LOADS,
  ROBINHOOD,
  TARGETS,
  STANDING,
]
