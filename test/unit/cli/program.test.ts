import { readFileSync } from 'node:fs'

import { describe, expect, test } from '@jest/globals'
import type { Command } from 'commander'

import { EXIT } from '../../../clients/cli/exit-codes.ts'
import { createProgram } from '../../../clients/cli/program.ts'
import { CLI_ENVIRONMENT } from '../../../clients/cli/session.ts'
import { loadAgentConfig } from '../../../server/config/agent-config.ts'
import { ENVIRONMENT } from '../../../server/config/environment.ts'
import { loadConfig } from '../../../server/config/load-config.ts'
import { runCommandLine } from '../../support/run-cli.ts'

const run = (line: string, changes: Parameters<typeof runCommandLine>[1] = {}) =>
  runCommandLine(line === '' ? [] : line.split(' '), changes)

describe('the command line itself', () => {
  test('version and help go to stdout, exit code 0', async () => {
    expect(await run('--version')).toMatchObject({ code: 0, stdout: '1.2.3\n', stderr: '' })
    const help = await run('--help')
    expect(help).toMatchObject({ code: 0, stderr: '' })
    const commands =
      'serve dev agent pick report watch pools backends drain undrain weight policies why tap top config explain doctor bench completion'
    for (const command of commands.split(' ')) {
      expect(help.stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'))
    }
    expect(await run('drain --help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--dry-run') })
  })

  test.each([
    ['', /Usage: lookaside/],
    ['pol', /unknown command 'pol'\n\(Did you mean pools\?\)/],
    ['pool', /Did you mean pools\?/],
    ['pools --adress x', /unknown option '--adress'\n\(Did you mean --address\?\)/],
    ['pools extra', /too many arguments/],
    ['backends', /missing required argument 'pool'/],
    ['drain a', /missing required argument 'backend'/],
    ['pools -o yaml', /Allowed choices are table, json/],
    ['pools --timeout 5', /Write a duration with a unit, such as 500ms, 5s or 1m/],
    ['pools --timeout 0s', /Write a duration/],
    ['pools --address nowhere', /--address: "nowhere" is not an address \(USAGE\)\nnext: {2}write it as host:port/],
    ['pick a --count 0', /Write a whole number from 1 to 100000/],
    ['pick a --count 1e3', /Write a whole number/],
    ['pick a --alternates 9', /Write a whole number from 0 to 8/],
    ['pick a --label x', /Write it as key=value/],
    ['pick a --zone z', /--zone needs --region/],
    ['pick a --region r --sub-zone z', /--sub-zone needs --zone/],
    ['dev --for 5', /Write a duration/],
    ['dev --port 65536', /Write a whole number from 0 to 65535/],
    ['--address a:1 serve', /--address means nothing to serve/],
    ['-o json dev', /--output means nothing to dev/],
    ['--timeout 1s agent', /--timeout means nothing to agent/],
    ['agent --check ping:1', /--check: "ping:1" is no check/],
    ['agent --check constructor:1', /is no check/],
    ['config chekc', /unknown command 'chekc'\n\(Did you mean check\?\)/],
    ['config check', /there is no file to check \(USAGE\)\nnext: {2}name one/],
    ['--address a:1 config check f', /--address means nothing to check/],
    [
      'explain pools.slowStart.windw',
      /there is no key "pools.slowStart.windw" .*\nnext: {2}did you mean pools.slowStart.window\?/,
    ],
    ['pools put', /required option '-f, --file <file>' not specified/],
    ['pools put -f /nonexistent/x', /x: expected a file here, got nothing; .*\nerror: \S+ has 1 problem/],
    ['weight a b 0', /Write a whole number from 1 to 1000000, or clear/],
    ['weight a b', /missing required argument 'n|clear'/],
    ['report t', /required option '--result <result>' not specified/],
    ['report --result success', /whose outcome is it\?.*\nnext: {2}give either the token/],
    ['report t --pool p --backend b --result success', /a token names the backend already/],
    ['report t --result good', /Allowed choices are success, error/],
    ['top --sort weight', /Allowed choices are picks, share/],
    ['bench pick p -d 11m', /Write a duration/],
    ['bench pick p -c 0', /Write a whole number from 1 to 1000/],
    ['completion tcsh', /Allowed choices are bash, zsh, fish/],
  ])('%j is refused with exit code 2', async (line, message) => {
    const { code, stdout, stderr, started } = await run(line)
    expect({ code, stdout, started }).toEqual({ code: 2, stdout: '', started: [] })
    expect(stderr).toMatch(message)
  })

  test('an exit code of a long command is that of the process', async () => {
    const fail = async () => 2
    expect((await run('serve', { commands: { serve: fail, dev: fail, agent: fail } })).code).toBe(2)
  })

  test('to programs a line that is wrong is told in JSON as well', async () => {
    const { code, stdout, stderr } = await run('pol -o json')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(JSON.parse(stderr)).toEqual({
      ...{ schemaVersion: 1, kind: 'error' },
      error: {
        ...{ reason: 'USAGE', message: "unknown command 'pol'", metadata: {} },
        next: 'Did you mean pools? --help shows what there is.',
      },
    })
  })

  test('a fault of our own is not dressed up as one of the user', async () => {
    const broken = () => Promise.reject(new TypeError('a bug'))
    await expect(run('dev', { commands: { serve: broken, dev: broken, agent: broken } })).rejects.toThrow('a bug')
  })
})

