import { describe, expect, test } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))

interface Source {
  readonly path: string
  readonly text: string
  /** Project paths. */
  readonly local: readonly string[]
  /** Packages, by the name that is imported. */
  readonly packages: readonly string[]
}

const sources = ['server', 'policies', 'clients'].flatMap(sourcesIn)
const byPath = new Map(sources.map((source) => [source.path, source]))

function sourcesIn(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|mts|tsx)$/.test(name) && !name.includes('node_modules'))
    .map((name) => read(`${folder}/${name}`))
}

function read(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8')
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  const names = [
    ...code.matchAll(/(?:^|\n)\s*(?:import|export)\b[^'"`]*?\bfrom\s*['"]([^'"]+)['"]/g),
    ...code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g),
    ...code.matchAll(/(?:^|\n)import\s+['"]([^'"]+)['"]/g),
  ].map((match) => match[1] ?? '')
  return {
    path,
    text: code,
    local: names.filter((name) => name.startsWith('.')).map((name) => normalize(join(dirname(path), name))),
    packages: names.filter((name) => !name.startsWith('.')),
  }
}

const within = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => path === folder || path.startsWith(`${folder}/`))

/** Which places a folder may import from, besides itself. */
const ROOMS: readonly { room: string; may: readonly string[] }[] = [
  { room: 'policies', may: [] },
  {
    room: 'server/pools',
    may: ['policies', 'server/store/store.ts', 'server/telemetry/ports.ts', 'server/use-cases.ts'],
  },
  {
    room: 'server/heartbeats',
    may: [
      'policies',
      'server/pools',
      'server/errors.ts',
      'server/store/store.ts',
      'server/telemetry/ports.ts',
      'server/use-cases.ts',
    ],
  },
  {
    room: 'server/pick',
    may: [
      'policies',
      'server/pools',
      'server/errors.ts',
      'server/store/store.ts',
      'server/telemetry/ports.ts',
      'server/use-cases.ts',
    ],
  },
  {
    room: 'server/admin',
    may: [
      'policies',
      'server/pools',
      'server/pick',
      'server/errors.ts',
      'server/store/store.ts',
      'server/use-cases.ts',
    ],
  },
  {
    room: 'server/replica',
    may: [
      'policies',
      'server/pools',
      'server/pick',
      'server/heartbeats',
      'server/admin',
      'server/store/store.ts',
      'server/telemetry/ports.ts',
      'server/use-cases.ts',
    ],
  },
  {
    room: 'server/simulator',
    may: [
      'policies',
      'server/pools',
      'server/pick',
      'server/policy-host',
      'server/replica',
      'server/store/store.ts',
      'server/telemetry/ports.ts',
      'server/use-cases.ts',
    ],
  },
  { room: 'server/store', may: ['policies', 'server/telemetry/ports.ts'] },
  { room: 'server/config', may: ['policies', 'server/pools', 'server/simulator/scenario.ts'] },
  {
    room: 'server/policy-host',
    may: [
      'policies',
      'server/pools/pool-config.ts',
      'server/pick/policy-runner.ts',
      'server/admin/ports.ts',
      'server/use-cases.ts',
      'server/telemetry/ports.ts',
    ],
  },
  {
    room: 'server/transport',
    may: [
      'policies',
      'proto/gen',
      'server/errors.ts',
      'server/use-cases.ts',
      'server/pools/pool-config.ts',
      'server/store/store.ts',
      'server/telemetry/ports.ts',
    ],
  },
  {
    room: 'server/http',
    may: [
      'proto/gen',
      'server/errors.ts',
      'server/use-cases.ts',
      'server/config/did-you-mean.ts',
      'server/telemetry/ports.ts',
      'server/transport/calls',
      'server/transport/messages',
      'server/transport/limits.ts',
      'server/transport/timers.ts',
    ],
  },
  {
    room: 'server/telemetry',
    may: ['policies', 'server/pools', 'server/pick', 'server/replica', 'server/errors.ts', 'server/use-cases.ts'],
  },
  { room: 'clients/typescript', may: ['proto/gen'] },
  { room: 'clients/agent', may: ['proto/gen', 'clients/typescript'] },
  { room: 'clients/cli', may: ['proto/gen', 'clients/typescript', 'clients/agent'] },
  { room: 'clients/dashboard', may: ['clients/cli/output'] },
  { room: 'server/commands', may: ['policies', 'proto/gen', 'server', 'clients'] },
  { room: 'clients/dev', may: ['proto/gen', 'clients/typescript', 'clients/agent', 'clients/cli'] },
]

