import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { loadConfig } from '../../server/config/index.ts'
import type { RunningServer } from '../../server/server.ts'
import { startServer } from '../../server/server.ts'
import { SILENT_LOG } from '../../server/telemetry/ports.ts'
import { runCommandLine } from '../support/run-cli.ts'
import { until } from '../support/until.ts'

let server: RunningServer
let address: string
let folder: string

beforeAll(async () => {
  const text = 'listen: 127.0.0.1:0\nhttp: {listen: 127.0.0.1:0}\nstore: "memory:"\npools: [{name: shop/checkout}]\n'
  const loaded = loadConfig({ text, path: 'f.yaml', env: {} })
  if (loaded.kind === 'invalid') throw new Error('the test is wrong')
  const configReloads = { source: '', loadedAt: new Date(), last: undefined }
  const { config } = loaded
  server = await startServer({ config, baseDir: '/', log: SILENT_LOG, residentMemory: () => 0, configReloads })
  address = `127.0.0.1:${server.grpcPort}`
  folder = mkdtempSync(join(tmpdir(), 'lookaside-cli-'))
})

const heartbeats = () => server.replica.useCases.heartbeats

beforeEach(() => {
  const locality = { region: 'eu', zone: '', subZone: '' }
  for (const id of ['web-1', 'web-2']) {
    const backend = { id, address: `10.0.0.1:${id.at(-1)}`, locality, labels: new Map<string, string>() }
    heartbeats().register({
      pool: 'shop/checkout',
      backend: { ...backend, weight: 1, epoch: Date.now(), capacity: 0 },
      health: 'healthy',
    })
  }
})

afterAll(async () => {
  await server.forceClose()
  rmSync(folder, { recursive: true, force: true })
})

const run = (line: string, changes: Parameters<typeof runCommandLine>[1] = {}) =>
  runCommandLine([...line.split(' '), '--address', address], changes)

const json = async (line: string): Promise<unknown> => JSON.parse((await run(`${line} -o json`)).stdout)