describe('long commands get what was asked for', () => {
  test('serve', async () => {
    const { started } = await run(
      'serve --config f.yaml --listen 127.0.0.1:1 --http-listen 127.0.0.1:2 --store memory:/s --log-level warn --insecure',
    )
    const [request] = started
    expect(request).toEqual({
      config: 'f.yaml',
      settings: [
        { flag: '--listen', path: ['listen'], value: '127.0.0.1:1' },
        { flag: '--http-listen', path: ['http', 'listen'], value: '127.0.0.1:2' },
        { flag: '--store', path: ['store'], value: 'memory:/s' },
        { flag: '--log-level', path: ['log', 'level'], value: 'warn' },
        { flag: '--insecure', path: ['insecure'], value: 'true' },
      ],
    })
    const flags = request !== undefined && 'settings' in request ? request.settings : []
    expect(loadConfig({ text: undefined, path: '', env: {}, flags })).toMatchObject({
      kind: 'loaded',
      config: {
        listen: { port: 1 },
        http: { listen: { port: 2 } },
        store: 'memory:/s',
        log: { level: 'warn' },
        insecure: true,
      },
    })
    expect((await run('serve')).started).toEqual([{ config: undefined, settings: [] }])
  })

  test('dev', async () => {
    expect((await run('dev')).started).toEqual([{ forMs: undefined, port: 50_051, httpPort: 8_051, colour: false }])
    expect((await run('dev --for 1.5s --port 0 --http-port 9')).started).toEqual([
      { forMs: 1_500, port: 0, httpPort: 9, colour: false },
    ])
    expect((await run('dev', { isTty: true })).started).toEqual([expect.objectContaining({ colour: true })])
    for (const line of ['dev --no-color', '--no-color dev']) {
      expect((await run(line, { isTty: true })).started).toEqual([expect.objectContaining({ colour: false })])
    }
  })

  test('agent: flags describe one backend, as its file would', async () => {
    const { started } = await run(
      'agent --lookaside a:1,b:2 --pool p --id i --address h:1 --region r --zone z --sub-zone s --weight 3 --capacity 4.5 ' +
        '--label a=b --label c.d=e --check http:/up --check-interval 2s --check-timeout 1s --check-address h:2 --load-url http://h:3/',
    )
    const [request] = started
    if (request === undefined || !('lookaside' in request)) throw new Error('the agent was not started')
    expect(
      loadAgentConfig({ text: undefined, path: '', env: {}, flags: request.settings, lookaside: request.lookaside }),
    ).toEqual({
      kind: 'loaded',
      config: {
        ...{ lookaside: ['a:1', 'b:2'], drainWaitMs: 5_000 },
        backends: [
          {
            ...{ pool: 'p', id: 'i', address: 'h:1', weight: 3, capacity: 4.5, labels: { a: 'b', 'c.d': 'e' } },
            ...{ locality: { region: 'r', zone: 'z', subZone: 's' }, loadUrl: 'http://h:3/' },
            check: { type: 'http', path: '/up', address: 'h:2', intervalMs: 2_000, timeoutMs: 1_000, rise: 2, fall: 3 },
          },
        ],
      },
    })
  })

  test('agent: --address before the command is that of the service', async () => {
    const { started } = await run('--address s:1 agent --pool p --address b:2')
    expect(started).toEqual([
      {
        ...{ config: undefined, lookaside: 's:1' },
        settings: [
          { flag: '--pool', path: ['pool'], value: 'p' },
          { flag: '--address', path: ['address'], value: 'b:2' },
        ],
      },
    ])
  })

  test.each([
    ['tcp', { 'check.type': 'tcp' }],
    ['grpc', { 'check.type': 'grpc' }],
    ['grpc:shop.Checkout', { 'check.type': 'grpc', 'check.service': 'shop.Checkout' }],
    ['http:/a:b', { 'check.type': 'http', 'check.path': '/a:b' }],
    ['none', { 'check.type': 'none' }],
  ])('agent --check %s', async (check, expected) => {
    const { started } = await run(`agent --check ${check}`)
    const [request] = started
    const settings = request !== undefined && 'settings' in request ? request.settings : []
    expect(Object.fromEntries(settings.map(({ path, value }) => [path.join('.'), value]))).toEqual(expected)
  })
})

