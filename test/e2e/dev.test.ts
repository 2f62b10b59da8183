import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Processes } from '../support/processes.ts'
import { createProcesses } from '../support/processes.ts'
import { freePort } from '../support/redis.ts'
import { until } from '../support/until.ts'
import type { Api } from './support/api.ts'
import { admin, connectApi } from './support/api.ts'
import { readMetric } from './support/metrics.ts'

/** One of the three turns slow after 5 s of load, for 4 s; the rest is for a start on a busy machine. */
const SLOW_BACKEND = 'swift'
const RUN_MS = 9_000

let processes: Processes
let api: Api

beforeEach(() => {
  processes = createProcesses()
})

afterEach(async () => {
  api.close()
  await processes.close()
})

type Picks = ReadonlyMap<string, number>

async function picksNow(): Promise<Picks> {
  const { backends } = await api.ask(admin.ListBackends, { pool: 'demo' })
  return new Map(backends.map(({ backend, picks }) => [backend?.id ?? '', picks]))
}

/** Share of one backend in the picks between two looks. */
function shareOf(id: string, before: Picks, after: Picks): number {
  const sum = (picks: Picks): number => [...picks.values()].reduce((total, each) => total + each, 0)
  return ((after.get(id) ?? 0) - (before.get(id) ?? 0)) / (sum(after) - sum(before))
}

const at = (time: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, time - performance.now())))

test('the main job: lookaside dev picks from three real backends, shows them, reacts to a slow one, and ends well', async () => {
  const [port, httpPort] = [await freePort(), await freePort()]
  const ports = ['--port', String(port), '--http-port', String(httpPort)]
  const dev = processes.start(['dev', '--for', `${RUN_MS / 1_000}s`, ...ports, '--no-color'])
  const http = `http://127.0.0.1:${httpPort}`
  api = connectApi(`127.0.0.1:${port}`)
  await until(
    'all three backends are picked',
    async () => {
      if (!dev.isRunning()) throw new Error(`lookaside dev ended: ${dev.stdout()}${dev.stderr()}`)
      const picks = await picksNow().catch((): Picks => new Map())
      return picks.size === 3 && [...picks.values()].every((each) => each > 0)
    },
    15_000,
  )
  const begin = performance.now()
  const first = await picksNow()

  expect(await (await fetch(`${http}/healthz`)).text()).toBe('ok\n')
  expect(await (await fetch(`${http}/v1/pools`)).json()).toMatchObject({
    pools: [{ config: { name: 'demo' }, backends: 3, eligible: 3 }],
  })
  expect(await (await fetch(`${http}/v1/pools/demo/backends`)).json()).toMatchObject({
    backends: [{}, {}, {}],
  })
  expect(await readMetric(http, 'lookaside_picks_total', { pool: 'demo' })).toBeGreaterThan(0)

  await at(begin + 4_000)
  const beforeSlow = await picksNow()
  await at(begin + 6_000)
  const slowBegins = await picksNow()
  await at(begin + 7_800)
  const slowEnds = await picksNow()
  const before = shareOf(SLOW_BACKEND, first, beforeSlow)
  const during = shareOf(SLOW_BACKEND, slowBegins, slowEnds)
  process.stdout.write(
    `  ${SLOW_BACKEND}: ${Math.round(before * 100)} % of the picks before it turns slow, ${Math.round(during * 100)} % after that\n`,
  )
  expect(before).toBeGreaterThan(1 / 3)
  expect(during).toBeLessThan(before / 2)

  expect(await dev.ended).toEqual({ code: 0, signal: null })
  expect(dev.stdout()).toMatch(/\d+ picks in [\d.]+ s.* 0 failed/)
  expect(dev.stdout()).toMatch(/first pick \d+ ms after the start/)
  for (const id of ['swift', 'steady', 'leisurely']) expect(dev.stdout()).toContain(id)
  expect(dev.stderr()).toBe('')
}, 40_000)
