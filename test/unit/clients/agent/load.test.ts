import { describe, expect, test } from '@jest/globals'
import { toBatches } from '../../../../clients/agent/batches.ts'
import { checkLoad } from '../../../../clients/agent/load-fields.ts'
import { createLoadMeter } from '../../../../clients/agent/load-meter.ts'
import { startLoadPoll } from '../../../../clients/agent/load-poll.ts'
import { createMember, nextHeartbeat } from '../../../../clients/agent/member.ts'
import { loadServices } from '../../../../clients/typescript/protos.ts'
import { createManualClock } from '../manual-clock.ts'
import { createRecordingLog } from './recording-log.ts'

describe('load meter', () => {
  test('in-flight, completed, errors, and the mean latency of successes since the last take', () => {
    let now = 0
    const meter = createLoadMeter(() => now)
    const [slow, quick, bad, gone] = [meter.begin(), meter.begin(), meter.begin(), meter.begin()]
    meter.begin()
    expect(meter.take()).toEqual({ inFlight: 5, completed: 0, errors: 0 })
    now = 10
    quick()
    bad('error')
    gone('cancelled')
    now = 30
    slow('success')
    expect(meter.take()).toEqual({ inFlight: 1, completed: 4, errors: 1, latencyMs: 20 })
    expect(meter.take()).toEqual({ inFlight: 1, completed: 4, errors: 1 })
  })

  test('a request that ends twice ends once', () => {
    const meter = createLoadMeter(() => 0)
    const end = meter.begin()
    end('error')
    end('success')
    expect(meter.take()).toEqual({ inFlight: 0, completed: 1, errors: 1 })
  })
})

describe('load fields', () => {
  test('good load passes as it is', () => {
    const load = { cpuUtilization: 1.5, inFlight: 0, latencyMs: 3.5, utilization: { disk: 1 }, namedMetrics: { x: -4 } }
    expect(checkLoad(load)).toEqual({ kind: 'load', load })
  })

  test.each([
    ['{"cpuUtilization":-1}', 'cpuUtilization: is -1'],
    ['{"cpuUtilization":"0.5"}', 'cpuUtilization'],
    ['{"cpuUtilization":1e999}', 'cpuUtilization: is Infinity'],
    ['{"memUtilization":1.01}', 'memUtilization'],
    ['{"inFlight":1.5}', 'inFlight: is 1.5, expected a whole number'],
    ['{"latencyMs":3600001}', 'latencyMs'],
    ['{"utilization":{"disk":2}}', 'utilization.disk'],
    ['{"requestCost":{"":1}}', 'requestCost: a key has 0'],
    ['{"namedMetrics":7}', 'namedMetrics'],
    ['{"cpu":0.5}', 'cpu: unknown, expected one of cpuUtilization'],
    ['{"__proto__":{"inFlight":1}}', '__proto__: unknown'],
    ['{"toString":1}', 'toString: unknown'],
    ['[1]', 'expected an object'],
    ['null', 'expected an object'],
  ])('%s is refused by name', (json, problem) => {
    expect(checkLoad(JSON.parse(json))).toMatchObject({ kind: 'wrong', problem: expect.stringContaining(problem) })
  })

  test('NaN and too many entries are refused', () => {
    expect(checkLoad({ eps: Number.NaN })).toMatchObject({ kind: 'wrong' })
    const many = Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`m${index}`, 1]))
    expect(checkLoad({ namedMetrics: many })).toMatchObject({ problem: expect.stringContaining('33 entries') })
  })
})

describe('load poll', () => {
  test('a sample is taken once, with its age; what goes wrong is logged once', async () => {
    const clock = createManualClock()
    const log = createRecordingLog()
    let body = '{"inFlight":4}'
    const fetch = async (): Promise<Response> => new Response(body)
    const poll = startLoadPoll({ url: 'http://b/load', intervalMs: 1_000, timeoutMs: 500 }, { clock, log, fetch })
    await clock.advance(200)
    expect(poll.take()).toEqual({ load: { inFlight: 4 }, ageMs: 200 })
    expect(poll.take()).toBeUndefined()
    for (const wrong of ['{"inFlight":-4}', '{"inFlight":-4}', 'not json', `"${'x'.repeat(70_000)}"`]) {
      body = wrong
      await clock.advance(1_000)
      expect(poll.take()).toBeUndefined()
    }
    expect(log.lines).toHaveLength(3)
    poll.stop()
    expect(clock.waiting()).toEqual([])
  })

  test('a backend that never answers is left after the time-out', async () => {
    const clock = createManualClock()
    const log = createRecordingLog()
    const fetch = (_url: string, { signal }: { signal: AbortSignal }): Promise<Response> =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('cut'))))
    const poll = startLoadPoll({ url: 'http://b/load', intervalMs: 1_000, timeoutMs: 500 }, { clock, log, fetch })
    await clock.advance(500)
    expect(log.lines).toHaveLength(1)
    poll.stop()
    expect(clock.waiting()).toEqual([])
  })
})

describe('batches', () => {
  test('500 backends with long names and full load stay below 64 KiB a message and 500 heartbeats', () => {
    const { requestSerialize } = loadServices().AgentService.service.ReportHeartbeat
    const metrics = Object.fromEntries(
      Array.from({ length: 32 }, (_, index) => [`metric-${index}`.padEnd(63, 'ü'), index]),
    )
    const members = Array.from({ length: 500 }, (_, index) => {
      const load = index % 3 === 0 ? { inFlight: 1, namedMetrics: metrics } : { inFlight: 1, latencyMs: 1.23 }
      const identity = { pool: 'p'.repeat(index % 128), id: `b${index}`.padEnd(index % 128, 'x'), address: 'a:1' }
      const member = createMember(
        identity,
        2 ** 53 - 1,
        () => ({ load, ageMs: 12.5 }),
        () => 0,
      )
      member.healthDetail = 'é'.repeat(300)
      return member
    })
    const batches = toBatches(members.map(nextHeartbeat))
    for (const batch of batches) {
      const bytes = requestSerialize({ heartbeats: batch.map(({ heartbeat }) => heartbeat) }).length
      expect(bytes).toBeLessThan(64 * 1024)
    }
    expect(batches.flat().map(({ member }) => member)).toEqual(members)
  })

  test('small heartbeats go 500 a message', () => {
    const members = Array.from({ length: 1_001 }, () =>
      createMember(
        { pool: 'p', id: 'b', address: 'a:1' },
        1,
        () => undefined,
        () => 0,
      ),
    )
    expect(toBatches(members.map(nextHeartbeat)).map((batch) => batch.length)).toEqual([500, 500, 1])
  })
})
