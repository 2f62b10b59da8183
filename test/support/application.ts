import type { Backend, LookasideClient, WithBackendOptions } from '../../clients/typescript/index.ts'

/** An application that calls its backends at a steady rate, whether or not the calls before have ended. */
export interface Application {
  readonly calls: number
  /** Calls that the application saw fail, with the first errors. */
  readonly failed: number
  readonly errors: readonly string[]
  /** Milliseconds from the start of each call to its first backend: what the client adds to it. */
  readonly waits: readonly number[]
  /** Makes no more calls and waits for those that are open. */
  stop(): Promise<void>
}

export interface ApplicationOptions {
  readonly client: LookasideClient
  readonly pool: string
  readonly callsPerSecond: number
  /** Default: a fetch that wants status 200. */
  readonly call?: (backend: Backend, signal: AbortSignal) => Promise<unknown>
  readonly options?: WithBackendOptions<unknown>
}

const TICK_MS = 5

export function startApplication({ client, pool, callsPerSecond, call, options }: ApplicationOptions): Application {
  const open = new Set<Promise<void>>()
  const errors: string[] = []
  const waits: number[] = []
  let calls = 0
  let failed = 0
  const one = async (): Promise<void> => {
    const startedAt = performance.now()
    try {
      await client.withBackend<unknown>(
        pool,
        (backend, context) => {
          if (context.attempt === 1) waits.push(performance.now() - startedAt)
          return (call ?? fetchOk)(backend, context.signal)
        },
        options ?? { idempotent: true },
      )
    } catch (error) {
      failed++
      if (errors.length < 10)
        errors.push(error instanceof Error ? `${error.message} ${String(error.cause)}` : String(error))
    }
  }
  const begin = performance.now()
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - begin) * callsPerSecond) / 1_000)
    for (; calls < due; calls++) {
      const promise: Promise<void> = one().finally(() => open.delete(promise))
      open.add(promise)
    }
  }, TICK_MS)
  return {
    get calls() {
      return calls
    },
    get failed() {
      return failed
    },
    errors,
    waits,
    async stop() {
      clearInterval(timer)
      await Promise.all(open)
    },
  }
}

async function fetchOk({ address }: Backend, signal: AbortSignal): Promise<void> {
  const response = await fetch(`http://${address}/`, { signal })
  await response.text()
  if (response.status !== 200) throw new Error(`${address} answered ${response.status}`)
}
