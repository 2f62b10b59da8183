import * as z from 'zod'

import { parseEndpoint } from './endpoint.ts'
import { poolName } from './pool-schema.ts'
import { choice, decimal, duration, integer, list, plainMapping, section, text } from './setting.ts'

const BACKEND_ID = /^[A-Za-z0-9._:\-/@[\]]{1,128}$/
const LOCALITY_PART = /^[A-Za-z0-9_.-]{0,63}$/
const LABEL_VALUE_LENGTH = 256
const MOST_LABELS = 32

export const CHECK_TYPES = ['http', 'tcp', 'grpc', 'none'] as const

/** One agent beside many backends is fine; more than this belongs into several processes. */
const MOST_BACKENDS = 1_000

/** Where something is called, so the port is a real one. The API takes addresses of at most 256 characters. */
const address = (about: string) =>
  text(
    {
      expected: 'an address "host:port", such as "10.0.0.7:8080" or "[::1]:8080"',
      allowed: '`host:port`',
      fits: (value) => value.length <= 256 && (parseEndpoint(value)?.port ?? 0) > 0,
    },
    about,
  )

const optionalText = (expected: string, allowed: string, about: string, fits: (value: string) => boolean) =>
  text({ expected, allowed, fits }, about).default('')

function localityPart(about: string) {
  const expected = 'at most 63 characters of letters, digits, "-", "_" and "."'
  return optionalText(expected, 'at most 63 letters, digits, `-`, `_`, `.`', about, (value) =>
    LOCALITY_PART.test(value),
  )
}

function locality() {
  const about = 'Where the backend is. A part may be set only when the part before it is set.'
  return section(about, {
    region: localityPart('Region or data centre.'),
    zone: localityPart('Zone inside the region.'),
    subZone: localityPart('Sub-zone inside the zone, for example a rack.'),
  }).prefault({})
}

function labels() {
  const key = z.string().min(1).max(63)
  const value = z.string({ error: `a text of at most ${LABEL_VALUE_LENGTH} characters; put it in quotes` })
  const error = `at most ${MOST_LABELS} labels with keys of 1 to 63 characters`
  const schema = z
    .record(key, value.max(LABEL_VALUE_LENGTH), { error })
    .refine((record) => Object.keys(record).length <= MOST_LABELS, { error })
  const allowed = `at most ${MOST_LABELS}; keys of 1 to 63 characters, texts of at most ${LABEL_VALUE_LENGTH}`
  return plainMapping(schema, allowed, 'Free labels that selectors match.').default({})
}

function check() {
  return section('How the agent finds out whether the backend is well.', {
    type: choice(CHECK_TYPES, 'A GET, a connection, grpc.health.v1, or no check at all.').default('tcp'),
    path: text(
      {
        expected: 'a path that begins with "/", such as "/healthz"',
        allowed: 'a path that begins with `/`',
        fits: (value) => /^\/[\u0021-\u007e]{0,1023}$/.test(value),
      },
      'Type http: what to get.',
    ).default('/'),
    expectedStatus: integer(
      { min: 100, max: 599 },
      'Type http: the status that passes. Without one those from 200 to 399 pass.',
    ).optional(),
    service: optionalText(
      'the name of a gRPC service',
      'the name of a service; empty asks for the whole server',
      'Type grpc: the service to ask about.',
      (value) => /^[A-Za-z0-9_./-]{0,256}$/.test(value),
    ),
    address: address('Where to check. Without one it is the address of the backend.').optional(),
    interval: duration('text', { min: 100, max: 3_600_000 }, 'Time between two checks.').default(1_000),
    timeout: duration('text', { min: 10, max: 60_000 }, 'A check that takes longer has failed.').default(1_000),
    rise: integer({ min: 1, max: 100 }, 'Checks in a row that must pass before the backend is well again.').default(2),
    fall: integer({ min: 1, max: 100 }, 'Checks in a row that must fail before the backend is unwell.').default(3),
  }).prefault({})
}

/** The keys that mean something to one type of check only. */
export const CHECK_KEYS = { path: 'http', expectedStatus: 'http', service: 'grpc' } as const

/** A page of load in JSON. */
function loadUrl() {
  return text(
    {
      expected: 'a URL that begins with http:// or https://',
      allowed: 'a URL that begins with `http://` or `https://`',
      fits: (value) => value.length <= 1_024 && /^https?:\/\//.test(value) && URL.canParse(value),
    },
    'Where the backend answers its load as JSON. Without one no load is reported.',
  ).optional()
}

export function agentBackendSchema() {
  return section('A backend that the agent speaks for.', {
    pool: poolName('Pool that it belongs to.'),
    id: text(
      {
        expected: '1 to 128 letters, digits and "._:-/@[]"',
        allowed: '1 to 128 letters, digits and `._:-/@[]`',
        fits: (value) => BACKEND_ID.test(value),
      },
      'Identifier, unique in its pool. Without one it is the address.',
    ).optional(),
    address: address('Where callers reach it.'),
    locality: locality(),
    labels: labels(),
    weight: integer({ min: 1, max: 1_000_000 }, 'Share relative to its peers in the weighted policies.').default(1),
    capacity: decimal(
      { min: 0, max: 1_000_000 },
      'Requests that it serves well at one time, relative to its peers; 0: unknown.',
    ).default(0),
    loadUrl: loadUrl(),
    check: check(),
  })
}

/** The file of `lookaside agent`. */
export function agentSchema() {
  return section('The configuration of `lookaside agent`.', {
    lookaside: list(
      address('Address of a replica.'),
      100,
      'a list of `host:port`',
      'Addresses of the service: the agent uses one and turns to the next when it fails.',
    ).default(['127.0.0.1:50051']),
    drainWait: duration(
      'text',
      { min: 0, max: 60_000 },
      'How long backends are announced as draining after SIGTERM before they are deregistered.',
    ).default(5_000),
    backends: list(
      agentBackendSchema(),
      MOST_BACKENDS,
      'a list',
      'The backends that the agent speaks for, at least one.',
    ).default([]),
  })
}