/** Packages that live in one place only. */
const PACKAGES: readonly { name: RegExp; only: readonly string[] }[] = [
  { name: /^ioredis/, only: ['server/store/redis'] },
  { name: /^(@grpc\/|grpc-)/, only: ['server/transport/grpc', 'clients'] },
  { name: /^@opentelemetry\//, only: ['server/telemetry'] },
  { name: /^(zod|yaml)$/, only: ['server/config', 'server/store/memory'] },
  { name: /^esbuild$/, only: ['server/policy-host'] },
  { name: /^(preact|uplot)(\/|$)/, only: ['clients/dashboard'] },
  { name: /^(node:)?process$/, only: ['server/main.ts'] },
]

describe('the house', () => {
  test('sources were found, or the tests below would check nothing', () => {
    expect(sources.length).toBeGreaterThan(100)
    expect(byPath.get('server/pick/picks.ts')?.local).toContain('server/errors.ts')
  })

  test.each(ROOMS)('$room imports only what it may', ({ room, may }) => {
    const wrong = sources
      .filter(({ path }) => within(path, [room]))
      .flatMap(({ path, local }) =>
        local.filter((target) => !within(target, [room, ...may])).map((target) => `${path} -> ${target}`),
      )
    expect(wrong).toEqual([])
  })

  test('every folder of the server and the clients has its rule', () => {
    const folders = ['server', 'clients'].flatMap((top) =>
      readdirSync(join(root, top), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => `${top}/${entry.name}`),
    )
    expect(folders.filter((folder) => !ROOMS.some(({ room }) => room === folder))).toEqual([])
  })

  test('policies import no package at all', () => {
    const wrong = sources
      .filter(({ path }) => within(path, ['policies']) && !within(path, ['policies/example']))
      .flatMap(({ path, packages }) => packages.map((name) => `${path} -> ${name}`))
    expect(wrong).toEqual([])
  })

  test.each(PACKAGES)('$name lives in $only', ({ name, only }) => {
    const wrong = sources
      .filter(({ path, packages }) => packages.some((used) => name.test(used)) && !within(path, only))
      .map(({ path }) => path)
    expect(wrong).toEqual([])
  })

  test('only main.ts touches the process', () => {
    const wrong = sources
      .filter(
        ({ path, text }) =>
          path !== 'server/main.ts' &&
          /(?<![\w.'"`-])process\.(argv|env|exit|on|once|stdout|stderr|cwd|kill|pid)\b/.test(text),
      )
      .map(({ path }) => path)
    expect(wrong).toEqual([])
  })

  test('nobody imports main.ts', () => {
    expect(sources.filter(({ local }) => local.includes('server/main.ts')).map(({ path }) => path)).toEqual([])
  })

  test('clients never import the server', () => {
    const wrong = sources
      .filter(({ path, local }) => within(path, ['clients']) && local.some((target) => within(target, ['server'])))
      .map(({ path }) => path)
    expect(wrong).toEqual([])
  })

  test('no file takes part in a cycle of imports', () => {
    const done = new Set<string>()
    const cycles: string[] = []
    const visit = (path: string, trail: readonly string[]): void => {
      const at = trail.indexOf(path)
      if (at >= 0) cycles.push([...trail.slice(at), path].join(' -> '))
      if (at >= 0 || done.has(path)) return
      for (const target of byPath.get(path)?.local ?? []) visit(target, [...trail, path])
      done.add(path)
    }
    for (const { path } of sources) visit(path, [])
    expect(cycles).toEqual([])
  })
})

describe('the files', () => {
  const lengths = sources
    .map(({ path }) => ({ path, lines: readFileSync(join(root, path), 'utf8').split('\n').length }))
    .sort((a, b) => a.lines - b.lines)

  test('are short: median 120 lines at most, 95th percentile 350, none over 450', () => {
    expect(lengths[Math.floor(lengths.length / 2)]?.lines).toBeLessThanOrEqual(120)
    expect(lengths[Math.floor(lengths.length * 0.95)]?.lines).toBeLessThanOrEqual(350)
    expect(lengths.filter(({ lines }) => lines > 450)).toEqual([])
  })

  test('have kebab-case names, and none is called utils', () => {
    const wrong = sources
      .filter(
        ({ path }) => !/^[a-z0-9-]+(\.lua)?\.(m?ts|tsx)$/.test(path.split('/').at(-1) ?? '') || path.includes('utils'),
      )
      .map(({ path }) => path)
    expect(wrong).toEqual([])
  })
})
