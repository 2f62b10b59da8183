import { xxh64 } from '../../../policies/lib/xxh64.ts'
import { buildMaglevTable } from '../../../policies/lib/maglev-table.ts'
import { createRendezvous } from '../../../policies/lib/rendezvous.ts'
import { buildRing } from '../../../policies/lib/ring.ts'
import type { Hash64 } from '../../../policies/policy.ts'
import type { Reproduction, Row } from './reproduction.ts'
import { exactly, fullestOverMean } from './reproduction.ts'

const BACKENDS = 1_000
/** Backends of which some are removed: the largest numbers that were measured. */
const REMOVED = [1, 10, 100] as const

interface PublishedSize {
  readonly size: number
  /** Percent by which the fullest backend exceeds the mean. */
  readonly ring: number
  readonly rendezvous: number
  readonly maglev: number
}

export const PUBLISHED: readonly PublishedSize[] = [
  { size: 65_537, ring: 29.7, rendezvous: 49.5, maglev: 0 },
  { size: 655_373, ring: 10.3, rendezvous: 12.3, maglev: 0 },
]

const keys = Array.from({ length: BACKENDS }, (_, index) => `10.0.${index >> 8}.${index & 255}:8080`)
const membersOf = (names: readonly string[]): { key: string; share: number }[] =>
  names.map((key) => ({ key, share: 1 / names.length }))

/** Percent by which the fullest exceeds the mean. */
function overprovision(owners: Iterable<number>): number {
  const counts = Array.from({ length: BACKENDS }, () => 0)
  for (const owner of owners) counts[owner] = (counts[owner] ?? 0) + 1
  return 100 * (fullestOverMean(counts) - 1)
}

const placesOf = (size: number): number[] => Array.from({ length: size }, (_, place) => place)
const hashOfPlace = (place: number): Hash64 => xxh64(`entry ${place}`)

function maglevOwners(names: readonly string[], size: number): number[] {
  const table = buildMaglevTable(membersOf(names), size)
  return placesOf(size).map((place) => table.memberAt(place))
}

function ringOwners(size: number): number[] {
  const ring = buildRing(membersOf(keys), { minRingSize: size, maxRingSize: size }, (text) => xxh64(text))
  return placesOf(size).map((place) => ring.memberAt(ring.find(hashOfPlace(place))))
}

function rendezvousOwners(size: number): number[] {
  const rendezvous = createRendezvous(keys.map((key) => xxh64(key)))
  return placesOf(size).map((place) => {
    const hash = hashOfPlace(place)
    let nearest = 0
    let least = Infinity
    for (let index = 0; index < BACKENDS; index += 1) {
      const distance = rendezvous.distance(index, hash)
      if (distance >= least) continue
      least = distance
      nearest = index
    }
    return nearest
  })
}

/** Percent of the entries that change owner although the owner is still there, when the last `removed` of 1,000 go. */
export function disturbed(size: number, removed: number): number {
  const left = keys.slice(0, BACKENDS - removed)
  const before = maglevOwners(keys, size)
  const after = maglevOwners(left, size)
  const moved = before.filter((owner, place) => owner < left.length && after[place] !== owner)
  return (100 * moved.length) / size
}

const row = (what: string, ours: number, value: number | undefined): Row => ({
  what,
  unit: '%',
  ours: exactly(ours),
  yardstick: value === undefined ? { kind: 'none' } : { kind: 'published', value },
})

export const HASHING: Reproduction = {
  name: 'hashing',
  title: 'Maglev, section 5.3: what the fullest of 1,000 backends gets above the mean, and what a removal moves',
  source: 'Eisenbud et al., Maglev, NSDI 2016',
  tasks: () => [],
  rows: () =>
    PUBLISHED.flatMap(({ size, ring, rendezvous, maglev }) => [
      row(`hash ring, ${size} entries`, overprovision(ringOwners(size)), ring),
      row(`rendezvous, ${size} entries`, overprovision(rendezvousOwners(size)), rendezvous),
      row(`maglev, ${size} entries`, overprovision(maglevOwners(keys, size)), maglev),
      ...REMOVED.map((removed) =>
        row(`maglev, ${size} entries, needlessly moved with ${removed} removed`, disturbed(size, removed), undefined),
      ),
    ]),
  notes: [
    'Computed, not simulated: entries of a table are given to backends as each rule would. One set of names, so the two that are random differ by chance.',
    'How many points a backend has on their ring is not known to us; ours has as many in all as the table has entries.',
    'Published for removals: a few percent at 65,537 entries, fewer at 655,373.',
  ],
}
