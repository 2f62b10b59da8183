import fc from 'fast-check'
import type { Heartbeat } from '../../../proto/gen/lookaside/v1/Heartbeat.ts'
import type { LoadReport } from '../../../proto/gen/lookaside/v1/LoadReport.ts'
import type { Outcome } from '../../../proto/gen/lookaside/v1/Outcome.ts'
import type { PickBackendRequest } from '../../../proto/gen/lookaside/v1/PickBackendRequest.ts'
import type { RegisterBackendRequest } from '../../../proto/gen/lookaside/v1/RegisterBackendRequest.ts'
import { DEGRADED_REASONS, PICK_REASONS } from '../../../server/transport/messages/enums.ts'
import type { BackendCard, DegradedReason, Picked, PickReason, WatchUpdate } from '../../../server/use-cases.ts'

/** Messages as they come from everywhere: mostly right, with every kind of wrong in every place. */

// Half a surrogate pair has no UTF-8, so it cannot come in.
const odd = fc.constantFrom('', ' ', 'a b', '__proto__', 'constructor', '\0', '\u202e', 'ü', 'x'.repeat(300))
const name = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('checkout', 'a/b', 'b-1', 'x.y_z', '10.0.0.1:80') },
  { weight: 1, arbitrary: odd },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
)
const key = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('version', 'zone', 'gpu', '0', '17') },
  { weight: 1, arbitrary: odd },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 70 }) },
)
const number = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -0, -1, 1e308, 3_600_001, 2 ** 53) },
  { weight: 1, arbitrary: fc.double() },
)
const uint32 = fc.oneof({ weight: 8, arbitrary: fc.nat({ max: 8 }) }, fc.nat({ max: 0xffff_ffff }))
const uint64 = fc.oneof(
  { weight: 8, arbitrary: fc.nat() },
  fc.maxSafeNat(),
  fc.constantFrom(0, 2 ** 53, 2 ** 53 + 2, 2 ** 63),
)
const duration = fc.option(
  fc.record({
    seconds: fc.oneof({ weight: 8, arbitrary: fc.nat({ max: 3_600 }) }, fc.maxSafeInteger()),
    nanos: fc.oneof({ weight: 8, arbitrary: fc.nat({ max: 999_999_999 }) }, fc.integer()),
  }),
  { freq: 4 },
)
const map = <V>(value: fc.Arbitrary<V>): fc.Arbitrary<Record<string, V>> =>
  fc.oneof(
    { weight: 9, arbitrary: fc.dictionary(key, value, { maxKeys: 4 }) },
    { weight: 1, arbitrary: fc.dictionary(fc.string({ minLength: 1, maxLength: 3 }), value, { maxKeys: 40 }) },
  )
const locality = fc.option(fc.record({ region: name, zone: name, subZone: name }), { freq: 3 })

/** The generic encoder takes any number for an enum, as a newer client would send. */
const enumNumber = <Value>(known: number): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 9, arbitrary: fc.nat({ max: known }) }, fc.constantFrom(-1, 99)) as fc.Arbitrary<never>

export const loadReport: fc.Arbitrary<LoadReport> = fc.record(
  {
    cpuUtilization: number,
    memUtilization: number,
    applicationUtilization: number,
    rpsFractional: number,
    eps: number,
    requestCost: map(number),
    utilization: map(number),
    namedMetrics: map(number),
    inFlight: uint32,
    completed: uint64,
    errors: uint64,
    capacity: number,
    latency: duration,
    sampleAge: duration,
  },
  { requiredKeys: [] },
)

export const pickRequest: fc.Arbitrary<PickBackendRequest> = fc.record(
  {
    pool: name,
    affinityKey: fc.oneof(name, fc.string({ unit: 'binary', maxLength: 1_100 })),
    locality,
    labelSelector: map(name),
    excludeBackendIds: fc.array(name, { maxLength: 70 }),
    alternates: uint32,
    previousPickToken: name,
    affinityToken: fc.oneof(name, fc.string({ maxLength: 600 })),
  },
  { requiredKeys: ['pool'] },
)

export const outcome: fc.Arbitrary<Outcome> = fc.record(
  {
    pickToken: name,
    result: enumNumber<NonNullable<Outcome['result']>>(6),
    latency: duration,
    status: name,
    loadReport: fc.option(loadReport),
    pool: name,
    backendId: name,
  },
  { requiredKeys: ['result'] },
)

export const heartbeat: fc.Arbitrary<Heartbeat> = fc.record(
  {
    pool: name,
    backendId: name,
    epoch: uint64,
    sequence: uint64,
    health: enumNumber<NonNullable<Heartbeat['health']>>(2),
    healthDetail: name,
    draining: fc.boolean(),
    load: fc.option(loadReport),
  },
  { requiredKeys: ['pool', 'backendId', 'epoch', 'sequence'] },
)

export const registration: fc.Arbitrary<RegisterBackendRequest> = fc.record(
  {
    pool: name,
    backend: fc.option(
      fc.record(
        {
          id: name,
          address: fc.oneof(fc.constantFrom('h:1', '[::1]:443', '[::g]:1', 'h:0', 'h:99999'), name),
          locality,
          labels: map(name),
          weight: uint32,
        },
        { requiredKeys: ['id', 'address'] },
      ),
      { freq: 9 },
    ),
    epoch: uint64,
    health: enumNumber<NonNullable<Heartbeat['health']>>(2),
    capacity: number,
  },
  { requiredKeys: ['pool', 'epoch'] },
)

const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>): K[] => {
  const keys: K[] = []
  for (const word in table) keys.push(word)
  return keys
}
const ms = fc.oneof(fc.nat({ max: 100_000 }), fc.double({ min: 0, max: 3_600_000, noNaN: true }))
const anyText = fc.string({ unit: 'binary', maxLength: 80 })
const regions = fc.constantFrom('', 'eu-west-1')

const card: fc.Arbitrary<BackendCard> = fc
  .record({
    id: anyText,
    address: anyText,
    region: regions,
    labels: fc.array(fc.tuple(anyText, anyText)),
    weight: uint32,
  })
  .map(({ region, labels, ...rest }) => ({
    ...rest,
    locality: { region, zone: region === '' ? '' : `${region}a`, subZone: '' },
    labels: new Map(labels),
  }))

const degraded = fc.option(
  fc.record({
    reasons: fc.array(fc.constantFrom<DegradedReason>(...keysOf(DEGRADED_REASONS)), { minLength: 1 }),
    ageMs: ms,
  }),
  { nil: undefined },
)

export const picked: fc.Arbitrary<Picked> = fc.record({
  kind: fc.constant('picked' as const),
  backend: card,
  alternates: fc.array(card, { maxLength: 8 }),
  token: anyText,
  leaseMs: ms,
  reason: fc.constantFrom<PickReason>(...keysOf(PICK_REASONS)),
  revision: fc.maxSafeNat(),
  maxAgeMs: ms,
  staleAgeMs: ms,
  degraded,
  affinityToken: anyText,
})

export const watchUpdate: fc.Arbitrary<WatchUpdate> = fc.record({
  revision: fc.maxSafeNat(),
  backends: fc.array(fc.record({ backend: card, share: fc.double({ min: 0, max: 1, noNaN: true }) })),
  maxAgeMs: ms,
  staleAgeMs: ms,
  degraded,
})
