import { describe, expect, test } from '@jest/globals'
import { BUILT_IN_POLICIES } from '../../../policies/index.ts'
import { createRng } from '../../../policies/lib/rng.ts'
import type { Picker, PolicyFactory, Snapshot } from '../../../policies/policy.ts'
import type { RecordedInputs } from '../../../server/pick/decisions/recorded-inputs.ts'
import { rerun } from '../../../server/pick/decisions/replay.ts'
import { emptyFootprint } from '../../../server/policy-host/footprint.ts'
import { createPolicyRegistry } from '../../../server/policy-host/registry.ts'
import { createPolicyRunner } from '../../../server/policy-host/runner.ts'
import { defaultPoolConfig } from '../../../server/pools/pool-config.ts'
import type { PoolConfig } from '../../../server/pools/pool-config.ts'
import { SILENT_LOG } from '../../../server/telemetry/ports.ts'
import type { Decision } from '../../../server/use-cases.ts'
import { CASES, COLD, live, replicaOf, REPORT } from '../../support/living-pool.ts'
import { mustPick } from '../../support/replica.ts'
import type { Harness } from '../../support/replica.ts'

/** Replays by way of JSON where nothing is known of the replica; answers the tokens of those that came out differently. */
function elsewhere({ replica }: Harness, tokens: readonly string[]): string[] {
  const registry = createPolicyRegistry(BUILT_IN_POLICIES, [], SILENT_LOG)
  const runner = createPolicyRunner({ registry, rng: createRng(99), clock: { now: () => 0 }, log: SILENT_LOG })
  return tokens.filter((token) => {
    const inputs = replica.picks.decisions.inputsOf(token)
    if (inputs === undefined) return false
    const told: RecordedInputs = JSON.parse(JSON.stringify(inputs)) as RecordedInputs
    const again = rerun(runner, told)
    return again.kind === 'failed' || again.answer !== inputs.answer || again.drawsDiffer || again.unrecorded.length > 0
  })
}

describe('a recorded decision', () => {
  test.each(CASES)('replays to the same pick: %s', async (_, config) => {
    for (const slowStart of [COLD.slowStart, { windowMs: 3_000, aggression: 1, minWeightPercent: 10 }]) {
      const harness = await replicaOf({ ...config, ...(slowStart === undefined ? {} : { slowStart }) })
      const { decisions } = harness.replica.useCases
      const tokens: string[] = []
      live(harness, 17, 60, (token) => tokens.push(token))
      expect(tokens.length).toBeGreaterThan(150)
      let replayed = 0
      for (const token of tokens) {
        const decision = decisions.find(token)
        if (decision.kind === 'refused') throw new Error(decision.message)
        if (!decision.replayable) continue
        replayed++
        const again = decisions.replay(token)
        expect([token, again]).toEqual([
          token,
          { kind: 'replayed', backendId: decision.backendId, same: true, note: '' },
        ])
      }
      expect(replayed / tokens.length).toBeGreaterThan(0.9)
      expect(elsewhere(harness, tokens)).toEqual([])
    }
  })

  test('replays with the affinity ring, and in a part of a pool beyond the thousand', async () => {
    const harness = await replicaOf({
      policy: { type: 'peak_ewma', config: {} },
      affinity: { mode: 'hash', ttlMs: 1, onDrain: 'move', maxBindings: 1 },
    })
    for (let index = 0; index < 1_500; index++) harness.register('p', `b${index}`)
    harness.time.advance(20)
    const { decisions } = harness.replica.useCases
    for (let pick = 0; pick < 20; pick++) {
      const affinityKey = pick % 2 === 0 ? '' : `key-${pick}`
      const { token, backend } = mustPick(harness.pick('p', { affinityKey, excludeBackendIds: ['b7'] }))
      expect(decisions.find(token)).toMatchObject({
        replayable: true,
        candidates: 1_500,
        policy: pick % 2 === 0 ? 'peak_ewma' : 'ring_hash',
      })
      expect(decisions.replay(token)).toEqual({ kind: 'replayed', backendId: backend.id, same: true, note: '' })
    }
  })

  test('of a policy with as much state as a large pool says that it cannot be replayed', async () => {
    const harness = await replicaOf({ policy: { type: 'round_robin', config: {} } })
    for (let index = 0; index < 1_001; index++) harness.register('p', `b${index}`)
    harness.time.advance(20)
    const { token } = mustPick(harness.pick('p'))
    const { decisions } = harness.replica.useCases
    expect(decisions.find(token)).toMatchObject({ replayable: false })
    expect(decisions.replay(token)).toMatchObject({
      same: false,
      note: expect.stringMatching(/state of the policy is not recorded/),
    })
  })

  test('is not changed by what happens to the pool afterwards', async () => {
    const harness = await replicaOf({ policy: { type: 'least_request', config: { selectionMethod: 'FULL_SCAN' } } })
    for (const id of ['a', 'b', 'c']) harness.register('p', id)
    harness.time.advance(20)
    const { token, backend } = mustPick(harness.pick('p'))
    const { decisions } = harness.replica.useCases
    const said = JSON.stringify(decisions.find(token))
    for (let pick = 0; pick < 10; pick++) mustPick(harness.pick('p'))
    for (const id of ['a', 'b', 'c']) harness.register('p', id, { weight: 7, epoch: 9 })
    harness.replica.directory.put({ ...defaultPoolConfig('p'), policy: { type: 'random', config: {} } }, 3)
    harness.time.advance(60_000)
    expect(decisions.replay(token)).toEqual({ kind: 'replayed', backendId: backend.id, same: true, note: '' })
    harness.replica.directory.delete('p')
    expect(decisions.replay(token)).toEqual({ kind: 'replayed', backendId: backend.id, same: true, note: '' })
    expect(JSON.stringify(decisions.find(token))).toBe(said)
  })
})

