import type { Scenario } from '../scenario.ts'
import { BASE, BASE_90, BASE_CAPACITY } from './base.ts'

/** The scenarios that come with the program, in the order in which they are listed. Names are unique. */
export const SCENARIOS: readonly Scenario[] = [BASE, BASE_90, BASE_CAPACITY]
