import * as z from 'zod'
import type { BackendOverride } from '../store.ts'
import type { DurableState, StoredPool } from './state.ts'

/** A later format gets a later number and a migration; an unknown one is refused, since rewriting it would lose state. */
const FORMAT = 'lookaside-state'
const VERSION = 1

const version = z.int().min(0)

// A record schema of the library would drop a key named __proto__.
function isRecord(input: unknown): boolean {
  return typeof input === 'object' && input !== null && !Array.isArray(input)
}

const schema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  deletedVersion: version,
  pools: z.array(
    z.strictObject({
      pool: z.string().min(1),
      version: version.min(1),
      document: z.custom<StoredPool['document']>(isRecord, 'must be an object'),
    }),
  ),
  overrides: z.array(
    z.strictObject({
      pool: z.string().min(1),
      backendId: z.string().min(1),
      drained: z.boolean(),
      weight: z.number().min(0).nullable(),
    }),
  ),
})

export type Decoded =
  { readonly kind: 'state'; readonly state: DurableState } | { readonly kind: 'broken'; problem: string }

export function encodeState(state: DurableState): string {
  const pools = [...state.pools].map(([pool, stored]) => ({ pool, ...stored }))
  const overrides = [...state.overrides].flatMap(([pool, ofPool]) =>
    [...ofPool].map(([backendId, { drained, weight }]) => ({ pool, backendId, drained, weight: weight ?? null })),
  )
  const file = { format: FORMAT, version: VERSION, deletedVersion: state.deletedVersion, pools, overrides }
  return `${JSON.stringify(file, undefined, 2)}\n`
}

export function decodeState(text: string): Decoded {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { kind: 'broken', problem: `it is not JSON (${error instanceof Error ? error.message : String(error)})` }
  }
  const parsed = schema.safeParse(json)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return {
      kind: 'broken',
      problem: `${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'unexpected content'}`,
    }
  }
  const pools = new Map<string, StoredPool>()
  const overrides = new Map<string, Map<string, BackendOverride>>()
  for (const { pool, ...stored } of parsed.data.pools) pools.set(pool, stored)
  for (const { pool, backendId, drained, weight } of parsed.data.overrides) {
    const ofPool = overrides.get(pool) ?? new Map<string, BackendOverride>()
    overrides.set(pool, ofPool.set(backendId, { drained, weight: weight ?? undefined }))
  }
  return { kind: 'state', state: { pools, overrides, deletedVersion: parsed.data.deletedVersion } }
}
