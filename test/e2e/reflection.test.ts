import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import type { Processes, Served } from '../support/processes.ts'
import { createProcesses } from '../support/processes.ts'
import { ROOT } from '../support/program.ts'

/** A client that knows nothing of our protos: whatever it can do, it has from reflection. */
const BUF = join(ROOT, 'node_modules/.bin/buf')

let processes: Processes
let served: Served

beforeAll(async () => {
  processes = createProcesses()
  served = await processes.serve({ config: 'pools: [{ name: empty }]\n' })
})

afterAll(() => processes.close())

interface Curled {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function curl(path: string, ...flags: string[]): Promise<Curled> {
  const all = ['curl', '--http2-prior-knowledge', '--protocol', 'grpc', ...flags, `http://${served.address}${path}`]
  return new Promise((resolve) => {
    const child = execFile(BUF, all, { timeout: 20_000 }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr })
    })
  })
}

async function call(method: string, request: object): Promise<unknown> {
  const { code, stdout, stderr } = await curl(`/${method}`, '-d', JSON.stringify(request))
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

describe('buf curl, by reflection', () => {
  test('lists every service', async () => {
    const { code, stdout } = await curl('', '--list-services')
    expect({ code, services: stdout.trim().split('\n') }).toEqual({
      code: 0,
      services: [
        'grpc.health.v1.Health',
        'grpc.reflection.v1.ServerReflection',
        'grpc.reflection.v1alpha.ServerReflection',
        'lookaside.v1.AdminService',
        'lookaside.v1.AgentService',
        'lookaside.v1.LookasideService',
      ],
    })
  })

  test('registers a backend, picks it, and asks for health', async () => {
    const backend = { id: 'a', address: '127.0.0.1:9', labels: { version: '1' }, locality: { region: 'north' } }
    const registered = await call('lookaside.v1.AgentService/RegisterBackend', { pool: 'curled', epoch: '7', backend })
    expect(registered).toMatchObject({ lease: '3s' })
    const picked = await call('lookaside.v1.LookasideService/PickBackend', { pool: 'curled' })
    expect(picked).toMatchObject({ backend: { ...backend, weight: 1 }, lease: '30s', reason: 'PICK_REASON_POLICY' })
    const listed = await call('lookaside.v1.AdminService/ListBackends', { pool: 'curled' })
    expect(listed).toMatchObject({ backends: [{ backend: { id: 'a' }, epoch: '7', picks: '1', inFlight: 1 }] })
    expect(await call('grpc.health.v1.Health/Check', {})).toEqual({ status: 'SERVING' })
  })

  test('is told why a pick is refused', async () => {
    const { code, stderr } = await curl('/lookaside.v1.LookasideService/PickBackend', '-d', '{"pool":"empty"}')
    expect(code).not.toBe(0)
    expect(JSON.parse(stderr)).toMatchObject({ code: 'unavailable', details: [{ type: 'google.rpc.ErrorInfo' }] })
    const info = /"value": *"([^"]+)"/.exec(stderr)?.[1] ?? ''
    expect(Buffer.from(info, 'base64').toString()).toContain('NO_BACKENDS')
  })
})
