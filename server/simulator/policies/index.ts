import type { PolicyFactory } from '../../../policies/policy.ts'
import { c3 } from './c3.ts'
import { shortestQueue } from './shortest-queue.ts'

/** Policies that are of use in simulations only: yardsticks and rules that a service should not follow. */
export const SIMULATION_POLICIES: readonly PolicyFactory[] = [c3, shortestQueue]
