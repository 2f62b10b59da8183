import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { status } from '@grpc/grpc-js'
import type { EventEmitter } from 'node:events'
import { createRng } from '../../policies/lib/rng.ts'
import type { Heartbeat } from '../../proto/gen/lookaside/v1/Heartbeat.ts'
import type { LoadReport } from '../../proto/gen/lookaside/v1/LoadReport.ts'
import type { PickBackendRequest } from '../../proto/gen/lookaside/v1/PickBackendRequest.ts'
import type { Processes, Served } from '../support/processes.ts'
import { createProcesses } from '../support/processes.ts'
import type { Api } from './support/api.ts'
import { admin, agents, connectApi, lookaside } from './support/api.ts'
import type { Herd } from './support/herd.ts'
import { startHerd } from './support/herd.ts'
import { readMetric } from './support/metrics.ts'
import type { PickLoad } from './support/pick-load.ts'
import { startPickLoad } from './support/pick-load.ts'
import { callWithBytes, sendBytes } from './support/raw.ts'

const POOL = 'besieged'
const EPOCH = 1_000

let processes: Processes
let served: Served
let api: Api
let herd: Herd
/** A good caller, all the while. */
let load: PickLoad

beforeAll(async () => {
  processes = createProcesses()
  served = await processes.serve()
  api = connectApi(served.address)
  herd = await startHerd(api, { pool: POOL, ids: ['a', 'b', 'c'] })
  await register({})
  load = startPickLoad(connectApi(served.address), { pool: POOL, picksPerSecond: 200 })
})

afterAll(async () => {
  herd.silence()
  api.close()
  await processes.close()
})

function register(more: object, backend: object = {}): Promise<unknown> {
  return api.ask(agents.RegisterBackend, {
    pool: POOL,
    epoch: EPOCH,
    ...more,
    backend: { id: 'victim', address: '127.0.0.1:9', ...backend },
  })
}

let sequence = 0
async function beat(more: Partial<Heartbeat>): Promise<unknown> {
  sequence += 1
  const heartbeat = { pool: POOL, backendId: 'victim', epoch: EPOCH, sequence, ...more }
  const { rejected } = await api.ask(agents.ReportHeartbeat, { heartbeats: [heartbeat] })
  return rejected
}

const pick = (more: Partial<PickBackendRequest>): Promise<unknown> =>
  api.ask(lookaside.PickBackend, { pool: POOL, ...more })

/** The error names the field, and the text says what is wrong. */
const badField = (field: string) => ({
  code: 'INVALID_ARGUMENT',
  reason: 'INVALID_FIELD',
  metadata: new Map([['field', expect.stringContaining(field)]]),
})

describe('bytes that are no gRPC', () => {
  const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
  const frame = (type: number, flags: number, stream: number, payload: Buffer): Buffer => {
    const head = Buffer.alloc(9)
    head.writeUIntBE(payload.length, 0, 3)
    head.writeUInt8(type, 3)
    head.writeUInt8(flags, 4)
    head.writeUInt32BE(stream, 5)
    return Buffer.concat([head, payload])
  }
  const random = (length: number, seed: number): Buffer => {
    const rng = createRng(seed)
    return Buffer.from(Array.from({ length }, () => rng.below(256)))
  }

  test('HTTP/1, TLS, noise and broken HTTP/2 end the connection, and nothing else', async () => {
    const hostile = [
      Buffer.from('GET / HTTP/1.1\r\nhost: x\r\n\r\n'),
      Buffer.from('POST /lookaside.v1.LookasideService/PickBackend HTTP/1.1\r\ncontent-length: 999999999\r\n\r\n'),
      Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]),
      random(10_000, 1),
      Buffer.concat([PREFACE, random(10_000, 2)]),
      // A frame that is larger than allowed, headers that are no HPACK, data on a stream that was never opened.
      Buffer.concat([PREFACE, frame(4, 0, 0, Buffer.alloc(0)), frame(0, 0, 1, Buffer.alloc(1_000_000))]),
      Buffer.concat([PREFACE, frame(4, 0, 0, Buffer.alloc(0)), frame(1, 4, 1, random(500, 3))]),
      Buffer.concat([PREFACE, frame(4, 0, 0, Buffer.alloc(0)), frame(0, 1, 7, random(500, 4))]),
      Buffer.concat([PREFACE, frame(4, 0, 0, Buffer.alloc(5))]),
      Buffer.concat([PREFACE, frame(4, 0, 0, Buffer.alloc(0)), frame(9, 4, 1, random(500, 5))]),
    ]
    await Promise.all(hostile.map((bytes) => sendBytes(served.port, bytes)))
    await pick({})
  })

  test('a flood of pings and of settings is cut', async () => {
    const flood = Array.from({ length: 20_000 }, () => frame(6, 0, 0, Buffer.alloc(8)))
    await sendBytes(served.port, Buffer.concat([PREFACE, frame(4, 0, 0, Buffer.alloc(0)), ...flood]))
    await pick({})
  })

  test('bodies that are no message are refused by each method, and paths that are no method too', async () => {
    const noise = random(2_000, 6)
    const methods = { LookasideService: lookaside, AgentService: agents, AdminService: admin }
    for (const [service, definition] of Object.entries(methods)) {
      for (const [name, { requestStream, responseStream }] of Object.entries(definition)) {
        if (requestStream || responseStream) continue
        const code = await callWithBytes(served.address, `/lookaside.v1.${service}/${name}`, noise)
        expect({ name, code: status[code] }).toEqual({
          name,
          code: name === 'ExplainPick' ? expect.stringMatching(/UNIMPLEMENTED|INVALID_ARGUMENT/) : 'INVALID_ARGUMENT',
        })
      }
    }
    expect(status[await callWithBytes(served.address, '/lookaside.v1.Nothing/Here', noise)]).toBe('UNIMPLEMENTED')
    expect(status[await callWithBytes(served.address, '/__proto__/constructor', noise)]).toBe('UNIMPLEMENTED')
  })

  test('the HTTP side answers bad requests with errors', async () => {
    const answers = await Promise.all(
      [
        '/v1/pools/%E0%A4%A',
        '/v1/pools/__proto__',
        '/v1/pools?pageSize=-1',
        `/v1/pools/${'x'.repeat(10_000)}`,
        '/../../etc/passwd',
      ].map(async (path) => (await fetch(`${served.http}${path}`)).status),
    )
    expect(answers).toEqual([400, 400, 400, 400, 404])
    const posted = await fetch(`${served.http}/v1/pools`, { method: 'POST', body: '{"__proto__":1}' })
    expect(posted.status).toBe(405)
  })
})

