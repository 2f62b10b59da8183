import * as z from 'zod'

import type { PoolConfig } from '../pools/pool-config.ts'
import { parseEndpoint } from './endpoint.ts'
import { poolDefaultsSchema, poolSchema } from './pool-schema.ts'
import { choice, describe, duration, integer, list, section, text, toggle } from './setting.ts'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const

const STORE_URL = /^(?:memory:.*|rediss?(?:\+(?:sentinel|cluster))?:\/\/.+)$/s

/** Where a server listens. */
export const listener = (about: string) =>
  text(
    {
      expected: 'an address "host:port", such as "127.0.0.1:50051" or "[::1]:50051"',
      allowed: '`host:port`; port 0 takes any free one',
      fits: (value) => parseEndpoint(value) !== undefined,
    },
    about,
  )

const store = () =>
  text(
    {
      expected: 'the URL of a store: memory:, memory:/path/state.json, or one that begins with redis:// or rediss://',
      allowed:
        '`memory:<path of the state file>`, `memory:` (nothing lasts), `redis://...`, `rediss://...` and their `+sentinel`, `+cluster` forms',
      secret: true,
      fits: (value) => STORE_URL.test(value),
    },
    'Where pool configurations, drains and weights last, and how replicas share their state.',
  )

const filled = (expected: string, allowed: string, about: string) =>
  text({ expected, allowed, fits: (value) => value.trim() !== '' && !value.includes('\0') }, about)

function policySource() {
  const about = 'A policy to load: either `path` or `package`.'
  const entry = section(about, {
    path: filled(
      'the path of a policy file',
      'a path; relative ones start at the file they are written in',
      'File of the policy.',
    ).optional(),
    package: filled('the name of a package', 'the name of an installed package', 'Package of the policy.').optional(),
  })
  const one = entry.transform((value, context): PolicySource => {
    if (value.path !== undefined && value.package === undefined) return { kind: 'path', path: value.path }
    if (value.package !== undefined && value.path === undefined) return { kind: 'package', package: value.package }
    context.addIssue({ code: 'custom', message: 'exactly one of the keys path and package', input: value })
    return z.NEVER
  })
  return describe(one, { kind: 'mapping', allowed: '', about })
}

/** Where a policy is loaded from. */
export type PolicySource =
  { readonly kind: 'path'; readonly path: string } | { readonly kind: 'package'; readonly package: string }

export const DEFAULT_LISTEN = '127.0.0.1:50051'
export const DEFAULT_HTTP_LISTEN = '127.0.0.1:8051'
/** Below the current folder; it is made when it is missing. */
export const DEFAULT_STORE = 'memory:.lookaside/state.json'
export const DEFAULT_MAX_POOLS = 10_000

/** More than this many would make the start take minutes; `limits.maxPools` is lower by default. */
const MOST = 100_000

function limits() {
  return section('How much this replica takes on before it refuses more.', {
    maxPools: integer({ min: 1, max: MOST }, 'Most pools.').default(DEFAULT_MAX_POOLS),
    maxBackendsPerPool: integer({ min: 1, max: MOST }, 'Most backends in a pool.').default(10_000),
  }).prefault({})
}

function decisions() {
  return section('Which picks are recorded with their reasons.', {
    perSecond: integer(
      { min: 0, max: 1_000 },
      'Most ordinary picks recorded a second. Those in panic, by the fallback policy or refused are recorded besides.',
    ).default(100),
    keep: integer(
      { min: 1, max: 10_000 },
      'How many recent ones are kept, of ordinary and of other picks each.',
    ).default(1_000),
  }).prefault({})
}

/** The file of `lookaside serve`. `builtIn` is the defaults of `poolDefaults`, and `poolDefaults` those of `pools`. */
export function serverSchema(builtIn: PoolConfig, poolDefaults: PoolConfig) {
  return section('The configuration of `lookaside serve`.', {
    listen: listener('Where the gRPC API listens.').default(DEFAULT_LISTEN),
    http: section('The HTTP side.', {
      listen: listener('Where `/metrics`, `/healthz` and the JSON of the pools listen.').default(DEFAULT_HTTP_LISTEN),
    }).prefault({}),
    insecure: toggle('Allow listening on addresses that other machines can reach, without TLS.').default(false),
    store: store().default(DEFAULT_STORE),
    log: section('What is logged.', {
      level: choice(LOG_LEVELS, 'The least severe messages to log.').default('info'),
    }).prefault({}),
    policies: list(policySource(), 100, 'a list', 'Policies to load besides the built-in ones.').default([]),
    autoCreatePools: toggle('Whether the first backend that registers in an unknown pool makes it.').default(true),
    limits: limits(),
    decisions: decisions(),
    drainTimeout: duration(
      'text',
      { min: 0, max: 10_000 },
      'How long calls and streams may finish after SIGTERM. With the default the process ends within the 10 s that containers are given.',
    ).default(8_000),
    poolDefaults: poolDefaultsSchema(builtIn, 'text').prefault({}),
    pools: list(poolSchema(poolDefaults, 'text'), MOST, 'a list', 'Pools that exist from the start.').default([]),
  })
}
