import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'

import { createSimulations } from '../../server/commands/simulation/simulations.ts'
import { builtProgram, ROOT } from '../support/program.ts'
import { recording } from '../support/recorded-decisions.ts'
import { runCommandLine } from '../support/run-cli.ts'

const SCENARIO = `name: tiny
durationMs: 600
warmUpMs: 100
backends:
  - { count: 3, capacity: 4, antagonist: { factors: [2, 0.5], everyMs: 100 } }
  - { count: 1, capacity: 4, speed: 0.25 }
work: { kind: exponential, meanMs: 10 }
arrivals: { load: 0.6 }
replicas: 2
feed: { heartbeatMs: 50 }
deadlineMs: 500
`

let folder: string
const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lookaside-simulate-'))
  file('tiny.yaml', SCENARIO)
  file('decisions.ndjson', recording(400, 5))
  file('new.yaml', 'pools:\n  - name: checkout\n    policy: round_robin\n')
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const simulate = (...args: readonly string[]) =>
  runCommandLine(['simulate', ...args.map((arg) => arg.replace('@', `${folder}/`))])
const TINY = ['--scenario', '@tiny.yaml', '--seeds', '2']
const POLICIES = ['oracle', 'peak_ewma', 'round_robin'].flatMap((policy) => ['--policy', policy])

interface Result {
  readonly contender: string
  readonly calls: number
  readonly figures: Readonly<Record<string, { readonly median: number }>>
}
const resultsOf = (stdout: string): readonly Result[] => (JSON.parse(stdout) as { results: readonly Result[] }).results

describe('lookaside simulate', () => {
  test('prints a line a policy, the bound and the best marked', async () => {
    const { code, stdout, stderr } = await simulate(...TINY, ...POLICIES)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const [headline = '', head = '', oracle = '', peak = '', turn = ''] = stdout.split('\n')
    expect(headline).toMatch(
      /^tiny {2}[\d,]+ calls\/s to 4 backends, 2 replicas; 2 seeds of 600 ms, \d+ calls counted in each$/,
    )
    expect(head).toMatch(/^POLICY +P50 +P90 +P99 +INTERVAL +P99\.9 +MEAN +ERRORS +TIMEOUTS +P99 RATIO +MISPLACED$/)
    expect(oracle).toMatch(/^- oracle .* 1\.00 /)
    expect(peak).toMatch(/^\* peak_ewma /)
    expect(turn).toMatch(/^[= ] round_robin /)
  })

  test('gives the same calls to every policy, and the same numbers each time', async () => {
    const [first, second] = [
      await simulate(...TINY, ...POLICIES, '-o', 'json'),
      await simulate(...TINY, ...POLICIES, '-o', 'json'),
    ]
    expect(second.stdout).toBe(first.stdout)
    const results = resultsOf(first.stdout)
    expect(results.map(({ contender }) => contender)).toEqual(['oracle', 'peak_ewma', 'round_robin'])
    expect(new Set(results.map(({ calls }) => calls)).size).toBe(1)
    const [oracle, , turn] = results.map(({ figures }) => figures['p99']?.median ?? 0)
    expect(oracle).toBeLessThan(turn ?? 0)
  })

  test('gives the same numbers in threads as in one', async () => {
    const request = {
      ...{
        scenarios: [join(folder, 'tiny.yaml')],
        policies: ['peak_ewma', join(ROOT, 'policies/example/canary-split.ts')],
      },
      ...{ config: undefined, pools: [], seeds: [3, 4], durationMs: undefined, load: 0.5, replicas: 1 },
      ...{ sweep: undefined, report: undefined },
    }
    const around = {
      ...{ env: {}, readFile: (path: string) => readFileSync(path), realPath: (path: string) => path, cwd: folder },
      ...{ writeFile: () => undefined, version: '1', parallelism: 2 },
      worker: join(dirname(builtProgram()), 'simulate-worker.js'),
    }
    const shares: number[] = []
    const simulations = createSimulations(around)
    const many = await simulations.run({ ...request, jobs: 3 }, ({ share }) => void shares.push(share))
    expect(many).toMatchObject({
      kind: 'done',
      report: { results: [{ contender: 'peak_ewma' }, { contender: 'canary_split' }] },
    })
    expect(await simulations.run({ ...request, jobs: 1 }, () => undefined)).toEqual(many)
    expect(shares.at(-1)).toBeCloseTo(1, 9)
  }, 60_000)

  test('sweeps a key and writes a report', async () => {
    const out = join(folder, 'out.html')
    const sweep = ['--sweep', 'feed.heartbeatMs=20,200', '--report', out]
    const { code, stdout, stderr } = await simulate(
      '--scenario',
      '@tiny.yaml',
      '--seeds',
      '5,6',
      '--policy',
      'random',
      '--policy',
      'peak_ewma',
      ...sweep,
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: `the report is in ${out}\n` })
    expect(stdout).toContain('tiny, feed.heartbeatMs=20 ')
    expect(readFileSync(out, 'utf8')).toContain('tiny: at feed.heartbeatMs = 200, ')
  })

  test('takes the pools of a configuration with their settings', async () => {
    const config = file('two.yaml', 'pools:\n  - { name: a, policy: random }\n  - { name: b, policy: round_robin }\n')
    const { stdout } = await simulate(...TINY, '--config', config, '-o', 'json')
    expect(resultsOf(stdout).map(({ contender }) => contender)).toEqual(['a', 'b'])
    const { stdout: one } = await simulate(
      ...TINY,
      '--config',
      config,
      '--pool',
      'b',
      '--policy',
      'oracle',
      '-o',
      'json',
    )
    expect(resultsOf(one).map(({ contender }) => contender)).toEqual(['oracle', 'b'])
  })

  test('lists its scenarios', async () => {
    const { stdout } = await simulate('--list')
    expect(stdout).toMatch(
      /^SCENARIO +BACKENDS +CALLS\/S +REPLICAS +LASTS +WHAT HAPPENS\nbase +100 +5,542 +3 +10 s +100 backends/,
    )
  })

  test.each([
    [['--scenario', 'bose'], /there is no scenario "bose".*did you mean "base"\?/s],
    [['--scenario', '@gone.yaml'], /gone\.yaml: expected a file here, got nothing/],
    [['--policy', 'peek_ewma'], /there is no policy "peek_ewma".*did you mean "peak_ewma"\?/s],
    [['--policy', 'least_request:{"choiceCount":'], /its parameters are no JSON/],
    [['--policy', 'least_request:{"choices":3}'], /choices: expected only choiceCount/],
    [['--policy', '@gone.ts'], /there is no such file/],
    [['--policy', 'random', '--policy', 'random'], /"random" takes part twice/],
    [['--config', '@new.yaml', '--pool', 'chekout'], /has no pool "chekout".*did you mean "checkout"\?/s],
    [['--sweep', 'replicas'], /names no key with values/],
    [['--sweep', 'replica=1,2'], /did you mean "replicas"\?/],
    [['--sweep', 'replicas=1,many'], /--sweep: replicas: expected a whole number/],
    [['--seeds', '0'], /Write how many/],
    [['--load', '11'], /Write a share/],
    [['--pool', 'a'], /--pool needs --config/],
    [['--rate', '5'], /--rate needs --replay/],
    [['--replay', '@decisions.ndjson'], /--replay needs --config/],
    [['--replay', '@decisions.ndjson', '--config', '@new.yaml', '--load', '0.5'], /--load means nothing to a replay/],
    [['--replay', '@new.yaml', '--config', '@new.yaml'], /new\.yaml:1:1: expected a JSON document, got "pools:"/],
    [['--replay', '@decisions.ndjson', '--config', '@new.yaml', '--pool', 'gone'], /has no pool "gone"/],
  ])('%j is refused with exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await simulate(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
  })

  test('a policy that fails while it runs ends it with exit code 1', async () => {
    const path = file(
      'late.ts',
      `let picks = 0
      export default {
        type: 'late_fault', stability: 'experimental', description: 'Fails after a while.',
        consumes: { required: [], optional: [] }, configSchema: { type: 'object' }, parseConfig: () => ({}),
        create: () => ({ onSnapshot: ({ pool, backends }) => ({ pick({ avoid }) {
          if (pool === 'simulated') picks += 1
          if (picks > 100) throw new Error('out of picks')
          const backend = backends.find((each) => avoid?.(each) !== true)
          return backend === undefined ? { kind: 'none', reason: 'empty' } : { kind: 'picked', backend }
        } }) }),
      }\n`,
    )
    const { code, stderr } = await simulate(...TINY, '--policy', path)
    expect(code).toBe(1)
    expect(stderr).toMatch(/policy late_fault failed: .*out of picks.*SIMULATION_FAILED/)
  })
})

