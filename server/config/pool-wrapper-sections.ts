import * as z from 'zod'
import type { PoolConfig } from '../pools/pool-config.ts'
import { isMapping } from './path.ts'
import {
  choice,
  type DurationForm,
  duration,
  fraction,
  integer,
  list,
  plainMapping,
  ruled,
  section,
  text,
} from './setting.ts'

/** The sections of a pool's configuration for what is put around its policy. `base` gives the defaults. */
const SECOND = 1_000
const MINUTE = 60 * SECOND
const MOST = 1_000_000

/** As the API takes the keys of labels. */
const isKey = (key: string): boolean => /^[^\s\p{Cc}\p{Cf}\p{Cs}]{1,63}$/u.test(key) && key !== '__proto__'

interface Entries<Value> {
  readonly most: number
  /** Short form for the reference. */
  readonly allowed: string
  /** Completes "expected ...". */
  readonly name: string
  readonly isName: (name: string) => boolean
  readonly value: string
  readonly isValue: (value: unknown) => value is Value
}

/** A mapping from names of one's own to values of one kind. The first entry that does not fit is named. */
function named<Value>(entries: Entries<Value>, about: string) {
  const schema = z.custom<Readonly<Record<string, Value>>>(isMapping, { error: 'a mapping' })
  const checked = schema.superRefine((mapping, context) => {
    const wrong = (path: string[], message: string): void => {
      context.addIssue({ code: 'custom', path, message, input: mapping })
    }
    if (Object.keys(mapping).length > entries.most) return wrong([], `at most ${entries.most} entries`)
    for (const [key, value] of Object.entries(mapping)) {
      if (!entries.isName(key)) return wrong([key], `${entries.name} as the key`)
      if (!entries.isValue(value)) return wrong([key], entries.value)
    }
  })
  return plainMapping(checked, entries.allowed, about)
}

const isZone = (name: string): boolean => /^[A-Za-z0-9_.-]{1,63}(?:\/[A-Za-z0-9_.-]{1,63})?$/.test(name) && isKey(name)

const isWeight = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST

const isLabel = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 256 && !/[\p{Cc}\p{Cs}]/u.test(value)

export function localitySection(base: PoolConfig['locality']) {
  return section('How much callers keep to their own locality.', {
    mode: choice(
      ['ignore', 'prefer', 'weighted', 'zone_aware'],
      'Nothing, the nearest backends first, zones by their weights, or the own zone as far as it reaches.',
    ).default(base.mode),
    overprovisioningFactor: integer(
      { min: 100, max: 10_000 },
      'A level is full while healthy / all * factor is at least 100.',
    ).default(base.overprovisioningFactor),
    weights: named(
      {
        ...{ most: 64, allowed: 'at most 64; `zone` or `region/zone`, with whole numbers from 0 to 1,000,000' },
        ...{ name: 'a zone, or "region/zone",', isName: isZone },
        ...{ value: 'a whole number from 0 to 1,000,000', isValue: isWeight },
      },
      'Mode weighted: the share of each zone; 1 where none is given.',
    ).default(base.weights),
    minimumBackends: integer(
      { min: 1, max: 10_000 },
      'Mode zone_aware: with fewer backends zones mean nothing.',
    ).default(base.minimumBackends),
  }).prefault({})
}

export function subsetSection(base: PoolConfig['subset']) {
  const key = text(
    { expected: 'a key of a label: 1 to 63 characters without spaces', allowed: 'key of a label', fits: isKey },
    'A label that requests may select by.',
  )
  const whole = section('What a label selector means that matches nobody.', {
    keys: list(
      key,
      16,
      'at most 16 keys of labels',
      'Labels that requests may select by; a selector that names another one matches nobody. Empty: any.',
    ).default([...base.keys]),
    fallback: choice(
      ['none', 'any', 'default'],
      'Who serves instead: nobody, every backend, or those with the labels of `default`.',
    ).default(base.fallback),
    default: named(
      {
        ...{ most: 32, allowed: 'at most 32; keys of labels, with texts of at most 256 characters' },
        ...{ name: 'the key of a label, 1 to 63 characters without spaces,', isName: isKey },
        ...{ value: 'a text of at most 256 characters; put it in quotes', isValue: isLabel },
      },
      'Fallback default: labels of those who serve instead.',
    ).default(base.default),
  })
  return ruled(whole, ({ fallback, default: labels }) =>
    fallback === 'default' && Object.keys(labels).length === 0
      ? { key: 'default', expected: 'at least one label, since fallback is default' }
      : undefined,
  ).prefault({})
}

export function subsettingSection(base: PoolConfig['subsetting']) {
  return section('Whether callers with the same affinity key keep to a few of the backends.', {
    size: integer(
      { min: 0, max: 10_000 },
      'Backends that a group of keys uses at each distance from the caller; 0 switches this off.',
    ).default(base.size),
    groups: integer({ min: 1, max: 64 }, 'Groups that affinity keys are hashed into.').default(base.groups),
  }).prefault({})
}

export function concurrencyLimitSection(base: PoolConfig['concurrencyLimit']) {
  const limit = (about: string) => integer({ min: 1, max: MOST }, about)
  const whole = section('Whether the most requests in flight of a backend are learnt from its latency.', {
    mode: choice(['off', 'gradient2'], "Not at all, or by Netflix' Gradient2.").default(base.mode),
    initial: limit('Limit of a backend of which nothing is known.').default(base.initial),
    min: limit('Least limit.').default(base.min),
    max: limit('Largest limit, at least `min`.').default(base.max),
    smoothing: fraction({ max: 1 }, 'Share of the limit that one step replaces.').default(base.smoothing),
    longWindow: integer({ min: 1, max: 100_000 }, 'Steps that the long-term latency looks back.').default(
      base.longWindow,
    ),
  })
  return ruled(whole, ({ min, max }) =>
    max < min ? { key: 'max', expected: `a whole number of at least min (${min})` } : undefined,
  ).prefault({})
}

export function retryBudgetSection(base: PoolConfig['retryBudget'], form: DurationForm) {
  return section('How many retries and fall-backs the pool affords.', {
    mode: choice(
      ['off', 'percent', 'throttle'],
      'Any number, a percentage of the first picks, or as long as failures are few.',
    ).default(base.mode),
    percent: integer(
      { min: 0, max: 1_000 },
      'Mode percent: retries and alternates for each hundred first picks.',
    ).default(base.percent),
    minPerSecond: integer({ min: 0, max: 10_000 }, 'Mode percent: and this many a second besides.').default(
      base.minPerSecond,
    ),
    ttl: duration(form, { min: SECOND, max: MINUTE }, 'Mode percent: how long a first pick counts.').default(
      base.ttlMs,
    ),
    maxTokens: integer(
      { min: 1, max: 1_000 },
      'Mode throttle: tokens; a failure takes one, and there are retries while more than half are left.',
    ).default(base.maxTokens),
    tokenRatio: fraction({ max: 10 }, 'Mode throttle: what a success gives back.').default(base.tokenRatio),
  }).prefault({})
}