describe('acting on a service', () => {
  test('weight: a dry run changes nothing, a number wins, clear ends it', async () => {
    const dry = await run('weight shop/checkout web-1 3 --dry-run')
    expect(dry.stdout).toBe('would be weight 3: web-1 in pool shop/checkout (dry run, nothing was changed)\n')
    expect(await json('backends shop/checkout')).toMatchObject({ backends: [{ operatorWeight: null }, {}] })
    expect((await run('weight shop/checkout web-1 3')).stdout).toBe('weight 3: web-1 in pool shop/checkout\n')
    expect(await json('backends shop/checkout')).toMatchObject({ backends: [{ operatorWeight: 3 }, {}] })
    expect(await json('weight shop/checkout web-1 clear')).toMatchObject({
      kind: 'weight',
      backend: { operatorWeight: null },
    })
  })

  test('report: an outcome is taken, and a token that is none is refused', async () => {
    const { pickToken } = (await json('pick shop/checkout')) as { pickToken: string }
    const done = await run(`report ${pickToken} --result error --latency 12.5ms --status 503`)
    expect(done).toMatchObject({ code: 0, stdout: `reported: error after 13 ms for the pick ${pickToken}\n` })
    expect(await run('report x --result success')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/INVALID_FIELD/),
    })
    const direct = await json('report --pool shop/checkout --backend web-2 --result success --latency 4ms')
    expect(direct).toMatchObject({ kind: 'report', backendId: 'web-2', latencyMs: 4, dryRun: false })
    const listed = (await json('backends shop/checkout')) as { backends: { id: string; outcomes: number }[] }
    expect(listed.backends.reduce((sum, { outcomes }) => sum + outcomes, 0)).toBe(2)
  })

  test('pools put, get and delete: what would change, what did, and who was faster', async () => {
    const file = join(folder, 'p.yaml')
    writeFileSync(file, 'name: cart\npickLease: 1m\n')
    expect((await run(`pools put -f ${file} --dry-run`)).stdout).toBe(
      'would be made: cart (dry run, nothing was changed)\n',
    )
    expect((await run('pools get cart')).stderr).toMatch(/POOL_NOT_FOUND/)
    expect((await run(`pools put -f ${file}`)).stdout).toBe('made: cart is version 1\n')
    expect((await run(`pools put -f ${file}`)).stdout).toBe('unchanged: cart is so already\n')
    writeFileSync(file, 'name: cart\npolicy: {type: ring_hash, config: {minRingSize: 8}}\nheartbeat: {interval: 2s}\n')
    expect((await run(`pools put -f ${file}`)).stdout.split('\n')).toEqual(
      expect.arrayContaining([
        'changed: cart is version 2',
        '  policy.type: "adaptive" -> "ring_hash"',
        '  policy.config.minRingSize: nothing -> 8',
        '  heartbeat.interval: "1s" -> "2s"',
        '  pickLease: "1m" -> "30s"',
      ]),
    )
    // What get prints, put takes.
    const got = await run('pools get cart')
    expect(got.stdout).toMatch(/^# version 2 in the store\nname: cart\n/)
    writeFileSync(file, got.stdout)
    expect((await run(`pools put -f ${file}`)).stdout).toBe('unchanged: cart is so already\n')
    writeFileSync(file, 'name: cart\npolicy: ring_hsh\n')
    expect(await run(`pools put -f ${file}`)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/UNKNOWN_POLICY/),
    })
    writeFileSync(file, 'name: cart\nshadow: {policy: random}\ncanary: {policy: least_reqest}\n')
    expect(await run(`pools put -f ${file}`)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/canary\.policy\.type.*UNKNOWN_POLICY/),
    })
    writeFileSync(file, 'name: cart\npickLeas: 1m\n')
    const bad = await run(`pools put -f ${file}`)
    expect(bad).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/p\.yaml:2:1: pickLeas: .*did you mean "pickLease"/),
    })
    expect((await run('pools delete cart --dry-run')).stdout).toBe(
      'would be deleted: cart (dry run, nothing was changed)\n',
    )
    expect((await run('pools delete cart')).stdout).toBe('deleted: cart\n')
    const refused = await run('pools delete shop/checkout')
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/POOL_NOT_EMPTY\)\nnext: {2}stop its agents/),
    })
  })

  test.each([
    ['backends shop/chekout', 'did you mean "shop/checkout"?'],
    ['drain shop/checkout web1', 'did you mean "web-1"?'],
    ['watch shop/chekout', 'did you mean "shop/checkout"?'],
  ])('%s: %s', async (line, hint) => {
    expect(await run(line)).toMatchObject({ code: 1, stderr: expect.stringContaining(hint) })
  })

  test('the HTTP port in place of the gRPC port is recognised', async () => {
    const http = `127.0.0.1:${server.httpPort}`
    for (const line of ['pools', 'watch shop/checkout', 'pick shop/checkout --count 3']) {
      const { code, stderr } = await runCommandLine([...line.split(' '), '--address', http])
      expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining(`${http} speaks HTTP, not gRPC`) })
    }
  })
})

