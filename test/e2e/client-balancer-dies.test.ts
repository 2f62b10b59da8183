import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { startAgent } from '../../clients/agent/index.ts'
import type { ClientMode, LookasideClient } from '../../clients/typescript/index.ts'
import { createClient } from '../../clients/typescript/index.ts'
import type { Application } from '../support/application.ts'
import { startApplication } from '../support/application.ts'
import { startHttpBackend } from '../support/http-backends.ts'
import type { Processes, Served } from '../support/processes.ts'
import { createProcesses } from '../support/processes.ts'
import { freePort } from '../support/redis.ts'
import { until } from '../support/until.ts'

let processes: Processes
const cleanUps: (() => unknown)[] = []
const unhandled: unknown[] = []
const note = (error: unknown): void => void unhandled.push(error)

beforeEach(() => {
  processes = createProcesses()
  unhandled.length = 0
  process.on('unhandledRejection', note)
})

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
  await processes.close()
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** A service, three backends with their agents, and an application under load, in front of everything that fails. */
async function setUp(mode: ClientMode): Promise<{
  port: number
  service: Served
  client: LookasideClient
  application: Application
}> {
  const port = await freePort()
  const service = await processes.serve({ port })
  for (let count = 0; count < 3; count++) {
    const backend = await startHttpBackend((_request, response) => response.end('ok'))
    cleanUps.push(() => backend.stop())
    const agent = await startAgent({
      lookaside: `127.0.0.1:${port}`,
      pool: 'p',
      backend: { address: backend.address },
      drainWaitMs: 50,
    })
    cleanUps.push(() => agent.close())
  }
  const client = createClient({ address: `127.0.0.1:${port}`, mode })
  cleanUps.push(() => client.close())
  const watch = client.watchPool('p')
  await until('all backends are known', () => watch.current()?.backends.length === 3, 15_000)
  await until('the service picks', async () => {
    await client.pick('p', { timeoutMs: 2_000 })
    return client.stats().watches === 1
  })
  const application = startApplication({ client, pool: 'p', callsPerSecond: 200 })
  cleanUps.push(() => application.stop())
  await pause(500)
  return { port, service, client, application }
}

/** The service, or its live list, picks again. */
async function untilWell(client: LookasideClient): Promise<void> {
  await until(
    'the service picks again',
    async () => {
      const { source, degraded } = await client.pick('p')
      return source !== 'cache' && degraded === undefined
    },
    20_000,
  )
}

async function expectNoneFailed(application: Application): Promise<void> {
  await application.stop()
  expect(application.errors).toEqual([])
  expect(application.failed).toBe(0)
}

const LIVES = [
  { mode: 'auto', kills: 20, frozenMs: 10_000 },
  { mode: 'stream', kills: 5, frozenMs: 3_000 },
  { mode: 'watch', kills: 5, frozenMs: 3_000 },
] as const

describe.each(LIVES)('in $mode mode', ({ mode, kills, frozenMs }) => {
  test(`the service is killed ${kills} times under load, and no call fails`, async () => {
    const { port, service, client, application } = await setUp(mode)
    let running = service
    for (let round = 0; round < kills; round++) {
      running.kill('SIGKILL')
      await running.ended
      // At any moment of the client's own recovery, and of the agents'.
      await pause((round % 5) * 100)
      running = await processes.serve({ port })
      await pause((round % 4) * 200)
    }
    await untilWell(client)
    await expectNoneFailed(application)
    expect(client.stats().failedPicks).toBe(0)
    expect(client.stats().outcomes.dropped).toBe(0)
  }, 120_000)

  test('the service is frozen for a while, and no call fails or waits for it', async () => {
    const { service, client, application } = await setUp(mode)
    const before = application.waits.length
    service.kill('SIGSTOP')
    await pause(frozenMs)
    service.kill('SIGCONT')
    const waits = application.waits.slice(before).sort((a, b) => a - b)
    await untilWell(client)
    await expectNoneFailed(application)
    // Those that were under way when it froze wait for the deadline, and nobody after them.
    expect(waits[Math.floor(waits.length * 0.95)] ?? 0).toBeLessThan(50)
  }, 60_000)
})

test('a service that is away is not missed, and its picks are taken again when it returns', async () => {
  const { port, service, client, application } = await setUp('auto')
  service.kill('SIGKILL')
  await service.ended
  await pause(3_000)
  expect(application.failed).toBe(0)
  const last = client.stats().picks
  expect(last.cache).toBeGreaterThan(300)
  await processes.serve({ port })
  await untilWell(client)
  await expectNoneFailed(application)
}, 60_000)
