import type { BackendHealth, BackendRecord, BeatRecord, SoftChange, StoreChange } from '../store.ts'
import { decodeLoad, encodeLoad, finite } from './load-codec.ts'
import { arrayOf, parseJson } from './replies.ts'

/** What goes to `beat_v1`: three arguments an item. */
export type BackendChange = Extract<SoftChange, { kind: 'register' | 'beat' | 'deregister' }>

const HEALTHS: readonly BackendHealth[] = ['unknown', 'healthy', 'unhealthy']

/** `heldMs`: how long the change has waited since it was offered; lease and load have aged by as much. */
export function encodeBackendChange(change: BackendChange, heldMs: number): [id: string, head: string, record: string] {
  if (change.kind === 'deregister') return [change.backendId, `d ${finite(change.epoch)} 0 0 0 0 0`, '']
  const { beat } = change
  const lease = Math.max(0, Math.round(finite(change.leaseMs) - heldMs))
  const age = Math.max(0, Math.round(finite(beat.loadAgeMs) + heldMs))
  const usable = beat.health === 'unhealthy' || beat.draining ? 0 : 1
  const load = beat.load === undefined ? '0' : encodeLoad(beat.load)
  const payload = `${HEALTHS.indexOf(beat.health)},${beat.draining ? 1 : 0},${JSON.stringify(beat.healthDetail)},${load}`
  const rest = `${finite(beat.sequence)} ${lease} ${age} ${usable} ${payload}`
  if (change.kind === 'beat') return [beat.backendId, `b ${finite(beat.epoch)} ${rest}`, '']
  return [change.backend.id, `r ${finite(change.backend.epoch)} ${rest}`, encodeRecord(change.backend)]
}

/** An item of a D message: [kind, id, epoch, sequence, lease, load age, health, draining, detail, load, record?]. */
export function decodeItem(pool: string, input: unknown): StoreChange | undefined {
  const [kind, id, epoch, sequence, leaseLeftMs, loadAgeMs, ...payload] = arrayOf(input)
  if (typeof id !== 'string' || typeof epoch !== 'number' || typeof sequence !== 'number') return undefined
  if (kind === 'd') return { kind: 'deregister', pool, backendId: id, epoch }
  if (typeof leaseLeftMs !== 'number' || typeof loadAgeMs !== 'number') return undefined
  const beat = decodePayload({ backendId: id, epoch, sequence, loadAgeMs }, payload)
  if (kind === 'b') return { kind: 'beat', pool, beat, leaseLeftMs }
  const backend = kind === 'r' ? decodeRecord(id, epoch, payload[4]) : undefined
  return backend === undefined ? undefined : { kind: 'register', pool, backend, beat, leaseLeftMs }
}

/** A stored beat with its record, as `read_pool_v1` returns them. `now`: the store's clock in milliseconds. */
export function decodeStored(
  pool: string,
  id: string,
  stored: string,
  record: string,
  now: number,
): StoredBackend | undefined {
  const match = /^(\S+) (\S+) (\S+) (\S+) (\S+) ([^]*)$/.exec(stored)
  if (match === null) return undefined
  const [epoch, sequence, leaseUntil, sampledAt] = match.slice(1, 5).map(Number)
  if (epoch === undefined || sequence === undefined || leaseUntil === undefined || sampledAt === undefined)
    return undefined
  if (![epoch, sequence, leaseUntil, sampledAt].every(Number.isFinite)) return undefined
  const leaseLeftMs = leaseUntil - now
  if (match[5] === 'x') return { change: { kind: 'deregister', pool, backendId: id, epoch }, deadForMs: -leaseLeftMs }
  const backend = decodeRecord(id, epoch, parseJson(record))
  const payload = parseJson(`[${match[6] ?? ''}]`)
  if (backend === undefined || !Array.isArray(payload)) return undefined
  const beat = decodePayload({ backendId: id, epoch, sequence, loadAgeMs: Math.max(0, now - sampledAt) }, payload)
  return { change: { kind: 'register', pool, backend, beat, leaseLeftMs }, deadForMs: -leaseLeftMs }
}

export interface StoredBackend {
  readonly change: StoreChange
  /** Milliseconds since the lease was over or the backend was deregistered; negative: it lives. */
  readonly deadForMs: number
}

type BeatHead = Pick<BeatRecord, 'backendId' | 'epoch' | 'sequence' | 'loadAgeMs'>

function decodePayload(head: BeatHead, [health, draining, detail, load]: readonly unknown[]): BeatRecord {
  return {
    ...head,
    health: (typeof health === 'number' ? HEALTHS[health] : undefined) ?? 'unknown',
    draining: draining === 1,
    healthDetail: typeof detail === 'string' ? detail : '',
    load: decodeLoad(load),
  }
}

function encodeRecord({ address, locality, weight, capacity, labels }: BackendRecord): string {
  const { region, zone, subZone } = locality
  return JSON.stringify([address, region, zone, subZone, finite(weight), finite(capacity), [...labels]])
}

function decodeRecord(id: string, epoch: number, input: unknown): BackendRecord | undefined {
  const [address, region, zone, subZone, weight, capacity, labels] = arrayOf(input)
  if (typeof address !== 'string' || typeof region !== 'string' || typeof zone !== 'string') return undefined
  if (typeof subZone !== 'string' || typeof weight !== 'number' || typeof capacity !== 'number') return undefined
  return { id, address, locality: { region, zone, subZone }, weight, capacity, epoch, labels: labelsOf(labels) }
}

function labelsOf(input: unknown): ReadonlyMap<string, string> {
  const labels = new Map<string, string>()
  for (const entry of arrayOf(input)) {
    const [key, value] = arrayOf(entry)
    if (typeof key === 'string' && typeof value === 'string') labels.set(key, value)
  }
  return labels
}