describe('looking at a service', () => {
  test('watch: the first state is the whole, then what changes, until it is stopped', async () => {
    let stop = (): void => {}
    let stdout = ''
    const watching = run('watch shop/checkout', {
      stdout: { write: (text) => void (stdout += text) },
      onStopSignal: (end) => ((stop = end), () => {}),
    })
    await until('the first state', () => stdout.includes('web-2'))
    expect(stdout).toMatch(/shop\/checkout {2}2 backends may be picked .*\n {4}web-1 +50\.0 % +10\.0\.0\.1:1\n/)
    await run('drain shop/checkout web-1 --force')
    await until('the drain', () => stdout.includes('- web-1'))
    expect(stdout).toMatch(/~ web-2 +100\.0 % +10\.0\.0\.1:2 {2}was 50\.0 %/)
    await run('undrain shop/checkout web-1')
    await until('the end of the drain', () => stdout.includes('+ web-1'))
    stop()
    expect((await watching).code).toBe(0)
  })

  test('watch in JSON: a document a line', async () => {
    const { stdout } = await run('watch shop/checkout --count 1 -o json')
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ schemaVersion: 1, kind: 'watch', event: 'backends', pool: 'shop/checkout', degraded: null },
      backends: [{ id: 'web-1', share: 0.5 }, { id: 'web-2' }],
    })
  })

  test('top: shares against fair shares', async () => {
    const { code, stdout } = await run('top --once --interval 200ms')
    expect(code).toBe(0)
    expect(stdout).toMatch(/BACKEND +STATE +PICKS\/S +SHARE +FAIR/)
    expect(stdout).toMatch(/web-1 +(eligible|warming) +0 +- +\d/)
    const document = await json('top shop/checkout --once --interval 200ms')
    expect(document).toMatchObject({ kind: 'top', backends: [{ pool: 'shop/checkout', share: null }, {}] })
  })

  test('bench: numbers, a histogram, and whose they are; what was picked is given back', async () => {
    const { code, stdout } = await run('bench pick shop/checkout -d 300ms -c 2')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^[\d,]+ picks\/s {2}[\d,]+ in \d+ ms from shop\/checkout; 2 calls at one time\n/)
    expect(stdout).toMatch(/p50 .* p99 /)
    expect(stdout).toMatch(/this client was at work \d/)
    const document = await json('bench pick shop/checkout -d 300ms -c 1 --stream --batch 10')
    expect(document).toMatchObject({
      ...{ kind: 'bench', latencyOf: 'message', refusals: [] },
      ...{ picks: expect.any(Number), client: { isBottleneck: expect.any(Boolean) } },
    })
    const { backends } = (await json('backends shop/checkout')) as { backends: { inFlight: number }[] }
    expect(backends.reduce((sum, { inFlight }) => sum + inFlight, 0)).toBe(0)
    expect(await run('bench pick nobody')).toMatchObject({ code: 1, stderr: expect.stringMatching(/POOL_NOT_FOUND/) })
  })

  test('doctor: a line a check, and exit code 1 with a fix when something is wrong', async () => {
    const http = `127.0.0.1:${server.httpPort}`
    const well = await run(`doctor --http-address ${http}`)
    expect(well.stdout).toMatch(/✓ gRPC +\S+ answers\n/)
    expect(well.stdout).toMatch(/✓ HTTP +\S+ answers, and the service is ready\n/)
    const gone = await runCommandLine(['doctor', '--address', '127.0.0.1:1', '--http-address', http])
    expect(gone).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/✗ gRPC +no service at 127\.0\.0\.1:1 .*\n +fix: is it running/),
    })
    const swapped = await runCommandLine(['doctor', '-o', 'json', '--address', http, '--http-address', address])
    expect(JSON.parse(swapped.stdout)).toMatchObject({
      ...{ kind: 'doctor', ok: false },
      findings: expect.arrayContaining([
        expect.objectContaining({ check: 'gRPC', result: 'bad', detail: expect.stringContaining('speaks HTTP') }),
        expect.objectContaining({ check: 'HTTP', result: 'bad' }),
      ]),
    })
  })
})

describe('advice on the policy of a pool', () => {
  test('without a trial, with a shadow, with a canary: the verdict, the numbers, and what to do next', async () => {
    const bare = await run('policies advise shop/checkout')
    expect(bare.stdout).toMatch(/^nothing on trial: pool shop\/checkout, \w+\n/)
    expect(bare.stdout).toMatch(/\n {2}shadow:\n {4}policy: \w+\n {4}percent: 10\n$/)
    const file = join(folder, 'trial.yaml')
    writeFileSync(file, 'name: shop/checkout\npolicy: peak_ewma\nshadow: {policy: random, percent: 100}\n')
    await run(`pools put -f ${file}`)
    for (let pick = 0; pick < 5; pick++) await run('pick shop/checkout')
    expect(await json('policies advise shop/checkout')).toMatchObject({
      ...{ kind: 'advice', pool: 'shop/checkout', policy: 'peak_ewma', verdict: 'not_enough_data', configToAdd: '' },
      shadow: { policy: 'random', percent: 100, compared: 5, costRatio: null },
      canary: null,
    })
    expect((await run('policies advise shop/checkout')).stdout).toMatch(/compared +5 picks, \d+\.0 % the same\n/)
    writeFileSync(file, 'name: shop/checkout\ncanary: {policy: random, percent: 100, rolledBack: at noon}\n')
    await run(`pools put -f ${file}`)
    expect((await run('policies advise shop/checkout')).stdout).toMatch(/^stay: [^]*rolled back +at noon\n/)
    expect((await run('pools')).stdout).toMatch(/canary random rolled back/)
    expect(await json('pools')).toMatchObject({ pools: [{ canary: { policy: 'random', rolledBack: 'at noon' } }] })
    await run('pools delete shop/checkout --force')
    expect((await run('policies advise shop/checkout')).stderr).toMatch(/POOL_NOT_FOUND/)
  })
})
