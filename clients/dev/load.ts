import type { LookasideClient } from '../typescript/index.ts'

export interface LoadOptions {
  readonly client: LookasideClient
  readonly pool: string
  /** Mean calls a second; they arrive at random, as independent callers do. */
  readonly callsPerSecond: number
  readonly random: () => number
  /** Called for each call that ended. */
  readonly onCall: (call: { backendId: string; latencyMs: number; failed: boolean }) => void
}

/** Calls that may wait at one time; more would only measure this process. */
const MAX_OPEN = 512
/** No single call may take longer. */
const CALL_TIMEOUT_MS = 5_000

/** A client under load, in the open: calls come whether or not the ones before have ended. Returns how to stop it. */
export function startLoad(options: LoadOptions): () => Promise<void> {
  const open = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  const schedule = (): void => {
    const gapMs = (-Math.log(1 - options.random()) * 1_000) / options.callsPerSecond
    timer = setTimeout(() => {
      if (open.size < MAX_OPEN) {
        const call = callOnce(options).finally(() => open.delete(call))
        open.add(call)
      }
      schedule()
    }, gapMs)
  }
  schedule()
  return async () => {
    clearTimeout(timer)
    await Promise.all(open)
  }
}

async function callOnce({ client, pool, onCall }: LoadOptions): Promise<void> {
  let backendId = ''
  let startedAt = performance.now()
  try {
    await client.withBackend(
      pool,
      async (backend, { signal }) => {
        backendId = backend.id
        startedAt = performance.now()
        const response = await fetch(`http://${backend.address}/work`, { signal })
        await response.text()
        return response
      },
      { attemptTimeoutMs: CALL_TIMEOUT_MS, idempotent: true },
    )
    onCall({ backendId, latencyMs: performance.now() - startedAt, failed: false })
  } catch {
    onCall({ backendId, latencyMs: performance.now() - startedAt, failed: true })
  }
}