describe('messages that are too large', () => {
  /** The code that a stream ends with. */
  const endOf = (stream: EventEmitter): Promise<string | undefined> =>
    new Promise((resolve) => {
      stream.on('data', () => undefined)
      stream.on('error', () => undefined)
      stream.on('status', ({ code }: { code: number }) => resolve(status[code]))
    })

  test('4 MB, on a unary call and on streams', async () => {
    const affinityKey = 'x'.repeat(4_000_000)
    await expect(pick({ affinityKey })).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      reason: 'MESSAGE_TOO_LARGE',
    })
    const picks = api.duplex(lookaside.StreamPicks)
    picks.write({ picks: [{ pool: POOL, affinityKey }] })
    expect(await endOf(picks)).toBe('RESOURCE_EXHAUSTED')
    const beats = api.duplex(agents.StreamHeartbeats)
    beats.write({ heartbeats: [{ pool: POOL, healthDetail: affinityKey }] })
    expect(await endOf(beats)).toBe('RESOURCE_EXHAUSTED')
  })

  test('60,000 labels, and as many as fit into the message', async () => {
    const labels = (count: number): Record<string, string> =>
      Object.fromEntries(Array.from({ length: count }, (_none, n) => [`l${n}`, '']))
    const tooLarge = { code: 'RESOURCE_EXHAUSTED', reason: 'MESSAGE_TOO_LARGE' }
    await expect(register({}, { labels: labels(60_000) })).rejects.toMatchObject(tooLarge)
    await expect(pick({ labelSelector: labels(60_000) })).rejects.toMatchObject(tooLarge)
    await expect(register({}, { labels: labels(5_000) })).rejects.toMatchObject(badField('labels'))
    await expect(pick({ labelSelector: labels(33) })).rejects.toMatchObject(badField('label_selector'))
  })

  test('too many items', async () => {
    const heartbeats = Array.from({ length: 501 }, () => ({}))
    await expect(api.ask(agents.ReportHeartbeat, { heartbeats })).rejects.toMatchObject({ reason: 'TOO_MANY_ITEMS' })
    const outcomes = Array.from({ length: 1_001 }, () => ({}))
    await expect(api.ask(lookaside.ReportOutcomes, { outcomes })).rejects.toMatchObject({ reason: 'TOO_MANY_ITEMS' })
  })
})