/** Picks the first; what the tests below need of a third party's policy differs by its picker. */
function pluginOf(pickerOf: (snapshot: Snapshot) => Picker, load: readonly 'load_report'[] = []): PolicyFactory {
  return {
    ...{ type: 'plugin', stability: 'experimental', description: 'A plugin.', configSchema: {} },
    consumes: { required: load, optional: [] },
    parseConfig: () => ({}),
    create: () => ({ onSnapshot: pickerOf }),
  }
}

const PLUGIN: Partial<PoolConfig> = { policy: { type: 'plugin', config: {} } }

async function pluginReplica(factory: PolicyFactory): Promise<Harness> {
  const harness = await replicaOf(PLUGIN, { policies: [factory] })
  for (const id of ['a', 'b']) {
    harness.register('p', id)
    harness.beat('p', id, { load: REPORT })
  }
  harness.time.advance(20)
  return harness
}

function decisionOf(harness: Harness): Decision {
  const decision = harness.replica.useCases.decisions.find(mustPick(harness.pick('p')).token)
  if (decision.kind === 'refused') throw new Error(decision.message)
  return decision
}

describe("a third party's policy", () => {
  test('that throws under explanation, or explains with garbage, serves all the same', async () => {
    const lies: readonly unknown[] = [
      'no list',
      [{}],
      [null],
      [{ backend: { id: 'x' }, score: 1 }],
      (first: unknown) => [{ backend: first, score: Infinity }],
      (first: unknown) => [{ backend: first, score: 1, inputs: { x: 'y' } }],
      (first: unknown) => [
        {
          backend: first,
          score: 1,
          inputs: new Proxy(
            {},
            {
              ownKeys: () => {
                throw new Error('no')
              },
            },
          ),
        },
      ],
      () => {
        throw new Error('cannot explain')
      },
    ]
    for (const lie of lies) {
      const harness = await pluginReplica(
        pluginOf(({ backends }) => ({
          pick({ explain }) {
            const [backend] = backends
            if (backend === undefined) return { kind: 'none', reason: 'empty' }
            if (explain !== true) return { kind: 'picked', backend }
            const scores: unknown = typeof lie === 'function' ? Reflect.apply(lie, undefined, [backend]) : lie
            return Object.assign({ kind: 'picked', backend } as const, { scores }) as never
          },
        })),
      )
      for (let pick = 0; pick < 10; pick++) {
        const decision = decisionOf(harness)
        expect(decision).toMatchObject({
          policy: 'plugin',
          reason: 'policy',
          backendId: 'a',
          scores: [],
          replayable: true,
        })
        expect(harness.replica.useCases.decisions.replay(decision.id)).toMatchObject({ same: true })
      }
      expect(harness.replica.useCases.admin.getPool('p')).toMatchObject({ policyFailures: 0, activePolicy: 'plugin' })
    }
  })

  test.each<[string, () => unknown, RegExp]>([
    [
      'throws',
      () => {
        throw new Error('mine alone')
      },
      /could not tell its state: mine alone/,
    ],
    ['is a promise', () => Promise.reject(new Error('later')), /state that is a promise/],
    ['is no JSON', () => 1n, /BigInt/],
    ['is nothing', () => undefined, /not JSON: undefined/],
    ['is larger than anybody wants', () => 'x'.repeat(1_000_000), /1000002 characters/],
  ])('with a state that %s serves, and its decisions cannot be replayed', async (_, state, note) => {
    const harness = await pluginReplica(
      pluginOf(({ backends: [backend] }) => ({
        pick: () => (backend === undefined ? { kind: 'none', reason: 'empty' } : { kind: 'picked', backend }),
        state,
      })),
    )
    const decision = decisionOf(harness)
    expect(decision).toMatchObject({ policy: 'plugin', replayable: false })
    expect(harness.replica.useCases.decisions.replay(decision.id)).toMatchObject({
      same: false,
      note: expect.stringMatching(note),
    })
    expect(harness.replica.useCases.admin.getPool('p')).toMatchObject({ policyFailures: 0 })
  })

  test('that hides its state replays differently, and the note says why', async () => {
    let turn = 0
    const harness = await pluginReplica(
      pluginOf(({ backends }) => ({
        pick: () => {
          const backend = backends[turn++ % backends.length]
          return backend === undefined ? { kind: 'none', reason: 'empty' } : { kind: 'picked', backend }
        },
      })),
    )
    const decision = decisionOf(harness)
    decisionOf(harness)
    turn = 1
    expect(harness.replica.useCases.decisions.replay(decision.id)).toMatchObject({
      same: false,
      note: expect.stringMatching(/may keep state that its pickers do not tell/),
    })
  })

  test('reads whole load reports again if it says that it consumes them, and else is told that it may not', async () => {
    const picker = ({ backends }: Snapshot): Picker => ({
      pick() {
        const backend = backends.find(({ signals }) => signals.loadReport()?.namedMetrics.get('queue') === 3)
        return backend === undefined ? { kind: 'none', reason: 'no_report' } : { kind: 'picked', backend }
      },
    })
    const honest = await pluginReplica(pluginOf(picker, ['load_report']))
    expect(honest.replica.useCases.decisions.replay(decisionOf(honest).id)).toMatchObject({ same: true, note: '' })
    const silent = await pluginReplica(pluginOf(picker))
    expect(silent.replica.useCases.decisions.replay(decisionOf(silent).id)).toMatchObject({
      same: false,
      note: expect.stringMatching(/plugin reads load_report, which was not recorded/),
    })
  })

  test('that fails in the pick is recorded as failed, and once it is switched off the fallback replays', async () => {
    const harness = await pluginReplica(
      pluginOf(() => ({
        pick() {
          throw new Error('always')
        },
      })),
    )
    const first = decisionOf(harness)
    expect(first).toMatchObject({ policy: 'round_robin', reason: 'fallback_policy', replayable: false })
    expect(harness.replica.useCases.decisions.replay(first.id).kind === 'replayed').toBe(true)
    for (let pick = 0; pick < 10; pick++) decisionOf(harness)
    const late = decisionOf(harness)
    expect(late).toMatchObject({ policy: 'round_robin', reason: 'fallback_policy', replayable: true })
    expect(harness.replica.useCases.decisions.replay(late.id)).toMatchObject({ backendId: late.backendId, same: true })
  })
})

