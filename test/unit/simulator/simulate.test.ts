import { describe, expect, test } from '@jest/globals'
import canarySplit from '../../../policies/example/canary-split.ts'
import type { PolicyFactory } from '../../../policies/policy.ts'
import type { Scenario } from '../../../server/simulator/scenario.ts'
import { queues, SERVICE_MS } from '../../../server/simulator/scenarios/theory.ts'
import { simulate } from '../../../server/simulator/simulate.ts'
import { contender, SMALL } from './scenarios.ts'

/** A policy that writes down when it was asked, and sends everything to the backend that `choose` gives. */
function witness(type: string, choose: (backends: number, pick: number) => number): [PolicyFactory, number[]] {
  const asked: number[] = []
  const factory: PolicyFactory = {
    type,
    stability: 'experimental',
    description: 'Writes down when it was asked.',
    consumes: { required: [], optional: [] },
    configSchema: { type: 'object' },
    parseConfig: () => undefined,
    create: (_config, { clock }) => ({
      onSnapshot: ({ backends }) => ({
        pick({ attempt }) {
          const backend = backends[choose(backends.length, asked.length)]
          if (attempt === 0) asked.push(clock.now())
          return backend === undefined ? { kind: 'none', reason: 'nobody' } : { kind: 'picked', backend }
        },
      }),
    }),
  }
  return [factory, asked]
}

describe('a run', () => {
  test('is the same whenever its seed is the same, and another one otherwise', async () => {
    const run = (seed: number): Promise<unknown> =>
      simulate({ scenario: SMALL, contender: contender('peak_ewma'), seed })
    const first = await run(1)
    expect(await run(1)).toEqual(first)
    expect(await run(2)).not.toEqual(first)
  })

  test('every policy meets the same calls', async () => {
    const [toFirst, askedFirst] = witness('to_first', () => 0)
    const [inTurn, askedInTurn] = witness('in_turn', (backends, pick) => pick % backends)
    const policies = [toFirst, inTurn]
    const one = await simulate({ scenario: SMALL, contender: contender('to_first'), seed: 3, policies })
    const other = await simulate({ scenario: SMALL, contender: contender('in_turn'), seed: 3, policies })
    expect(askedFirst.length).toBeGreaterThan(1_000)
    expect(askedInTurn).toEqual(askedFirst)
    expect(other.requests).toBe(one.requests)
    // What disturbs the backends is the same, too: the shares of the capacity that they had.
    expect(other.backends.map(({ fairShare }) => fairShare)).toEqual(one.backends.map(({ fairShare }) => fairShare))
  })

  test('every call ends in one way: success, error or deadline', async () => {
    const [toFirst] = witness('to_first', () => 0)
    const { requests, successes, errors, timeouts, latency } = await simulate({
      scenario: SMALL,
      contender: contender('to_first'),
      seed: 1,
      policies: [toFirst],
    })
    // One backend of ten with the load of seven.
    expect(timeouts).toBeGreaterThan(requests / 2)
    expect(latency.max).toBeCloseTo(2_000)
    expect(successes + errors + timeouts).toBe(requests)
  })

  test('who finds nobody has failed', async () => {
    const [nobody, asked] = witness('nobody', () => -1)
    const policies = [nobody]
    const { requests, errors, unanswered } = await simulate({
      scenario: SMALL,
      contender: contender('nobody'),
      seed: 1,
      policies,
    })
    expect(asked.length).toBeGreaterThan(1_000)
    expect(unanswered).toBe(requests)
    expect(errors).toBe(requests)
  })

  test('failing backends are told from slow ones', async () => {
    const [group] = SMALL.backends
    const scenario = {
      ...SMALL,
      backends: group === undefined ? [] : [{ ...group, phases: [{ fromMs: 0, untilMs: 4_000, errorRate: 0.25 }] }],
      deadlineMs: 60_000,
    }
    const { requests, errors, timeouts } = await simulate({ scenario, contender: contender('random'), seed: 1 })
    expect(timeouts).toBe(0)
    expect(errors / requests).toBeGreaterThan(0.22)
    expect(errors / requests).toBeLessThan(0.28)
  })

  test('a policy of somebody else takes part like any other', async () => {
    const run = await simulate({
      scenario: SMALL,
      contender: contender(canarySplit.type, { percent: 10 }),
      seed: 1,
      policies: [canarySplit],
    })
    expect(run.contender).toBe(canarySplit.type)
    expect(run.successes).toBeGreaterThan(1_000)
  })

  test('a policy that fails ends the run with its name', async () => {
    const [broken] = witness('broken', () => {
      throw new Error('this policy is broken')
    })
    await expect(
      simulate({ scenario: SMALL, contender: contender('broken'), seed: 1, policies: [broken] }),
    ).rejects.toThrow(/broken/)
  })
})

describe('adaptive and what it hears', () => {
  const meanOf = async (type: string, feed: Partial<Scenario['feed']>): Promise<number> => {
    let sum = 0
    for (const seed of [1, 2, 3]) {
      const scenario = { ...SMALL, feed: { ...SMALL.feed, ...feed } }
      sum += (await simulate({ scenario, contender: contender(type), seed })).latency.mean
    }
    return sum / 3
  }

  test.each([
    ['load reports of random numbers', { garbage: true }, 0.9],
    // Then it knows what round robin knows, and where its turns begin is chance.
    ['load reports of random numbers and no outcomes', { garbage: true, outcomesMs: Infinity }, 1.05],
    ['nothing at all', { silent: true, outcomesMs: Infinity }, 1.05],
  ])('%s: no worse than round robin', async (_what, feed, atMost) => {
    const ratio = (await meanOf('adaptive', feed)) / (await meanOf('round_robin', feed))
    expect(ratio).toBeLessThan(atMost)
  })
})

describe('closed forms', () => {
  const meanOf = async (load: number, choices: number, seeds: readonly number[]): Promise<number> => {
    const size = choices === 1 ? { backends: 50, duration: 1_500 } : { backends: 300, duration: 300 }
    const scenario = queues({ ...size, load, warmUp: 60 })
    let sum = 0
    for (const seed of seeds) {
      const { latency } = await simulate({ scenario, contender: contender('shortest_queue', { choices }), seed })
      sum += latency.mean / SERVICE_MS
    }
    return sum / seeds.length
  }

  test('M/M/1: the mean time in the system is 1 / (1 - load)', async () => {
    // The seeds are fixed; the standard error of the mean of so many calls is 1.4 %.
    const mean = await meanOf(0.6, 1, [1])
    expect(Math.abs(mean / 2.5 - 1)).toBeLessThan(0.04)
  })

  test('the supermarket model: two choices at 70 % load', async () => {
    const mean = await meanOf(0.7, 2, [1])
    expect(Math.abs(mean / 1.6145 - 1)).toBeLessThan(0.015)
  })
})