describe('lookaside simulate --replay', () => {
  const replay = (...args: readonly string[]) =>
    simulate('--replay', '@decisions.ndjson', '--config', '@new.yaml', ...args)

  test('shows shares and latency before and after, what is known and what is not', async () => {
    const { code, stdout, stderr } = await replay()
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^checkout {2}400 decisions, simulated at 200 calls\/s\n/)
    expect(stdout).toMatch(/before: peak_ewma .*\n.*after: round_robin /)
    expect(stdout).toMatch(/BACKEND +RECORDED +BEFORE +AFTER +CHANGE/)
    expect(stdout).toMatch(/known, from the recording\n {2}400 decisions in 2\.0 s/)
    expect(stdout).toMatch(/modelled: [\s\S]*peak_ewma before has its default parameters/)
  })

  test('round robin shares evenly what the recorded policy did not', async () => {
    const { stdout } = await replay('-o', 'json')
    const { pools } = JSON.parse(stdout) as {
      pools: readonly { backends: readonly { id: string; recorded: number; before: number; after: number }[] }[]
    }
    const [a, b] = pools[0]?.backends ?? []
    expect(a).toMatchObject({ id: 'a', recorded: 0.75, after: expect.closeTo(0.5, 2) })
    expect(b).toMatchObject({ id: 'b', recorded: 0.25, after: expect.closeTo(0.5, 2) })
    expect(a?.before).toBeGreaterThan(0.55)
  })

  test('scales to the rate that there really was', async () => {
    expect((await replay('--rate', '600')).stdout).toMatch(/^checkout {2}400 decisions, simulated at 600 calls\/s\n/)
  })

  test('tells each bad line with number and field, and does nothing', async () => {
    const bad = file('bad.ndjson', `${recording(2, 5)}{"kind":"decision","decision":{"time":7}}\n\u0000\n`)
    const { code, stdout, stderr } = await simulate('--replay', bad, '--config', '@new.yaml')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('bad.ndjson:3:1: decision.time: expected a text, got 7')
    expect(stderr).toContain('bad.ndjson:4:1: expected a JSON document')
  })
})
