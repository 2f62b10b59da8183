import type { Heartbeat } from '../../../proto/gen/lookaside/v1/Heartbeat.ts'
import type { Api } from './api.ts'
import { agents } from './api.ts'

/** Backends that one beater speaks for, all of them with one message. */
export interface Herd {
  readonly acked: number
  /** Heartbeats that were refused or not answered, with the first reasons. */
  readonly failed: number
  readonly failures: readonly string[]
  readonly slowestMs: number
  /** No further heartbeats: a death without a word. */
  silence(): void
}

export interface HerdOptions {
  readonly pool: string
  readonly ids: readonly string[]
  /** What each heartbeat says besides. */
  readonly state?: Partial<Heartbeat>
}

/** Registers backends and sends their heartbeats in the rhythm that the service sets. */
export async function startHerd(api: Api, { pool, ids, state = {} }: HerdOptions): Promise<Herd> {
  const counts = { acked: 0, failed: 0, failures: [] as string[], slowestMs: 0 }
  const epoch = Date.now()
  let sequence = 0
  let silent = false
  let timer: NodeJS.Timeout | undefined
  const registered = await Promise.all(
    ids.map((id) =>
      api.ask(agents.RegisterBackend, {
        pool,
        epoch,
        backend: { id, address: '127.0.0.1:9' },
        health: 'BACKEND_HEALTH_HEALTHY',
      }),
    ),
  )
  const fail = (count: number, why: string): void => {
    counts.failed += count
    if (counts.failures.length < 10) counts.failures.push(why)
  }
  const beat = async (): Promise<void> => {
    sequence += 1
    const heartbeats = ids.map((backendId): Heartbeat => {
      return { pool, backendId, epoch, sequence, health: 'BACKEND_HEALTH_HEALTHY', ...state }
    })
    const begin = performance.now()
    try {
      const { rejected, nextHeartbeatAfter } = await api.ask(agents.ReportHeartbeat, { heartbeats }, 2_000)
      counts.acked += ids.length - rejected.length
      for (const { reason, message } of rejected) fail(1, `${reason}: ${message}`)
      plan(inMs(nextHeartbeatAfter))
    } catch (error) {
      if (silent) return
      fail(ids.length, String(error))
      plan(200)
    }
    counts.slowestMs = Math.max(counts.slowestMs, performance.now() - begin)
  }
  const plan = (ms: number): void => {
    if (!silent) timer = setTimeout(() => void beat(), ms)
  }
  plan(inMs(registered[0]?.nextHeartbeatAfter ?? null))
  return Object.assign(counts, {
    silence() {
      silent = true
      clearTimeout(timer)
    },
  })
}

function inMs(duration: { seconds: number; nanos: number } | null): number {
  return duration === null ? 1_000 : duration.seconds * 1_000 + duration.nanos / 1e6
}