describe('a policy that is no longer what it was', () => {
  const last = pluginOf(({ backends }) => ({
    pick: () => {
      const backend = backends.at(-1)
      return backend === undefined ? { kind: 'none', reason: 'empty' } : { kind: 'picked', backend }
    },
  }))
  const first = pluginOf(({ backends: [backend] }) => ({
    pick: () => (backend === undefined ? { kind: 'none', reason: 'empty' } : { kind: 'picked', backend }),
  }))

  test('is replayed by its newer version, and the note says that there is one', async () => {
    const registry = createPolicyRegistry([...BUILT_IN_POLICIES, first], [], SILENT_LOG)
    const runner = createPolicyRunner({ registry, rng: createRng(1), clock: { now: () => 0 }, log: SILENT_LOG })
    const harness = await replicaOf(PLUGIN, { runner })
    for (const id of ['a', 'b']) harness.register('p', id)
    harness.time.advance(20)
    const { id } = decisionOf(harness)
    const source = { kind: 'path', path: 'plugin.ts' } as const
    const newer = { factory: last, source, version: '2', explain: String, footprint: emptyFootprint() }
    registry.replace(newer)
    expect(harness.replica.useCases.decisions.replay(id)).toEqual({
      kind: 'replayed',
      backendId: 'b',
      same: false,
      note: 'another version of plugin is loaded now',
    })
  })

  test('cannot be replayed where it is not loaded, nor from a state that is none', async () => {
    const harness = await pluginReplica(first)
    const inputs = harness.replica.picks.decisions.inputsOf(decisionOf(harness).id)
    if (inputs === undefined) throw new Error('no inputs')
    const registry = createPolicyRegistry(BUILT_IN_POLICIES, [], SILENT_LOG)
    const runner = createPolicyRunner({ registry, rng: createRng(1), clock: { now: () => 0 }, log: SILENT_LOG })
    expect(rerun(runner, inputs)).toEqual({
      kind: 'failed',
      message: expect.stringMatching(/no policy plugin is loaded/),
    })
    for (const type of [
      'round_robin',
      'weighted_random',
      'weighted_round_robin',
      'weighted_round_robin_orca',
      'least_request',
      'least_response_time',
      'join_idle_queue',
      'prequal',
    ]) {
      for (const state of [7, null, {}, { mode: 'rotation', index: 99 }, { peers: [[], []] }, { weights: [0, -1] }]) {
        const policy = { type, config: {} }
        expect(rerun(runner, { ...inputs, policy, state })).toMatchObject({
          kind: 'failed',
          message: expect.stringMatching(/state/),
        })
      }
    }
  })
})

describe('choices that were thrown away', () => {
  test('are counted, and the last one replays', async () => {
    // Slow start is around a policy that does not follow weights itself.
    const policy = { type: 'peak_ewma', config: {} }
    const harness = await replicaOf({ policy, slowStart: { windowMs: 10_000, aggression: 1, minWeightPercent: 1 } })
    harness.register('p', 'old')
    harness.beat('p', 'old')
    for (let second = 0; second < 11; second++) {
      harness.time.advance(1_000)
      harness.beat('p', 'old')
    }
    harness.register('p', 'new')
    harness.time.advance(20)
    const decisions = Array.from({ length: 50 }, () => decisionOf(harness))
    const thinned = decisions.filter(({ discardedChoices }) => discardedChoices > 0)
    expect(thinned.length).toBeGreaterThan(5)
    for (const { id, backendId } of thinned) {
      expect(harness.replica.useCases.decisions.replay(id)).toEqual({
        kind: 'replayed',
        backendId,
        same: true,
        note: '',
      })
    }
  })
})
