import { describe, expect, test } from '@jest/globals'
import { SIMULATION_POLICIES } from '../../../server/simulator/policies/index.ts'
import { simulate } from '../../../server/simulator/simulate.ts'
import { bulletinBoard } from '../../../server/simulator/scenarios/theory.ts'
import { fluctuatingServers } from '../../../server/simulator/scenarios/c3.ts'
import { describePolicyContract } from '../../contracts/policy.ts'
import type { Scenario } from '../../../server/simulator/scenario.ts'
import { contender, SMALL } from './scenarios.ts'

for (const factory of SIMULATION_POLICIES) describePolicyContract(factory)

describe('shortest_queue', () => {
  const board = bulletinBoard({ backends: 20, load: 0.8, every: 5, warmUp: 20, duration: 200 })
  const meanOf = async (load: string): Promise<number> => {
    const run = await simulate({
      scenario: board,
      contender: contender('shortest_queue', { choices: 0, load }),
      seed: 1,
    })
    return run.latency.mean
  }

  test('by report everybody runs to the same backend; whoever counts picks does not', async () => {
    expect(await meanOf('report')).toBeGreaterThan(2 * (await meanOf('estimate')))
  })
})

describe('c3', () => {
  test('learns from the answers which backends are slow', async () => {
    const group = { count: 5, discipline: 'fifo', capacity: 4 } as const
    const scenario: Scenario = {
      ...SMALL,
      backends: [group, { ...group, speed: 0.2 }],
      arrivals: { load: 0.5 },
      feed: { heartbeatMs: 1_000, outcomesMs: 0, perCall: true },
    }
    const { backends } = await simulate({ scenario, contender: contender('c3'), seed: 1 })
    const slow = backends.filter(({ group: index }) => index === 1).reduce((sum, { share }) => sum + share, 0)
    expect(slow).toBeLessThan(0.3)
    expect(slow).toBeGreaterThan(0.01)
  })

  test('a call goes only to the backends that have a copy', async () => {
    const scenario = { ...fluctuatingServers({ clients: 1, load: 0.2, everyMs: 500 }), durationMs: 600, warmUpMs: 100 }
    const all = await simulate({ scenario, contender: contender('random'), seed: 1 })
    const none = { ...scenario, arrivals: { ...scenario.arrivals, copies: 0 } }
    const { requests, unanswered } = await simulate({ scenario: none, contender: contender('random'), seed: 1 })
    expect(all.unanswered).toBe(0)
    // Nobody has a copy of anything: the selector finds nobody.
    expect(unanswered).toBe(requests)
  })
})