describe('values that are wrong', () => {
  const BAD_LOADS: readonly (readonly [string, LoadReport])[] = [
    ['cpu_utilization', { cpuUtilization: Number.NaN }],
    ['cpu_utilization', { cpuUtilization: -0.1 }],
    ['mem_utilization', { memUtilization: 1.5 }],
    ['application_utilization', { applicationUtilization: Number.POSITIVE_INFINITY }],
    ['rps_fractional', { rpsFractional: Number.NEGATIVE_INFINITY }],
    ['eps', { eps: -1 }],
    ['utilization', { utilization: { disk: Number.NaN } }],
    ['request_cost', { requestCost: { cpu: -1 } }],
    ['named_metrics', { namedMetrics: { queue: Number.NaN } }],
    ['latency', { latency: { seconds: 3_601 } }],
    ['latency', { latency: { seconds: -1 } }],
    ['sample_age', { sampleAge: { seconds: 1e9 } }],
    ['in_flight', { inFlight: 4_000_000_000 }],
    ['capacity', { capacity: Number.NaN }],
  ]
  test.each(BAD_LOADS)('a load report with a bad %s is refused whole, and the one before stays', async (field, bad) => {
    expect(await beat({ load: { cpuUtilization: 0.25 } })).toEqual([])
    expect(await beat({ load: { ...bad, cpuUtilization: bad.cpuUtilization ?? 0.75 } })).toMatchObject([
      {
        index: 0,
        code: 'INVALID_ARGUMENT',
        reason: 'INVALID_LOAD_REPORT',
        metadata: { field: expect.stringContaining(field) },
      },
    ])
    const { backends } = await api.ask(admin.ListBackends, { pool: POOL })
    expect(backends.find(({ backend }) => backend?.id === 'victim')?.load?.cpuUtilization).toBe(0.25)
  })

  test('an older epoch, by registration, heartbeat and deregistration', async () => {
    const superseded = { code: 'FAILED_PRECONDITION', reason: 'EPOCH_SUPERSEDED' }
    await expect(register({ epoch: EPOCH - 1 })).rejects.toMatchObject(superseded)
    expect(await beat({ epoch: EPOCH - 1 })).toMatchObject([superseded])
    const older = { pool: POOL, backendId: 'victim', epoch: EPOCH - 1 }
    await expect(api.ask(agents.DeregisterBackend, older)).rejects.toMatchObject(superseded)
  })

  test.each(['with space', 'tab\there', 'new\nline', 'null\0', 'UPPER', '../up', '', 'a//b', 'é', 'x'.repeat(129)])(
    'a pool named %j',
    async (pool) => {
      await expect(register({ pool })).rejects.toMatchObject(badField('pool'))
      await expect(pick({ pool })).rejects.toMatchObject(badField('pool'))
      await expect(api.ask(admin.PutPool, { config: { name: pool } })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        metadata: new Map([['field', expect.stringContaining('name')]]),
      })
    },
  )

  test.each(['with space', 'esc\u001b[31m', 'null\0', '', 'x'.repeat(129)])('a backend named %j', async (id) => {
    await expect(register({}, { id })).rejects.toMatchObject(badField('backend.id'))
  })

  test.each(['nowhere', ':80', 'host:', 'host:99999', 'a b:80', 'x'.repeat(300) + ':80'])(
    'an address %j',
    async (address) => {
      await expect(register({}, { address })).rejects.toMatchObject(badField('backend.address'))
    },
  )

  test('labels and keys with the names of every object', async () => {
    const labels = Object.fromEntries([['__proto__', 'x']])
    await expect(pick({ labelSelector: labels })).rejects.toMatchObject(badField('label_selector'))
    await expect(register({}, { labels })).rejects.toMatchObject(badField('backend.labels'))
    expect(await beat({ load: { utilization: Object.fromEntries([['__proto__', 1]]) } })).toMatchObject([
      { reason: 'INVALID_LOAD_REPORT' },
    ])
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      await expect(pick({ pool: name })).rejects.toMatchObject({ code: expect.stringMatching(/INVALID|NOT_FOUND/) })
      await expect(register({ pool: name })).rejects.toMatchObject(badField('pool'))
      await expect(register({}, { id: name })).rejects.toMatchObject(badField('backend.id'))
    }
    await register({}, { labels: { toString: 'z', hasOwnProperty: 'y' } })
    const { backends } = await api.ask(admin.ListBackends, { pool: POOL })
    const victim = backends.find(({ backend }) => backend?.id === 'victim')
    expect(victim?.backend?.labels).toEqual({ toString: 'z', hasOwnProperty: 'y' })
  })

  test('an affinity key, an enum and a token that cannot be', async () => {
    await expect(pick({ affinityKey: 'x'.repeat(1_025) })).rejects.toMatchObject(badField('affinity_key'))
    await expect(pick({ alternates: 9 })).rejects.toMatchObject(badField('alternates'))
    await expect(register({ health: 99 })).rejects.toMatchObject(badField('health'))
    const outcomes = [
      { pickToken: 'x'.repeat(10_000), result: 1 as const },
      { pickToken: '\0\0', result: 1 as const },
      { pool: POOL, backendId: 'a', result: 'OUTCOME_RESULT_UNSPECIFIED' as const },
    ]
    const { rejected, accepted } = await api.ask(lookaside.ReportOutcomes, { outcomes })
    expect(accepted + rejected.length).toBe(3)
    expect(rejected.map(({ reason }) => reason)).toContain('INVALID_FIELD')
    await pick({ affinityToken: 'not a token', previousPickToken: 'neither' })
  })
})

describe('after all that', () => {
  test('nobody else has noticed', async () => {
    await load.stop()
    expect(load.failures).toEqual([])
    expect(herd.failures).toEqual([])
    const delay = await readMetric(served.http, 'lookaside_event_loop_delay_p99_seconds')
    process.stdout.write(
      `  under garbage: ${load.picked} picks, 0 failed, slowest answer ${Math.round(load.slowestMs)} ms, ` +
        `event loop delay p99 ${((delay ?? 0) * 1_000).toFixed(1)} ms\n`,
    )
    expect(delay).toBeGreaterThan(0)
    expect(served.isRunning()).toBe(true)
    expect(served.stderr()).not.toMatch(/"level":[56]0/)
    await pick({})
  })
})