describe('docs/reference/cli.md', () => {
  const page = readFileSync(new URL('../../../docs/reference/cli.md', import.meta.url), 'utf8')
  const [general = '', ...sections] = page.split(/^## `lookaside /m)
  const rowsOf = (text: string): readonly (readonly string[])[] =>
    [...text.matchAll(/^\| `([^`]+)` \| (.*) \|$/gm)].map(([, first = '', second = '']) => [first, second])
  const silent = { write: () => undefined }
  const never = () => Promise.reject(new Error('not called'))
  const program = createProgram(
    {
      ...{ stdout: silent, stderr: silent, env: {}, isTty: false, width: undefined, version: '0' },
      ...{ now: Date.now, onStopSignal: () => never, didYouMean: () => undefined, config: never },
      simulations: never,
      commands: { serve: never, dev: never, agent: never },
      terminal: { size: () => ({ columns: undefined, rows: undefined }), showsProgress: false, onKey: undefined },
      system: () => ({ nodeVersion: '', nodeRange: '', openFiles: undefined }),
    },
    () => undefined,
  )
  const shared = new Set(program.options.map(({ flags }) => flags))

  interface Leaf {
    readonly usage: string
    readonly command: Command
  }

  /** Every command that does something, by what one types; hidden ones and the built-in help aside. */
  function leaves(parent: Command, names: readonly string[]): readonly Leaf[] {
    const visible = parent.createHelp().visibleCommands(parent)
    return visible.flatMap((command): readonly Leaf[] => {
      if (command.name() === 'help') return []
      const path = [...names, command.name()]
      const inner = leaves(command, path)
      const groups = ['config', 'bench']
      if (groups.includes(path.join(' '))) return inner
      const words = command.registeredArguments.map((each) => (each.required ? `<${each.name()}>` : `[${each.name()}]`))
      return [{ usage: [...path, ...words].join(' '), command }, ...inner]
    })
  }

  const all = leaves(program, [])

  test('lists every command with its arguments, and no other', () => {
    expect(all.length).toBeGreaterThanOrEqual(25)
    expect(sections.map((section) => section.slice(0, section.indexOf('`')))).toEqual(all.map(({ usage }) => usage))
  })

  test('lists every option with its meaning, and no other', () => {
    const rows = (flags: readonly { flags: string; description: string }[]) =>
      flags.map((option) => [option.flags, option.description])
    expect(rowsOf(general.slice(general.indexOf('## Options')))).toEqual(rows(program.options))
    for (const [index, { usage, command }] of all.entries()) {
      const prints = command.options.some(({ long }) => long === '--output')
      // What all printing commands share is told once.
      const own = command.options.filter(({ flags }) => !prints || !shared.has(flags))
      expect({ usage, options: rowsOf(sections[index] ?? '') }).toEqual({ usage, options: rows(own) })
    }
  })

  test('lists every exit code, and no other', () => {
    const [, table = ''] = /^## Exit codes\n([\s\S]*?)^## /m.exec(general) ?? []
    expect(rowsOf(table).map(([code]) => Number(code))).toEqual(Object.values(EXIT))
  })

  test('every variable that the command line reads is in the list of all', () => {
    const known = ENVIRONMENT.map(({ name }) => name)
    for (const name of CLI_ENVIRONMENT) expect(known).toContain(name)
  })
})
