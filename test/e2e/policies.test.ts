import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PolicyInfo__Output } from '../../proto/gen/lookaside/v1/PolicyInfo.ts'
import type { PoolStatus__Output } from '../../proto/gen/lookaside/v1/PoolStatus.ts'
import type { Processes, Served } from '../support/processes.ts'
import { createProcesses } from '../support/processes.ts'
import { until } from '../support/until.ts'
import type { Api } from './support/api.ts'
import { admin, connectApi, lookaside } from './support/api.ts'
import type { Herd } from './support/herd.ts'
import { startHerd } from './support/herd.ts'
import { readMetric } from './support/metrics.ts'

const POOL = 'chosen'
/** More failures than that switch a policy off, so that the fallback picks without asking it. */
const FAILURES_THAT_SWITCH_OFF = 5

let processes: Processes
let served: Served
let api: Api
let herd: Herd
let file: string

/** A policy of somebody else's, as policies/README.md teaches it, that always picks one backend. */
function alwaysPicks(id: string, inPick = ''): string {
  return `
import type { PickResult, PolicyFactory, Snapshot } from 'lookaside/policy'
import { declareParameters } from 'lookaside/lib/parameters'

const parameters = declareParameters('favourite', [])

const policy: PolicyFactory<object> = {
  type: 'favourite',
  stability: 'experimental',
  description: 'Always ${id}.',
  consumes: { required: [], optional: [] },
  configSchema: parameters.schema,
  parseConfig: (input) => (parameters.open(input), {}),
  create: () => ({
    onSnapshot: ({ backends }: Snapshot) => ({
      pick({ avoid }): PickResult {
        ${inPick}
        const wanted = backends.find((backend) => backend.id === '${id}' && !avoid?.(backend))
        const backend = wanted ?? backends.find((each) => !avoid?.(each))
        return backend === undefined ? { kind: 'none', reason: 'nobody' } : { kind: 'picked', backend, reason: 'favourite' }
      },
    }),
  }),
}
export default policy
`
}

/** As editors save: in one step. */
async function save(text: string): Promise<void> {
  await writeFile(`${file}.new`, text)
  await rename(`${file}.new`, file)
}

beforeEach(async () => {
  processes = createProcesses()
  const folder = processes.folder()
  file = join(folder, 'favourite.ts')
  await save(alwaysPicks('b'))
  served = await processes.serve({
    folder,
    config: `policies: [{ path: ./favourite.ts }]\npools: [{ name: ${POOL}, policy: favourite, fallbackPolicy: random }]\n`,
  })
  api = connectApi(served.address)
  herd = await startHerd(api, { pool: POOL, ids: ['a', 'b', 'c'] })
})

afterEach(async () => {
  herd.silence()
  api.close()
  await processes.close()
})

async function pickedIds(picks: number): Promise<Set<string | undefined>> {
  const ids = new Set<string | undefined>()
  for (let n = 0; n < picks; n += 1) {
    ids.add((await api.ask(lookaside.PickBackend, { pool: POOL })).backend?.id)
  }
  return ids
}

async function policyNow(): Promise<PolicyInfo__Output | undefined> {
  const { policies } = await api.ask(admin.ListPolicies, {})
  return policies.find(({ type }) => type === 'favourite')
}

async function poolNow(): Promise<PoolStatus__Output | null> {
  return (await api.ask(admin.GetPool, { name: POOL })).pool
}

test("somebody else's policy picks, is reloaded on change, survives a broken version, and is replaced while it fails", async () => {
  expect(await pickedIds(20)).toEqual(new Set(['b']))
  const before = await policyNow()
  expect(before).toMatchObject({ source: './favourite.ts', stability: 'experimental', loadError: '' })

  // Changed: picks follow.
  await save(alwaysPicks('c'))
  await until('the newer version picks', async () => (await pickedIds(1)).has('c'), 10_000)
  expect(await pickedIds(20)).toEqual(new Set(['c']))
  const changed = await policyNow()
  expect(changed?.version).not.toBe(before?.version)

  // Broken: the one before serves, and the list says why.
  await save('export default { type: "favourite" ')
  await until('the fault is shown', async () => (await policyNow())?.loadError !== '', 10_000)
  expect((await policyNow())?.loadError).toMatch(/favourite\.ts:1:\d+/)
  expect((await policyNow())?.version).toBe(changed?.version)
  expect(await pickedIds(20)).toEqual(new Set(['c']))

  // Mended, and with a fault that no proof finds: its made-up backends have other addresses.
  const fault = `if (backends.some((backend) => backend.address === '127.0.0.1:9')) throw new Error('I have lost my way')`
  await save(alwaysPicks('c', fault))
  await until('it fails', async () => {
    await pickedIds(1)
    return (await poolNow())?.policyFailures !== 0
  })
  await pickedIds(3 * FAILURES_THAT_SWITCH_OFF)
  const answer = await api.ask(lookaside.PickBackend, { pool: POOL })
  expect(answer.reason).toBe('PICK_REASON_FALLBACK_POLICY')
  expect(answer.degraded?.reasons).toEqual(['DEGRADED_REASON_POLICY_FALLBACK'])
  const pool = await poolNow()
  expect(pool).toMatchObject({ activePolicy: 'random', config: { policy: { type: 'favourite' } } })
  expect(pool?.lastPolicyError).toMatch(/I have lost my way/)
  expect(pool?.policyFailures).toBeGreaterThanOrEqual(FAILURES_THAT_SWITCH_OFF)
  expect(await readMetric(served.http, 'lookaside_pool_policy_failures_total', { pool: POOL })).toBe(
    pool?.policyFailures,
  )
  expect(await readMetric(served.http, 'lookaside_pool_policy_fallback', { pool: POOL })).toBe(1)
  expect((await pickedIds(60)).size).toBe(3)

  // Mended for good: a newer version starts afresh, without waiting for the next attempt with the older one.
  await save(alwaysPicks('a'))
  await until('the mended version picks', async () => (await poolNow())?.activePolicy === 'favourite', 10_000)
  await until('its picks are its own', async () => (await pickedIds(1)).has('a'))
  expect(await pickedIds(20)).toEqual(new Set(['a']))
  expect(await policyNow()).toMatchObject({ loadError: '' })
}, 60_000)
